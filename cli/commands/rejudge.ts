import { type Command, Option } from 'commander';
import { systemClock } from '../../adapters/system-clock.ts';
import type { ApiClient } from '../../core/api/client.ts';
import { verdict } from '../../core/api/common.ts';
import type { RejudgingDetails } from '../../core/api/rejudgings.ts';
import type { CallOf } from '../../core/api/routes.ts';
import { given } from '../../core/exam/given.ts';
import { renderRejudging, renderRejudgings } from '../../terminal/render-rejudging.ts';
import { createScreen } from '../../terminal/screen.ts';
import { type Context, contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { readCount } from '../read-duration.ts';

type Request = CallOf<'createRejudging'>['body'];
type Verdict = NonNullable<NonNullable<Request['filter']>['verdict']>;

interface StartOptions {
  readonly byVersion?: number;
  readonly participant?: string;
  readonly submission?: string;
  readonly verdict?: Verdict;
  readonly language?: string;
  readonly reason?: string;
  readonly judgedIn?: string;
  readonly watch?: boolean;
}

/** Between two looks at a rejudging that goes on, ms. */
const LOOK_MS = 2_000;
const SESSION = 'id of the session';
const REJUDGING = 'id of the rejudging (default: the latest of the session)';

export function addRejudge(program: Command): void {
  const rejudge = program
    .command('rejudge')
    .description('judge submissions again, see what would change, and apply or discard it');
  rejudge
    .command('start')
    .argument('<session>', SESSION)
    .argument('<problem>', "the problem's label, e.g. A")
    .option(
      '--by-version <number>',
      "the problem's version (default: the newest that was imported)",
      readCount,
    )
    .option('-p, --participant <participant>', 'only theirs')
    .option('-s, --submission <id>', 'only this one')
    .addOption(
      new Option('--verdict <verdict>', 'only those with it; JE: what was quarantined').choices(
        verdict.options,
      ),
    )
    .option('-l, --language <language>', 'only those in it')
    .option('-r, --reason <text>', 'why: told to those whose verdict changes')
    .option('--judged-in <session>', 'a session whose judges do it, once those of this one are gone')
    .option('-w, --watch', 'show how far it is until it is ready')
    .description('judge submissions of a problem again; verdicts stay until it is applied')
    .addHelpText(
      'after',
      '\nExample:\n  assize rejudge start ID A --reason "test case 3 was wrong" --watch\n  assize rejudge apply ID',
    )
    .action(async (id: string, label: string, options: StartOptions, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access();
      const sessionId = id.toLowerCase();
      const { participant, submission, verdict, language, byVersion, reason, judgedIn } = options;
      const filter = given({
        participantId: participant,
        submissionId: submission?.toLowerCase(),
        verdict,
        language,
      });
      const body = {
        label,
        filter,
        ...given({ version: byVersion, reason, judgedIn: judgedIn?.toLowerCase() }),
      };
      const { rejudgingId } = await client.call('createRejudging', { params: { sessionId }, body });
      await show(context, client, { sessionId, rejudgingId }, options.watch === true);
    });
  rejudge
    .command('list')
    .argument('<session>', SESSION)
    .description('rejudgings of a session, the latest first')
    .action(async (id: string, _options: object, command: Command) => {
      const context = contextOf(command);
      const params = { sessionId: id.toLowerCase() };
      const page = await context.access().client.call('listRejudgings', { params });
      print(context, page, () =>
        page.items.length === 0
          ? ['none; start one: assize rejudge start --help']
          : renderRejudgings(page.items),
      );
    });
  rejudge
    .command('show')
    .argument('<session>', SESSION)
    .argument('[rejudging]', REJUDGING)
    .option('-w, --watch', 'until it is ready')
    .description('how far it is, verdicts before and after, and whose change')
    .action(
      async (id: string, rejudging: string | undefined, options: { watch?: boolean }, command: Command) => {
        const context = contextOf(command);
        const { client } = context.access();
        await show(context, client, await pick(client, id, rejudging), options.watch === true);
      },
    );
  for (const [name, call, what] of [
    ['apply', 'applyRejudging', 'put the new verdicts in force, all at once; those concerned are told'],
    ['discard', 'discardRejudging', 'give it up, or undo it once it is applied: verdicts are as before'],
  ] as const)
    rejudge
      .command(name)
      .argument('<session>', SESSION)
      .argument('[rejudging]', REJUDGING)
      .description(what)
      .action(async (id: string, rejudging: string | undefined, _options: object, command: Command) => {
        const context = contextOf(command);
        const { client } = context.access();
        const params = await pick(client, id, rejudging);
        const ended = await client.call(call, { params });
        const session = await client.call('getSession', { params: { sessionId: params.sessionId } });
        const published = session.view === 'staff' && session.gradesPublishedAt !== undefined;
        print(context, ended, () => [
          ...renderRejudgings([ended]),
          ...(published
            ? [
                `grades are published and stay as they are: look with assize session results ${params.sessionId}, publish again with assize session grades publish ${params.sessionId}`,
              ]
            : []),
        ]);
      });
}

async function pick(client: ApiClient, id: string, rejudging: string | undefined) {
  const sessionId = id.toLowerCase();
  if (rejudging !== undefined) return { sessionId, rejudgingId: rejudging.toLowerCase() };
  const { items } = await client.call('listRejudgings', { params: { sessionId } });
  const [latest] = items;
  if (latest === undefined)
    throw new CommandError(
      EXIT.notFound,
      `session ${sessionId} has no rejudging`,
      'start one: assize rejudge start',
    );
  return { sessionId, rejudgingId: latest.rejudgingId };
}

/** Shows it as it is; watching, again and again until nothing waits. */
async function show(
  context: Context,
  client: ApiClient,
  params: { readonly sessionId: string; readonly rejudgingId: string },
  watch: boolean,
): Promise<void> {
  const screen = createScreen(process.stdout);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  let seen: RejudgingDetails;
  for (;;) {
    seen = await client.call('getRejudging', { params, query: {} });
    const goesOn = seen.state === 'open' || seen.state === 'judging';
    if (!watch || !goesOn || stopping.signal.aborted) break;
    if (context.json) context.out(JSON.stringify(seen));
    else screen.draw(renderRejudging(seen));
    await systemClock.sleep(LOOK_MS, stopping.signal);
  }
  screen.clear();
  print(context, seen, () => renderRejudging(seen));
}
