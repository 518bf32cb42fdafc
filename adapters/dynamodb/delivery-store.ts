import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Delivery } from '../../core/webhooks/delivery.ts';
import type { DeliveryStore } from '../../core/webhooks/webhook-store.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Item, type Key, putOnce, queryPage, type Table, writeAll } from './table.ts';

/** Where deliveries lie that wait, and where those that have ended. */
type Place = 'WAITING' | 'ENDED';
/** Sorts after every id. */
const LAST = '~';
/** How long a delivery is kept after it was last touched, s. */
export const KEPT_S = 30 * 86_400;

const keyOf = (place: Place, webhookId: string, deliveryId: string): Key => ({
  pk: `WEBHOOK#${webhookId}`,
  sk: `${place}#${deliveryId}`,
});

const deliveryRow = rowKindOf<Delivery>()(
  'delivery',
  z.object({
    webhookId: z.string(),
    deliveryId: z.string(),
    type: z.string(),
    sessionId: z.exactOptional(z.string()),
    body: z.string(),
    state: z.enum(['waiting', 'delivered', 'failed', 'skipped']),
    tries: z.number(),
    nextTryAt: z.exactOptional(z.number()),
    lastTry: z.exactOptional(
      z.object({
        at: z.number(),
        ms: z.number(),
        status: z.exactOptional(z.number()),
        reason: z.string(),
      }),
    ),
    reason: z.exactOptional(z.string()),
  }),
);

/**
 * Deliveries in the sessions table, a partition for each webhook: what waits stands by itself, so that sending reads no
 * more than that. One that ends is written where it ends and then taken from where it waited: a crash in between has it
 * sent once more.
 */
export class DynamoDeliveryStore implements DeliveryStore {
  readonly #table: Table;
  readonly #now: () => number;

  constructor(table: Table, now: () => number) {
    this.#table = table;
    this.#now = now;
  }

  async add(delivery: Delivery): Promise<void> {
    const { webhookId, deliveryId } = delivery;
    if ((await getItem(this.#table, keyOf('ENDED', webhookId, deliveryId))) !== undefined) return;
    await putOnce(this.#table, this.#itemOf(delivery));
  }

  async requeue(deliveries: readonly Delivery[]): Promise<void> {
    await writeAll(
      this.#table,
      deliveries.map((delivery) => ({ put: this.#itemOf(delivery) })),
    );
  }

  async note(delivery: Delivery): Promise<void> {
    const { webhookId, deliveryId, state } = delivery;
    const TableName = this.#table.name;
    await this.#table.client.send(new PutCommand({ TableName, Item: this.#itemOf(delivery) }));
    if (state === 'waiting') return;
    const Key = keyOf('WAITING', webhookId, deliveryId);
    await this.#table.client.send(new DeleteCommand({ TableName, Key }));
  }

  async listWaiting(webhookId: string, limit: number, after = ''): Promise<readonly Delivery[]> {
    return await this.#list('WAITING', webhookId, `${after}!`, LAST, limit, true);
  }

  async listEnded(webhookId: string, from: string, to: string, limit: number): Promise<readonly Delivery[]> {
    return await this.#list('ENDED', webhookId, from, to, limit, true);
  }

  async listLatest(webhookId: string, limit: number, before?: string): Promise<readonly Delivery[]> {
    const of = async (place: Place) =>
      await this.#list(place, webhookId, '', before ?? LAST, limit + 1, false);
    const [waiting, ended] = await Promise.all([of('WAITING'), of('ENDED')]);
    const found = new Map([...ended, ...waiting].map((one) => [one.deliveryId, one]));
    if (before !== undefined) found.delete(before);
    return [...found.values()].sort((a, b) => (a.deliveryId < b.deliveryId ? 1 : -1)).slice(0, limit);
  }

  async get(webhookId: string, deliveryId: string): Promise<Delivery | undefined> {
    const [waiting, ended] = await Promise.all(
      (['WAITING', 'ENDED'] as const).map((place) =>
        getItem(this.#table, keyOf(place, webhookId, deliveryId)),
      ),
    );
    return deliveryRow.readIf(this.#table, waiting ?? ended);
  }

  #itemOf(delivery: Delivery): Key & Item {
    const { webhookId, deliveryId, state } = delivery;
    return {
      ...keyOf(state === 'waiting' ? 'WAITING' : 'ENDED', webhookId, deliveryId),
      ...deliveryRow.write(delivery),
      expiresAt: Math.floor(this.#now() / 1_000) + KEPT_S,
    };
  }

  /** Rows of a place, both ends included. */
  async #list(
    place: Place,
    webhookId: string,
    first: string,
    last: string,
    limit: number,
    ascending: boolean,
  ): Promise<readonly Delivery[]> {
    const items = await queryPage(this.#table, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': keyOf(place, webhookId, '').pk,
        ':first': `${place}#${first}`,
        ':last': `${place}#${last}`,
      },
      ConsistentRead: true,
      ScanIndexForward: ascending,
      Limit: limit,
    });
    return deliveryRow.readAll(this.#table, items);
  }
}
