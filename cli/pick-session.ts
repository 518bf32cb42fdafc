import type { ApiClient } from '../core/api/client.ts';
import type { ListedSession } from '../core/api/sessions.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/** This computer's clock may be wrong by as much, ms. */
const CLOCKS_DIFFER_MS = 10 * 60_000;
const timeIn = (ms: number) => new Date(Date.now() + ms).toISOString();

/**
 * The session that is meant: the one named, else the open one, else the next to open, else the one that opened last.
 * @throws CommandError when there is none
 */
export async function pickSession(client: ApiClient, named: string | undefined): Promise<ListedSession> {
  if (named !== undefined)
    return await client.call('getSession', { params: { sessionId: named.toLowerCase() } });
  const current = await client.call('listSessions', {
    query: { from: timeIn(-CLOCKS_DIFFER_MS), order: 'soonest', limit: 50 },
  });
  const session =
    current.items.find(({ window }) => window === 'open') ??
    current.items.find(({ window }) => window === 'before') ??
    (await listOpened(client, 1)).items[0];
  if (session === undefined)
    throw new CommandError(
      EXIT.notFound,
      'there is no session that you may see',
      'book one: assize session create --help',
    );
  return session;
}

/** The sessions that opened last, the latest first. */
async function listOpened(client: ApiClient, limit: number) {
  return await client.call('listSessions', {
    query: { to: timeIn(CLOCKS_DIFFER_MS), order: 'latest', limit },
  });
}

/** The session that holds a submission: the one named, else the latest that knows it. */
export async function findSubmission(client: ApiClient, named: string | undefined, submissionId: string) {
  const sessions = named === undefined ? (await listOpened(client, 20)).items : [{ sessionId: named }];
  for (const { sessionId } of sessions) {
    try {
      return await client.call('getSubmission', {
        params: { sessionId, submissionId: submissionId.toLowerCase() },
      });
    } catch (error) {
      if (!(error instanceof Error && 'status' in error && error.status === 404)) throw error;
    }
  }
  throw new CommandError(
    EXIT.notFound,
    `there is no submission ${submissionId} that you may see`,
    'name its session with --session, or another account with --as',
  );
}
