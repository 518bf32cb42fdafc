import type { ApiClient } from '../core/api/client.ts';
import type { AnswerOf } from '../core/api/routes.ts';
import { CommandError, EXIT } from './exit-codes.ts';

export type ListedSession = AnswerOf<'listSessions'>['items'][number];

/** The session that is meant: the one named, else the open one, else the latest. @throws CommandError when there is none */
export async function pickSession(client: ApiClient, named: string | undefined): Promise<ListedSession> {
  if (named !== undefined)
    return await client.call('getSession', { params: { sessionId: named.toLowerCase() } });
  const { items } = await client.call('listSessions', { query: { limit: 20 } });
  const running = items.filter(({ cancelled }) => cancelled === undefined);
  const session = running.find(({ window }) => window === 'open') ?? running[0] ?? items[0];
  if (session === undefined)
    throw new CommandError(
      EXIT.notFound,
      'there is no session that you may see',
      'book one: npx assize session create --help',
    );
  return session;
}

/** The session that holds a submission: the one named, else the latest that knows it. */
export async function findSubmission(client: ApiClient, named: string | undefined, submissionId: string) {
  const sessions =
    named === undefined
      ? (await client.call('listSessions', { query: { limit: 20 } })).items
      : [{ sessionId: named }];
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
