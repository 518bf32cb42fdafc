import type { Hold, SpendStore } from '../../core/review/models/spending.ts';
import { getItem, type Key, type Table, updateIf } from './table.ts';

/** How long a sum is kept after the last call, s: longer than its submissions, whose reviews may be asked for again. */
const KEPT_S = 366 * 86_400;

const spendKey = (account: string): Key => ({ pk: 'MODEL-SPEND', sk: account });
const holdName = ({ id }: Hold): string => `hold_${id}`;

/**
 * What language models cost, in the sessions table: a row each account, with its sum and a number for each call that has not
 * been settled. The sum already has these in it, so that whoever dies between asking and settling has spent the most that
 * the call can have cost. Both writes are done once, however often the SDK sends them. A row goes when nothing was spent for a year.
 */
export class DynamoSpendStore implements SpendStore {
  readonly #table: Table;
  readonly #now: () => number;

  constructor(table: Table, now: () => number) {
    this.#table = table;
    this.#now = now;
  }

  async reserve(account: string, hold: Hold, most: number): Promise<boolean> {
    const room = most - hold.microUsd;
    if (room < 0) return false;
    const name = holdName(hold);
    const row = await updateIf(this.#table, spendKey(account), {
      set: { [name]: hold.microUsd, expiresAt: Math.ceil(this.#now() / 1_000) + KEPT_S },
      add: { microUsd: hold.microUsd },
      condition: `attribute_not_exists(#${name}) AND (attribute_not_exists(#microUsd) OR #microUsd <= :room)`,
      values: { room },
    });
    if (row !== undefined) return true;
    // Sent again since its answer was lost, it is refused for its own hold.
    return (await getItem(this.#table, spendKey(account)))?.[name] !== undefined;
  }

  async settle(account: string, hold: Hold, cost: number): Promise<void> {
    const name = holdName(hold);
    await updateIf(this.#table, spendKey(account), {
      remove: [name],
      add: { microUsd: cost - hold.microUsd },
      condition: `attribute_exists(#${name})`,
    });
  }
}
