import { type Command, Option } from 'commander';
import type { ApiClient } from '../../core/api/client.ts';
import { readAllResults } from '../../core/api/read-all-results.ts';
import type { CallOf } from '../../core/api/routes.ts';
import { renderGrade, renderResults } from '../../terminal/render-results.ts';
import { contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { pickSession } from '../pick-session.ts';
import { readTime } from '../read-time.ts';
import { isFolder, writeOut } from '../write-out.ts';
import { addGradingRules } from './session-rules.ts';

type Query = NonNullable<CallOf<'getResults'>['query']>;

interface ResultOptions {
  readonly format?: NonNullable<Query['format']>;
  readonly pick?: NonNullable<Query['pick']>;
  readonly before?: string;
  readonly column?: string;
  readonly encoding?: NonNullable<Query['encoding']>;
  readonly participant?: string;
  readonly out?: string;
}

export function addSessionResults(session: Command, which: string): void {
  session
    .command('results')
    .argument('[session]', which)
    .description('what everybody has, as a table or as a file that a learning platform imports')
    .addOption(
      new Option('-f, --format <format>', 'a file instead of a table').choices([
        'csv',
        'moodle',
        'canvas',
        'blackboard',
        'gradescope',
      ]),
    )
    .addOption(
      new Option('--pick <rule>', "instead of the session's own rule").choices([
        'best',
        'last',
        'last-before',
        'icpc',
      ]),
    )
    .option('--before <time>', 'only what was submitted before this time', (text) => readTime(text))
    .option('--column <number>', 'canvas, blackboard: number of the existing column for the points')
    .addOption(
      new Option('--encoding <encoding>', 'blackboard: utf-16 is with tabs').choices(['utf-8', 'utf-16']),
    )
    .option('-p, --participant <participant>', 'gradescope: whose; everybody when --out is a folder')
    .option('-o, --out <path>', 'file or folder that it is written to (default: standard output)')
    .addHelpText(
      'after',
      '\nExamples:\n  assize session results ID --format moodle -o grades.csv\n  assize session results ID --format gradescope -o results/',
    )
    .action(async (id: string | undefined, options: ResultOptions, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access();
      const { sessionId } = await pickSession(client, id);
      const params = { sessionId };
      const { format, out } = options;
      if (format === undefined) {
        const results = await readAllResults(client, { params, query: readQuery(options) });
        print(context, results, () => renderResults(results));
        return;
      }
      const people =
        format === 'gradescope' && options.participant === undefined
          ? await listPeople(client, sessionId, out)
          : [options.participant];
      for (const participantId of people) {
        const query = { ...readQuery(options), format, ...(participantId && { participantId }) };
        writeOut(context, await client.download('getResults', { params, query }), out);
      }
    });
  const grades = session.command('grades').description('let participants see their grades, or hold them');
  for (const [name, call, what, done] of [
    ['publish', 'publishGrades', 'let participants see their grades as the results stand now', 'published'],
    ['withdraw', 'withdrawGrades', 'hold published grades again', 'withdrawn'],
  ] as const)
    grades
      .command(name)
      .argument('<session>', 'id of the session')
      .argument('[participants...]', 'only theirs')
      .description(what)
      .action(async (id: string, participantIds: string[], _options: object, command: Command) => {
        const context = contextOf(command);
        const answer = await context.access().client.call(call, {
          params: { sessionId: id.toLowerCase() },
          body: participantIds.length === 0 ? {} : { participantIds },
        });
        print(context, answer, () => [
          `${answer.changed} ${answer.changed === 1 ? 'grade' : 'grades'} ${done}; participants see ${answer.published}`,
        ]);
      });
  addGradingRules(grades);
  session
    .command('grade')
    .argument('[session]', which)
    .description('your own grade, once it is published')
    .action(async (id: string | undefined, _options: object, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access('participant');
      const { sessionId } = await pickSession(client, id);
      const grade = await client.call('getGrade', { params: { sessionId } });
      print(context, grade, () => renderGrade(grade));
    });
  session
    .command('report')
    .argument('<session>', 'id of the session')
    .argument('<participant>', 'whose')
    .option('-o, --out <path>', 'file or folder that it is written to (default: standard output)')
    .description('what somebody has, as a page of HTML to read and to print')
    .action(async (id: string, participantId: string, { out }: { out?: string }, command: Command) => {
      const context = contextOf(command);
      const params = { sessionId: id.toLowerCase(), participantId };
      writeOut(context, await context.access().client.download('getReport', { params, query: {} }), out);
    });
}

function readQuery({ pick, before, column, encoding }: ResultOptions): Query {
  return {
    ...(pick === undefined ? {} : { pick }),
    ...(before === undefined ? {} : { before }),
    ...(column === undefined ? {} : { columnId: column }),
    ...(encoding === undefined ? {} : { encoding }),
  };
}

async function listPeople(client: ApiClient, sessionId: string, out: string | undefined): Promise<string[]> {
  if (out === undefined || !isFolder(out))
    throw new CommandError(
      EXIT.badInput,
      'a file of Gradescope is for one participant',
      'say whose with --participant, or name an existing folder with --out for a file of each',
    );
  const { items } = await client.call('listParticipants', { params: { sessionId } });
  return items.map(({ participantId }) => participantId);
}
