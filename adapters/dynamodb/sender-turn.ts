import * as z from 'zod/mini';
import { given } from '../../core/exam/given.ts';
import type { SenderTurn } from '../../core/webhooks/webhook-store.ts';
import { rowKindOf } from './row-kind.ts';
import { type Key, type Table, updateIf } from './table.ts';

const TURN: Key = { pk: 'WEBHOOKS', sk: 'TURN' };

const turnRow = rowKindOf<{ readonly wakeAt?: number; readonly asked?: boolean }>()(
  "the sender's turn",
  z.object({ wakeAt: z.exactOptional(z.number()), asked: z.exactOptional(z.boolean()) }),
);

/** A turn of which there is one, as one row; it is free when its time is over. The sender's is in the sessions table. */
export class DynamoSenderTurn implements SenderTurn {
  readonly #table: Table;
  readonly #key: Key;

  constructor(table: Table, key: Key = TURN) {
    this.#table = table;
    this.#key = key;
  }

  /** Keeps the turn for longer. @returns false when it was lost */
  async renew(turnId: string, until: number): Promise<boolean> {
    const renewed = await updateIf(this.#table, this.#key, {
      set: { until },
      condition: '#turnId = :turnId AND #until > :ended',
      values: { turnId, ended: 0 },
    });
    return renewed !== undefined;
  }

  async take(turnId: string, until: number, now: number): Promise<{ readonly wakeAt?: number } | undefined> {
    const taken = await updateIf(this.#table, this.#key, {
      set: { ...turnRow.stamp, turnId, until, asked: false },
      condition: 'attribute_not_exists(#until) OR #until <= :now',
      values: { now },
    });
    const { wakeAt } = turnRow.readIf(this.#table, taken) ?? {};
    return taken === undefined ? undefined : given({ wakeAt });
  }

  async end(turnId: string, wakeAt: number | undefined): Promise<boolean> {
    const ended = await updateIf(this.#table, this.#key, {
      set: { until: 0, wakeAt },
      condition: '#turnId = :turnId',
      values: { turnId },
    });
    return turnRow.readIf(this.#table, ended)?.asked === true;
  }

  async ask(now: number): Promise<boolean> {
    const asked = await updateIf(this.#table, this.#key, {
      set: { asked: true },
      condition: '#until > :now',
      values: { now },
    });
    return asked !== undefined;
  }
}
