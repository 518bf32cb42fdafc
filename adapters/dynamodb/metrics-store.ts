import { PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  type BatchRecord,
  type BatchTotals,
  type MetricsStore,
  sumOf,
} from '../../core/submissions/metrics-store.ts';
import { fromItem, queryPrefix, sessionPk, type Table } from './table.ts';

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
          ...batch,
          expiresAt: Math.floor(batch.endedAt / 1000) + this.#retentionS,
        },
      }),
    );
  }

  async sumBatches(sessionId: string): Promise<BatchTotals> {
    const items = await queryPrefix(this.#table, sessionPk(sessionId), 'BATCH#');
    return sumOf(items.map((item) => fromItem<BatchRecord>(item)));
  }
}
