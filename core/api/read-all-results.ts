import type { ApiClient } from './client.ts';
import type { SessionResults } from './results.ts';
import type { CallOf } from './routes.ts';

/**
 * A session's results with the rows of every page, by rank. The rest is as the last page has it.
 * @throws ApiError as the client does
 */
export async function readAllResults(
  client: Pick<ApiClient, 'call'>,
  { params, query }: CallOf<'getResults'>,
  signal?: AbortSignal,
): Promise<SessionResults> {
  const rows: SessionResults['rows'] = [];
  let from = query ?? {};
  for (;;) {
    const { cursor, ...page } = await client.call('getResults', { params, query: from }, signal);
    rows.push(...page.rows);
    if (cursor === undefined)
      return { ...page, rows: rows.sort((a, b) => a.rank - b.rank || a.name.localeCompare(b.name, 'en')) };
    from = { ...query, cursor };
  }
}
