import * as z from 'zod/mini';
import type { PermitStore, RecoveryPermits } from '../../core/fleet/recovery-permits.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, putRevision, type Table } from './table.ts';

const KEY = { pk: 'STAGE', sk: 'RECOVERIES' };
const permitsRow = rowKindOf<RecoveryPermits>()(
  'permits of recoveries',
  z.object({
    holders: z.array(z.object({ sessionId: z.string(), hostId: z.string(), until: z.number() })),
    waiting: z.array(
      z.object({
        sessionId: z.string(),
        hostId: z.string(),
        slotsLeft: z.number(),
        since: z.number(),
        askedAt: z.number(),
      }),
    ),
    revision: z.number(),
  }),
);

/** The permits in one row of the sessions table: a hundred bytes for each host that is made good or waits for it. */
export class DynamoPermitStore implements PermitStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(): Promise<RecoveryPermits> {
    const stored = permitsRow.readIf(this.#table, await getItem(this.#table, KEY));
    return stored ?? { holders: [], waiting: [], revision: 0 };
  }

  async write({ revision, ...permits }: RecoveryPermits): Promise<boolean> {
    const item = { ...KEY, ...permitsRow.write({ ...permits, revision: revision + 1 }) };
    return await putRevision(this.#table, item, revision);
  }
}
