import type { ApiClient } from '../../core/api/client.ts';
import type { SessionLedger } from '../../core/api/live.ts';
import type { StaffSession } from '../../core/api/sessions.ts';
import type { Clock } from '../../core/exam/clock.ts';
import { endEarly } from './end-early.ts';
import { followSession } from './follow-session.ts';
import type { PlayEvent } from './play-exam.ts';

const PAGE = 100;
const WHY = 'the run that played it was ended; nobody submits any more';

/** Sessions that are not settled, as the client's user may see them. */
export async function listUnsettled(client: ApiClient): Promise<StaffSession[]> {
  const found: StaffSession[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call('listSessions', {
      query: cursor === undefined ? { limit: PAGE } : { limit: PAGE, cursor },
    });
    for (const session of page.items)
      if (session.view === 'staff' && session.settledAt === undefined) found.push(session);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

/**
 * Brings the played exams that an earlier, killed run left behind to their end: nobody will submit to them any more,
 * but what was accepted gets its verdict, and their hosts give the account's vCPUs back. Sessions of other names are
 * somebody's own and are left alone.
 * @param names what played exams and the one that stays open are called
 * @returns the settled ledgers; fewer than there were sessions when `signal` aborts
 */
export async function finishEarlierExams(options: {
  readonly client: ApiClient;
  readonly names: readonly string[];
  readonly clock: Clock;
  /** Told before a session is followed. */
  readonly onFound: (session: StaffSession) => void;
  readonly on: (event: PlayEvent) => void;
  readonly signal: AbortSignal;
}): Promise<SessionLedger[]> {
  const { client, names, clock, onFound, on, signal } = options;
  const ledgers: SessionLedger[] = [];
  for (const session of (await listUnsettled(client)).filter((one) => names.includes(one.name))) {
    onFound(session);
    await endEarly(client, session, WHY);
    await followSession({ client, sessionId: session.sessionId, clock, on, signal });
    if (signal.aborted) break;
    ledgers.push(await client.call('getLedger', { params: { sessionId: session.sessionId } }));
  }
  return ledgers;
}
