import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ReservationCalendar, ReservationStore } from '../../core/booking/reservations.ts';
import { fromItem, getItem, type Table, unlessConditionFails } from './table.ts';

const KEY = { pk: 'STAGE', sk: 'VCPUS' };

/**
 * The calendar in one row of the sessions table. A reservation takes about 100 bytes, those that are past are dropped
 * with the next write: a row of 400 KB holds thousands of sessions that are booked and not over.
 */
export class DynamoReservationStore implements ReservationStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(): Promise<ReservationCalendar> {
    const item = await getItem(this.#table, KEY);
    return item === undefined ? { reservations: [], revision: 0 } : fromItem<ReservationCalendar>(item);
  }

  async write({ reservations, revision }: ReservationCalendar): Promise<boolean> {
    const written = await unlessConditionFails(
      this.#table.client.send(
        new PutCommand({
          TableName: this.#table.name,
          Item: { ...KEY, reservations, revision: revision + 1 },
          ConditionExpression: revision === 0 ? 'attribute_not_exists(pk)' : '#revision = :revision',
          ...(revision === 0
            ? {}
            : {
                ExpressionAttributeNames: { '#revision': 'revision' },
                ExpressionAttributeValues: { ':revision': revision },
              }),
        }),
      ),
    );
    return written !== undefined;
  }
}
