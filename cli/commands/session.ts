import type { Command } from 'commander';
import type { ApiClient } from '../../core/api/client.ts';
import { readWholeScoreboard } from '../../core/api/read-whole-scoreboard.ts';
import type { AnswerOf } from '../../core/api/routes.ts';
import {
  formatTime,
  renderScoreboard,
  renderSession,
  renderSessions,
} from '../../terminal/render-session.ts';
import { renderTable } from '../../terminal/table.ts';
import { contextOf, print } from '../context.ts';
import { pickSession } from '../pick-session.ts';
import { readCount } from '../read-duration.ts';
import { readTime } from '../read-time.ts';
import { addSessionChange } from './session-change.ts';
import { addSessionCreate } from './session-create.ts';
import { addSessionInvite } from './session-invite.ts';
import { addSessionMessages } from './session-messages.ts';
import { addSessionResults } from './session-results.ts';
import { addSessionRoster } from './session-roster.ts';
import { addSessionWatch } from './session-watch.ts';

const WHICH = 'id of the session (default: the open one, else the next, else the latest)';

interface ListOptions {
  readonly limit: number;
  readonly from?: string;
  readonly to?: string;
}

/** Most sessions that one answer of the API has. */
const PAGE = 100;

/** As many sessions as are asked for, page by page. */
async function listSessions(client: ApiClient, { limit, ...range }: ListOptions) {
  const items: AnswerOf<'listSessions'>['items'] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call('listSessions', {
      query: {
        ...range,
        limit: Math.min(PAGE, limit - items.length),
        ...(cursor === undefined ? {} : { cursor }),
      },
    });
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined && items.length < limit);
  return { items, ...(cursor === undefined ? {} : { cursor }) };
}

export function addSession(program: Command): void {
  const session = program.command('session').description('book sessions, watch them, end them');
  addSessionCreate(session);
  session
    .command('list')
    .description('your sessions by opening time, the latest first')
    .option('-n, --limit <count>', 'most sessions shown', readCount, 20)
    .option('--from <time>', 'only what closes after this time, the soonest first', (text) => readTime(text))
    .option('--to <time>', 'only what opens before this time', (text) => readTime(text))
    .action(async (options: ListOptions, command: Command) => {
      const context = contextOf(command);
      const page = await listSessions(context.access().client, options);
      print(context, page, () =>
        page.items.length === 0
          ? ['no sessions here; book one: assize session create --help']
          : [
              ...renderSessions(page.items),
              ...(page.cursor === undefined ? [] : ['there are more: say --limit, --from or --to']),
            ],
      );
    });
  session
    .command('show')
    .argument('[session]', WHICH)
    .description('a session with its account, its bill, its scoreboard, and what was done and why')
    .action(async (id: string | undefined, _options: object, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access();
      const picked = await pickSession(client, id);
      const params = { sessionId: picked.sessionId };
      const scoreboard = await readWholeScoreboard(client, { params });
      if (picked.view === 'participant') {
        print(context, { session: picked, scoreboard }, () => [
          ...renderSessions([picked]),
          '',
          ...renderScoreboard(scoreboard),
        ]);
        return;
      }
      const [ledger, hosts, decisions] = await Promise.all([
        client.call('getLedger', { params }),
        client.call('listHosts', { params }),
        client.call('listDecisions', { params, query: { limit: 15 } }),
      ]);
      const document = {
        session: picked,
        ...ledger,
        hosts: hosts.items,
        decisions: decisions.items,
        scoreboard,
      };
      print(context, document, () => [
        ...renderSession(picked, ledger),
        '',
        ...renderScoreboard({ ...scoreboard, rows: scoreboard.rows.slice(0, 10) }),
        '',
        ...renderTable(
          ['HOST', 'STATE', 'TYPE', 'SPEED', 'WHY'],
          hosts.items.map(({ hostId, state, instanceType, speedFactor, drift = 1, reason }) => [
            hostId,
            state,
            instanceType,
            speedFactor === undefined ? '-' : (speedFactor * drift).toFixed(2),
            reason,
          ]),
        ),
        '',
        ...renderTable(
          ['WHEN', 'WHAT', 'OF', 'WHY'],
          decisions.items.map(({ at, action, subject, reason }) => [formatTime(at), action, subject, reason]),
        ),
      ]);
    });
  addSessionWatch(session, WHICH);
  addSessionChange(session);
  addSessionResults(session, WHICH);
  addSessionRoster(session);
  addSessionInvite(session);
  addSessionMessages(session, WHICH);
  for (const [name, call, what] of [
    ['open', 'openSession', 'open a session now that would open later, hosts ready or not; its length stays'],
    ['end', 'endSession', 'close an open session now; what was accepted is judged'],
    ['cancel', 'cancelSession', 'call a session off; what was accepted is judged, hosts are terminated'],
    ['pause', 'pauseSession', 'take no submissions and trials until it is resumed; everybody is told'],
    ['resume', 'resumeSession', 'take submissions again; everybody is told'],
    ['restore', 'restoreSession', 'take a cancellation back, of a session that had not opened'],
  ] as const)
    session
      .command(name)
      .argument('<session>', 'id of the session')
      .option('-r, --reason <text>', 'why: everybody concerned is told')
      .description(what)
      .action(async (id: string, options: { reason?: string }, command: Command) => {
        const context = contextOf(command);
        const changed = await context
          .access()
          .client.call(call, { params: { sessionId: id.toLowerCase() }, body: options });
        print(context, changed, () => renderSessions([changed]));
      });
}
