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

/** The sender's turn as one row of the sessions table; it is free when its time is over. */
export class DynamoSenderTurn implements SenderTurn {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async take(turnId: string, until: number, now: number): Promise<{ readonly wakeAt?: number } | undefined> {
    const taken = await updateIf(this.#table, TURN, {
      set: { ...turnRow.stamp, turnId, until, asked: false },
      condition: 'attribute_not_exists(#until) OR #until <= :now',
      values: { now },
    });
    const { wakeAt } = turnRow.readIf(this.#table, taken) ?? {};
    return taken === undefined ? undefined : given({ wakeAt });
  }

  async end(turnId: string, wakeAt: number | undefined): Promise<boolean> {
    const ended = await updateIf(this.#table, TURN, {
      set: { until: 0, wakeAt },
      condition: '#turnId = :turnId',
      values: { turnId },
    });
    return turnRow.readIf(this.#table, ended)?.asked === true;
  }

  async ask(now: number): Promise<boolean> {
    const asked = await updateIf(this.#table, TURN, {
      set: { asked: true },
      condition: '#until > :now',
      values: { now },
    });
    return asked !== undefined;
  }
}
