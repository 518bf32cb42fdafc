import * as z from 'zod/mini';
import type { CodeClaim, JoinStore } from '../../core/booking/join-store.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Key, type Table, updateIf } from './table.ts';

const codeKey = (code: string): Key => ({ pk: `JOIN#${code}`, sk: 'SESSION' });
/** Tries are kept as long as a span lasts, and then some: DynamoDB forgets them when it comes to it. */
const KEPT_S = 3600;

const codeRow = rowKindOf<CodeClaim>()(
  'join code',
  z.object({ sessionId: z.string(), claimedAt: z.number() }),
);

/** Join codes in the sessions table, a row each: a code is found without a search. */
export class DynamoJoinStore implements JoinStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async claimCode(
    code: string,
    sessionId: string,
    claimedAt: number,
    insteadOf?: CodeClaim,
  ): Promise<boolean> {
    const held = insteadOf === undefined ? '' : ' AND #claimedAt = :heldSince';
    const claimed = await updateIf(this.#table, codeKey(code), {
      set: codeRow.write({ sessionId, claimedAt }),
      condition: `attribute_not_exists(pk) OR (#sessionId = :holder${held})`,
      values: {
        holder: insteadOf?.sessionId ?? sessionId,
        ...(insteadOf === undefined ? {} : { heldSince: insteadOf.claimedAt }),
      },
    });
    return claimed !== undefined;
  }

  async findClaim(code: string): Promise<CodeClaim | undefined> {
    return codeRow.readIf(this.#table, await getItem(this.#table, codeKey(code)));
  }

  async countTries(who: string, more: 0 | 1, now: number, spanMs: number): Promise<number> {
    const start = now - (now % spanMs);
    const key = { pk: `JOINTRIES#${who}`, sk: new Date(start).toISOString() };
    if (more === 0) return Number((await getItem(this.#table, key))?.['tries'] ?? 0);
    const counted = await updateIf(this.#table, key, {
      set: { expiresAt: Math.ceil((start + spanMs) / 1000) + KEPT_S },
      add: { tries: more },
      condition: 'attribute_exists(pk) OR attribute_not_exists(pk)',
    });
    return Number(counted?.['tries'] ?? 0);
  }
}
