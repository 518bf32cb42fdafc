import * as z from 'zod/mini';
import type { ReservationCalendar, ReservationStore } from '../../core/booking/reservations.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, putRevision, type Table } from './table.ts';

const KEY = { pk: 'STAGE', sk: 'VCPUS' };
/** Read whole or not at all: a booking on half a calendar would take what is given away. */
const calendarRow = rowKindOf<ReservationCalendar>()(
  'calendar of reservations',
  z.object({
    reservations: z.array(
      z.object({
        sessionId: z.string(),
        vcpus: z.number(),
        from: z.number(),
        until: z.number(),
        seats: z.exactOptional(z.object({ participants: z.number(), from: z.number(), until: z.number() })),
        madeAt: z.number(),
      }),
    ),
    revision: z.number(),
  }),
);

/**
 * The calendar in one row of the sessions table. A reservation takes about 160 bytes, those that are past are dropped
 * with the next write: a row of 400 KB holds thousands of sessions that are booked and not over.
 */
export class DynamoReservationStore implements ReservationStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(): Promise<ReservationCalendar> {
    const stored = calendarRow.readIf(this.#table, await getItem(this.#table, KEY));
    return stored ?? { reservations: [], revision: 0 };
  }

  async write({ reservations, revision }: ReservationCalendar): Promise<boolean> {
    const item = { ...KEY, ...calendarRow.write({ reservations, revision: revision + 1 }) };
    return await putRevision(this.#table, item, revision);
  }
}
