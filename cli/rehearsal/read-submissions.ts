import type { ApiClient } from '../../core/api/client.ts';
import type { SubmissionView } from '../../core/api/submissions.ts';
import { given } from '../../core/exam/given.ts';

/** A session's submissions, or of these only those that are meant. */
export async function readSubmissions(
  client: ApiClient,
  sessionId: string,
  meant?: ReadonlySet<string>,
): Promise<SubmissionView[]> {
  const views: SubmissionView[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call('listSubmissions', {
      params: { sessionId },
      query: { limit: 100, ...given({ cursor }) },
    });
    views.push(...page.items.filter(({ submissionId }) => meant?.has(submissionId) ?? true));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return views;
}
