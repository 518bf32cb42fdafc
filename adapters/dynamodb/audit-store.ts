import { createHash } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { AUDIT_KEPT_MS, type AuditRecord, type AuditStore } from '../../core/operations/audit-store.ts';
import { rowKindOf } from './row-kind.ts';
import { queryPage, type Table } from './table.ts';

const auditRow = rowKindOf<AuditRecord>()(
  'audit record',
  z.object({
    at: z.number(),
    actor: z.string(),
    act: z.string(),
    target: z.string(),
    reason: z.string(),
    detail: z.exactOptional(z.string()),
  }),
);

const iso = (at: number) => new Date(at).toISOString();
/** A partition a month: a list of years reads no partition that it does not need. */
const pkOf = (at: number) => `AUDIT#${iso(at).slice(0, 7)}`;

/** Audit records in the sessions table, by month. */
export class DynamoAuditStore implements AuditStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  // Where nobody gives an id it is the content's own, so that a write that is tried again leaves one row.
  async record(record: AuditRecord, id = hashOf(record)): Promise<void> {
    await this.#table.client.send(
      new PutCommand({
        TableName: this.#table.name,
        Item: {
          pk: pkOf(record.at),
          sk: `${iso(record.at)}#${id}`,
          ...auditRow.write(record),
          expiresAt: Math.ceil((record.at + AUDIT_KEPT_MS) / 1000),
        },
      }),
    );
  }

  async list({
    from,
    until,
    limit,
  }: {
    readonly from: number;
    readonly until: number;
    readonly limit: number;
  }): Promise<readonly AuditRecord[]> {
    const found: AuditRecord[] = [];
    if (until <= from) return found;
    for (
      let at: number | undefined = until - 1;
      at !== undefined && found.length < limit;
      at = before(at, from)
    ) {
      const rows = await queryPage(this.#table, {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :until',
        // Nothing sorts between an instant and what begins with the next one's first letter beyond it.
        ExpressionAttributeValues: { ':pk': pkOf(at), ':from': iso(from), ':until': `${iso(until - 1)}#~` },
        ScanIndexForward: false,
        Limit: limit - found.length,
        ConsistentRead: true,
      });
      found.push(...auditRow.readAll(this.#table, rows));
    }
    return found;
  }
}

const hashOf = (record: AuditRecord) =>
  createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 12);

/** The last millisecond of the month before, undefined where it lies before `from`. */
function before(at: number, from: number): number | undefined {
  const day = new Date(at);
  const last = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1) - 1;
  return last < from ? undefined : last;
}
