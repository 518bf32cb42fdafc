import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { WaiterPlaces } from '../../core/submissions/waiter-places.ts';
import { rowKindOf } from './row-kind.ts';
import { type Key, type Table, updateIf } from './table.ts';

/** Places that are tried before it is said that none is free: most are free, or most are taken. */
const TRIES = 3;

const placeRow = rowKindOf<{ readonly leaseId: string; readonly until: number }>()(
  'place of a waiter',
  z.object({ leaseId: z.string(), until: z.number() }),
);

/** Partition of each kind of places, by what is waited for. */
const PARTITIONS = { verdicts: 'WAITERS', reviews: 'WAITERS#REVIEWS' } as const;

/** Places in the sessions table: a row each, taken by one conditional write, and free when its time is over. */
export class DynamoWaiterPlaces implements WaiterPlaces {
  readonly #table: Table;
  readonly #random: () => number;
  readonly #partition: string;

  /** @param random 0 to 1. @param of what is waited for: places of each are their own */
  constructor(table: Table, random: () => number, of: keyof typeof PARTITIONS = 'verdicts') {
    this.#table = table;
    this.#random = random;
    this.#partition = PARTITIONS[of];
  }

  async take(places: number, until: number, now: number): Promise<(() => Promise<void>) | undefined> {
    const first = Math.floor(this.#random() * places);
    for (let tried = 0; tried < Math.min(TRIES, places); tried++) {
      const number = (first + tried) % places;
      const key: Key = { pk: this.#partition, sk: `PLACE#${String(number).padStart(4, '0')}` };
      const leaseId = randomUUID();
      const taken = await updateIf(this.#table, key, {
        set: { ...placeRow.stamp, leaseId, until },
        condition: 'attribute_not_exists(#until) OR #until <= :now',
        values: { now },
      });
      if (taken === undefined) continue;
      return async () => {
        await updateIf(this.#table, key, {
          set: { until: 0 },
          condition: '#leaseId = :leaseId',
          values: { leaseId },
        });
      };
    }
    return undefined;
  }
}
