import { type Command, InvalidArgumentError, Option } from 'commander';
import { makePatient } from '../../core/api/call-patiently.ts';
import type { ApiClient } from '../../core/api/client.ts';
import type { ListedSession } from '../../core/api/sessions.ts';
import type { SourcesQuery } from '../../core/api/sources.ts';
import { type Comparison, readComparison } from '../../core/similarity/compare-programs.ts';
import { WHAT_IT_MEANS } from '../../core/similarity/describe-report.ts';
import { writeEvidence } from '../../core/similarity/documents/write-evidence.ts';
import { writePairsCsv } from '../../core/similarity/documents/write-pairs-csv.ts';
import type { RankingRules } from '../../core/similarity/rank-pairs.ts';
import { readPrograms } from '../../core/similarity/read-programs.ts';
import { DEFAULT_RULES, type SimilarityReport } from '../../core/similarity/similarity-report.ts';
import { renderSimilarity } from '../../terminal/render-similarity.ts';
import { contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { patience } from '../patience.ts';
import { pickSession } from '../pick-session.ts';
import { readCount } from '../read-duration.ts';
import { writeOut } from '../write-out.ts';

interface SimilarityOptions {
  readonly problem?: string;
  readonly pick: SourcesQuery['pick'];
  readonly together: number;
  readonly common: number;
  readonly format?: 'json' | 'csv' | 'html';
  readonly pairs: number;
  readonly out?: string;
}

/** A problem whose programs have been compared. */
interface ComparedProblem {
  readonly label: string;
  readonly name: string;
  readonly report: SimilarityReport;
  readonly programs: Comparison['programs'];
  readonly notStored: number;
}

export function addSimilarity(program: Command): void {
  program
    .command('similarity')
    .argument('[session]', 'id of the session (default: the open one, else the next, else the latest)')
    .option('-p, --problem <label>', 'only this problem (default: each)')
    .addOption(
      new Option('--pick <rule>', 'which submission of each participant')
        .choices(['best', 'last'])
        .default('best'),
    )
    .option(
      '--together <percent>',
      'similarity from which programs are put together',
      readPercent,
      DEFAULT_RULES.threshold * 100,
    )
    .option(
      '--common <percent>',
      'leave out what more programs than this share; 100: nothing',
      readPercent,
      DEFAULT_RULES.commonShare * 100,
    )
    .addOption(
      new Option('-f, --format <format>', 'a file instead of a table').choices(['json', 'csv', 'html']),
    )
    .option('--pairs <count>', 'html: pairs of each problem that are shown side by side', readCount, 20)
    .option('-o, --out <path>', 'file or folder that it is written to (default: standard output)')
    .description('how similar the programs of a session are, compared on this machine; for staff')
    .addHelpText(
      'after',
      `\n${WHAT_IT_MEANS}\n\nExamples:\n  assize similarity ID --problem A\n  assize similarity ID --format html -o evidence.html`,
    )
    .action(async (id: string | undefined, options: SimilarityOptions, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access();
      const session = await pickSession(client, id);
      const rules = { threshold: options.together / 100, commonShare: options.common / 100 };
      const problems: ComparedProblem[] = [];
      for (const { label, name = '' } of chooseProblems(session, options.problem))
        problems.push({
          label,
          name,
          ...(await compare(client, session.sessionId, label, options.pick, rules)),
        });
      const json = problems.map(({ programs: _, ...problem }) => problem);
      if (options.format === undefined) {
        print(context, { problems: json }, () => [
          ...problems.flatMap((problem) => [...renderSimilarity(problem, problem.notStored), '']),
          WHAT_IT_MEANS,
        ]);
        return;
      }
      writeOut(context, fileOf(options, session.name, problems, json), options.out);
    });
}

function chooseProblems(session: ListedSession, wanted: string | undefined) {
  const found = session.problems.filter(
    ({ label }) => wanted === undefined || label.toLowerCase() === wanted.toLowerCase(),
  );
  if (found.length === 0)
    throw new CommandError(
      EXIT.notFound,
      `the session has no problem ${wanted}`,
      `choose one of ${session.problems.map(({ label }) => label).join(', ')}`,
    );
  return found;
}

async function compare(
  client: ApiClient,
  sessionId: string,
  label: string,
  pick: SourcesQuery['pick'],
  rules: RankingRules,
): Promise<Omit<ComparedProblem, 'label' | 'name'>> {
  const { notStored, ...input } = await readPrograms(makePatient(client, patience).call, {
    sessionId,
    label,
    pick,
  });
  const comparison = await readComparison(input);
  return { report: comparison.report(rules), programs: comparison.programs, notStored };
}

function fileOf(
  { format, pairs }: SimilarityOptions,
  sessionName: string,
  problems: readonly ComparedProblem[],
  json: unknown,
) {
  const bytes = (text: string) => new TextEncoder().encode(text);
  if (format === 'json')
    return { fileName: 'similarity.json', bytes: bytes(`${JSON.stringify({ problems: json }, null, 2)}\n`) };
  const document =
    format === 'csv'
      ? writePairsCsv(sessionName, problems)
      : writeEvidence({
          sessionName,
          problems: problems.map((problem) => ({
            ...problem,
            shown: problem.report.pairs.slice(0, pairs).map((_, at) => at),
          })),
          now: Date.now(),
        });
  return { fileName: document.fileName, bytes: bytes(document.text) };
}

function readPercent(text: string): number {
  const percent = Number(text.replace(/\s*%$/, ''));
  if (!(percent > 0 && percent <= 100))
    throw new InvalidArgumentError('write a percentage above 0, at most 100');
  return percent;
}
