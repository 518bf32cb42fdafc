import type { ApiClient } from './client.ts';
import type { AnswerOf, CallOf } from './routes.ts';

/**
 * What is said in a session, from every page. The rest is as the first page has it: what comes meanwhile is new to who
 * asks with its cursor.
 * @throws ApiError as the client does
 */
export async function readAllMessages(
  client: Pick<ApiClient, 'call'>,
  { params, query }: CallOf<'listMessages'>,
  signal?: AbortSignal,
): Promise<AnswerOf<'listMessages'>> {
  const { next, ...first } = await client.call('listMessages', { params, query: query ?? {} }, signal);
  const items = [...first.items];
  for (let after = next; after !== undefined; ) {
    const page = await client.call('listMessages', { params, query: { ...query, after } }, signal);
    items.push(...page.items);
    after = page.next;
  }
  return { ...first, items };
}
