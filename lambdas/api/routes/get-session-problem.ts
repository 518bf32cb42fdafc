import { ApiProblem } from '../../../core/api/problem-details.ts';
import { given } from '../../../core/exam/given.ts';
import { DEFAULT_RULES } from '../../../core/exam/grading-rules.ts';
import { describeSignature, type Signature } from '../../../core/grading/function/signature.ts';
import { includedIn } from '../../../core/grading/included-code.ts';
import { FUNCTION_DRIVERS } from '../../../core/grading/languages/index.ts';
import { allowsLanguage } from '../../../core/problems/allowed-languages.ts';
import { nameOf, type ProblemManifest, type Statement } from '../../../core/problems/problem.ts';
import { findStatement } from '../../../core/problems/problem-files.ts';
import { findGradable } from '../../../core/results/find-gradable.ts';
import { announcedPoints } from '../../../core/results/gradable-problem.ts';
import { MAX_FILES } from '../../../core/submissions/hand-in-limits.ts';
import { findSessionProblem } from '../find-session-problem.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';

/** Samples larger than this are cut; their files are no reading for people. */
const MAX_SAMPLE_CHARACTERS = 64 * 1024;

export const getSessionProblem: RouteHandler<'getSessionProblem'> = async (
  { params, query, caller },
  services,
) => {
  const { session, booked, manifest } = await findSessionProblem(services, caller, params);
  const statement = findStatement(manifest, query.statement);
  const statements = manifest.statements.map(({ language, format }) => ({ language, format }));
  if (statement === undefined && query.statement !== undefined) {
    const detail = `there is no statement in ${query.statement}; choose ${statements.map(({ language }) => language).join(', ') || 'none'}`;
    throw new ApiProblem('invalid-request', detail, { faults: [{ field: 'statement', detail }] });
  }
  const dropped = (session.languagesDropped ?? []).map(({ language }) => language);
  const languages = session.languages.filter((id) => allowsLanguage(manifest, id) && !dropped.includes(id));
  const { grading = DEFAULT_RULES } = session;
  const points = announcedPoints(await findGradable(services, session), booked.label, grading);
  return {
    ...booked,
    name: (statement && manifest.names[statement.language]) ?? nameOf(manifest),
    kind: manifest.kind,
    timeMs: manifest.limits.timeMs,
    memoryKiB: manifest.limits.memoryKiB,
    sourceKiB: manifest.limits.sourceKiB,
    languages,
    maxFiles: manifest.signature === undefined && manifest.frame === undefined ? MAX_FILES : 1,
    testCases: manifest.testCases.length,
    ...(points === undefined ? {} : { points }),
    statements,
    ...(statement === undefined ? {} : { statement: presentStatement(statement) }),
    attachments: manifest.attachments.map(({ name, bytes }) => ({ name, bytes })),
    samples: await readSamples(services, manifest),
    ...(manifest.validation.kind === 'interactive'
      ? { interactions: await readInteractions(services, manifest) }
      : {}),
    ...describeIncluded(manifest, languages),
    ...(manifest.signature === undefined ? {} : { solve: describeSolve(manifest.signature, languages) }),
  };
};

function presentStatement(statement: Statement) {
  const { language, format } = statement;
  return {
    language,
    format,
    ...(format === 'pdf' ? { file: statement.file.name } : { text: statement.text }),
  };
}

function describeIncluded({ included }: ProblemManifest, languages: readonly string[]) {
  const told = languages.flatMap((language) => {
    const code = includedIn(included, language);
    if (code === undefined) return [];
    const { files, starts, sourceName } = code;
    return [{ language, files: files.map(({ name }) => name), ...given({ starts, sourceName }) }];
  });
  return told.length === 0 ? {} : { included: told };
}

function describeSolve(signature: Signature, languages: readonly string[]) {
  const drivers = Object.entries(FUNCTION_DRIVERS).filter(([language]) => languages.includes(language));
  return {
    signature: describeSignature(signature),
    stubs: Object.fromEntries(drivers.map(([language, driver]) => [language, driver.makeStub(signature)])),
  };
}

async function readSampleText({ readTestData }: Services, hash: string): Promise<string> {
  return new TextDecoder().decode(await readTestData(hash)).slice(0, MAX_SAMPLE_CHARACTERS);
}

async function readInteractions(services: Services, { interactions = [] }: ProblemManifest) {
  return await Promise.all(
    interactions.map(async ({ name, hash }) => ({ id: name, text: await readSampleText(services, hash) })),
  );
}

/** What an interactor reads is written for it and not for people, and the format does not show it. */
async function readSamples(services: Services, { testCases, validation }: ProblemManifest) {
  const text = async (hash: string) =>
    validation.kind === 'interactive' ? '' : await readSampleText(services, hash);
  return await Promise.all(
    testCases
      .filter(({ sample }) => sample)
      .map(async ({ id, inputHash, answerHash }) => ({
        id,
        input: await text(inputHash),
        answer: await text(answerHash),
      })),
  );
}
