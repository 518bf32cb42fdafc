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
import { queryPrefix, sessionPk, type Table } from './table.ts';

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
    startedAt: z.number(),
    endedAt: z.number(),
  }),
);

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
    await this.#table.client.send(
      new PutCommand({
        TableName: this.#table.name,
        Item: {
          pk: sessionPk(batch.sessionId),
          sk: `BATCH#${batch.submissionId}#${String(batch.attempt).padStart(3, '0')}`,
          ...batchRow.write(batch),
          expiresAt: Math.floor(batch.endedAt / 1000) + this.#retentionS,
        },
      }),
    );
  }

  async sumBatches(sessionId: string): Promise<BatchTotals> {
    const items = await queryPrefix(this.#table, sessionPk(sessionId), 'BATCH#');
    return sumOf(batchRow.readAll(this.#table, items));
  }
}
