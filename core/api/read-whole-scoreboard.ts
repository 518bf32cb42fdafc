import type { ApiClient } from './client.ts';
import type { CallOf } from './routes.ts';
import type { Scoreboard } from './submissions.ts';

/**
 * The scoreboard with the rows of every page. A board that moves between two pages can have a row twice, or not at all
 * until it is asked for again.
 * @throws ApiError as the client does
 */
export async function readWholeScoreboard(
  client: Pick<ApiClient, 'call'>,
  { params }: Pick<CallOf<'getScoreboard'>, 'params'>,
  signal?: AbortSignal,
): Promise<Scoreboard> {
  const { cursor, ...board } = await client.call('getScoreboard', { params }, signal);
  const rows = new Map(board.rows.map((row) => [row.participantId, row]));
  for (let from = cursor; from !== undefined; ) {
    const page = await client.call('getScoreboard', { params, query: { cursor: from } }, signal);
    for (const row of page.rows) rows.set(row.participantId, row);
    from = page.cursor;
  }
  return { ...board, rows: [...rows.values()] };
}
