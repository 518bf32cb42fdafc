import { cutToBytes } from '../../../core/api/cut-to-bytes.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import type { JuryProgram } from '../../../core/api/problems.ts';
import { given } from '../../../core/exam/given.ts';
import type { JurySubmission } from '../../../core/problems/problem.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';

/** Programs of a page: each is some objects that are read. */
const MOST = 25;
/** Most bytes of a page: a text of quotes alone is twice as long in what Lambda hands over, of which it takes 6 MB. */
const MAX_PAGE_BYTES = 2_500_000;

export const listJuryPrograms: RouteHandler<'listJuryPrograms'> = async ({ params, query }, services) => {
  const { problemId, version } = params;
  const found = await services.getVersion(problemId, version);
  if (found === null)
    throw new ApiProblem('not-found', `there is no version ${version} of a problem ${problemId}`);
  const rest = found.manifest.jurySubmissions
    .filter(({ path }) => path > (query.cursor ?? ''))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const read = await Promise.all(rest.slice(0, MOST).map(async (one) => await present(one, services)));
  const items = cutToBytes(read, (one) => one, MAX_PAGE_BYTES);
  return { items, ...(items.length < rest.length ? given({ cursor: items.at(-1)?.path }) : {}) };
};

async function present(
  { path, program, expected, requirements }: JurySubmission,
  { readTestData }: Services,
): Promise<JuryProgram> {
  const { language, files, entryPoint } = program;
  const sources = await Promise.all(
    files.map(async ({ name, hash }) => ({
      name,
      source: new TextDecoder().decode(await readTestData(hash)),
    })),
  );
  return {
    path,
    language,
    files: sources,
    ...given({ mainFile: entryPoint }),
    expected,
    requirements: requirements.map(({ permitted, required, of, whole, score, message }) => ({
      of,
      permitted: [...permitted],
      required: [...required],
      ...given({ whole, score: score && ([...score] as [number, number]), message }),
    })),
  };
}
