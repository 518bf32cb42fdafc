import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { isSuspect, type Setback } from '../../core/submissions/setbacks.ts';
import type { WaitingSubmission } from '../../core/submissions/submission-store.ts';
import { PREFIX } from './accepted-submission.ts';
import type { Table } from './table.ts';

/*
 * The sparse index `work` of submissions: a row is in one partition of it, and in none once it has been announced. What
 * waits is in the partition of its lane (`queued`), soonest first.
 */

/** Partition of what runs, by the end of its lease. */
export const running = (sessionId: string) => `${sessionId}#running`;
/** Partition of what nobody was told of yet, by when it ended. */
export const announce = (sessionId: string) => `${sessionId}#announce`;
/** A time as a rank: sorts as text. */
export const timeRank = (ms: number) => String(ms).padStart(15, '0');

/** Ends the rank of a suspect: so executors know before they take it. */
const SUSPECT_MARK = '!';

/** The rank in the index of one that waits, with what kept it from its verdict so far. */
export const rankOf = (rank: string, setbacks: readonly Setback[]) =>
  rank + (isSuspect(setbacks) ? SUSPECT_MARK : '');

/** What the index tells of a row beside its keys. */
const aboutSchema = z.object({
  participantId: z.string(),
  language: z.string(),
  lane: z.enum(['contest', 'trial', 'rejudging']),
});

/** The first rows of a partition, eventually consistent. @param upTo the last rank */
export async function listWork(
  table: Table,
  sessionId: string,
  workKey: string,
  limit: number,
  upTo?: string,
): Promise<WaitingSubmission[]> {
  const { Items: items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'work',
      KeyConditionExpression: `workKey = :workKey${upTo === undefined ? '' : ' AND workRank <= :upTo'}`,
      ExpressionAttributeValues: { ':workKey': workKey, ...(upTo === undefined ? {} : { ':upTo': upTo }) },
      Limit: limit,
    }),
  );
  return items.map((item) => {
    const rank = String(item['workRank']);
    const about = aboutSchema.safeParse(item);
    return {
      sessionId,
      submissionId: String(item['sk']).slice(PREFIX.length),
      ...(about.success ? { about: about.data } : {}),
      ...(rank.endsWith(SUSPECT_MARK)
        ? { rank: rank.slice(0, -SUSPECT_MARK.length), isSuspect: true }
        : { rank }),
    };
  });
}
