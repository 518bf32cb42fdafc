import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import {
  type BatchRecord,
  type BatchTotals,
  type MetricsStore,
  sumOf,
} from '../../core/submissions/metrics-store.ts';
import { rowKindOf } from './row-kind.ts';
import { verdictSchema } from './submission-item.ts';
import { queryPages, sessionPk, type Table, unlessConditionFails } from './table.ts';

const batchRow = rowKindOf<BatchRecord>()(
  'batch',
  z.object({
    sessionId: z.string(),
    submissionId: z.string(),
    attempt: z.number(),
    participantId: z.string(),
    problemId: z.string(),
    language: z.string(),
    hostId: z.string(),
    mode: z.enum(['stdio', 'function']),
    judgeCalls: z.number(),
    validatorCalls: z.number(),
    callsSaved: z.number(),
    testCases: z.number(),
    verdict: z.exactOptional(verdictSchema),
    acceptedAt: z.exactOptional(z.number()),
    lane: z.exactOptional(z.enum(['contest', 'trial', 'rejudging'])),
    end: z.exactOptional(z.enum(['judged', 'quarantined', 'given-back', 'lease-lost'])),
    runMs: z.exactOptional(z.number()),
    startedAt: z.number(),
    endedAt: z.number(),
  }),
);

/** What the keys of all records begin with: those of older releases are `BATCH#<submission>#<attempt>`. */
const ANY = 'BATCH';
/** Keys of records go by the end of the attempt, so that those of a while are one range: `BATCH@<ms>#<submission>#<attempt>`. */
const BY_TIME = 'BATCH@';
/** Digits of a time in a key, ms since the epoch: enough until the year 2286. */
const TIME_DIGITS = 13;

const timeKey = (ms: number) => String(Math.max(0, Math.floor(ms))).padStart(TIME_DIGITS, '0');

/** Batches in the metrics table. Records expire with the stage's retention. */
export class DynamoMetricsStore implements MetricsStore {
  readonly #table: Table;
  readonly #retentionS: number;

  /** @param retentionDays how long records are kept after they were made */
  constructor(table: Table, retentionDays: number) {
    this.#table = table;
    this.#retentionS = retentionDays * 86_400;
  }

  async recordBatch(batch: BatchRecord): Promise<void> {
    // Who thinks the lease lost knows less than who has seen that the verdict is there.
    const put = new PutCommand({
      TableName: this.#table.name,
      Item: {
        pk: sessionPk(batch.sessionId),
        sk: `${BY_TIME}${timeKey(batch.endedAt)}#${batch.submissionId}#${String(batch.attempt).padStart(3, '0')}`,
        ...batchRow.write(batch),
        expiresAt: Math.floor(batch.endedAt / 1000) + this.#retentionS,
      },
      ...(batch.end === 'judged'
        ? {}
        : {
            ConditionExpression: 'attribute_not_exists(pk) OR #end <> :judged',
            ExpressionAttributeNames: { '#end': 'end' },
            ExpressionAttributeValues: { ':judged': 'judged' },
          }),
    });
    await unlessConditionFails(this.#table.client.send(put));
  }

  async sumBatches(sessionId: string): Promise<BatchTotals> {
    return await sumOf(sessionId, this);
  }

  async readBatches(
    sessionId: string,
    tell: (batches: readonly BatchRecord[]) => void,
    from?: number,
  ): Promise<void> {
    const pages = queryPages(this.#table, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      // A colon is behind every digit, a tilde behind whatever a key of records goes on with.
      ExpressionAttributeValues: {
        ':pk': sessionPk(sessionId),
        ':first': from === undefined ? ANY : `${BY_TIME}${timeKey(from)}`,
        ':last': from === undefined ? `${ANY}~` : `${BY_TIME}:`,
      },
      ConsistentRead: true,
    });
    for await (const items of pages) tell(batchRow.readAll(this.#table, items));
  }
}
