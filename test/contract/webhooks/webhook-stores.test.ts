import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDeliveryStore, KEPT_S } from '../../../adapters/dynamodb/delivery-store.ts';
import { DynamoSenderTurn } from '../../../adapters/dynamodb/sender-turn.ts';
import { getItem, type Table } from '../../../adapters/dynamodb/table.ts';
import { DynamoWebhookStore } from '../../../adapters/dynamodb/webhook-store.ts';
import { deliveryIdOf, firstIdAt } from '../../../core/webhooks/delivery.ts';
import type { DeliveryStore, SenderTurn, WebhookStore } from '../../../core/webhooks/webhook-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import {
  MemoryDeliveryStore,
  MemorySenderTurn,
  MemoryWebhookStore,
} from '../../support/memory/webhook-stores.ts';
import { EPOCH } from '../../support/sessions.ts';
import { deliveryFor, webhookOf } from '../../support/webhooks.ts';

interface Stores {
  readonly webhooks: WebhookStore;
  readonly deliveries: DeliveryStore;
  readonly turn: SenderTurn;
}

let dynamo: TestDynamoDb;
let table: Table;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const implementations: [string, () => Promise<Stores>][] = [
  [
    'DynamoDB',
    async () => {
      table = await dynamo.createTable('sessions');
      return {
        webhooks: new DynamoWebhookStore(table),
        deliveries: new DynamoDeliveryStore(table, () => EPOCH),
        turn: new DynamoSenderTurn(table),
      };
    },
  ],
  [
    'memory',
    async () => ({
      webhooks: new MemoryWebhookStore(),
      deliveries: new MemoryDeliveryStore(),
      turn: new MemorySenderTurn(),
    }),
  ],
];

describe.each(implementations)('webhooks on %s', (name, make) => {
  it('are given back as they were made, each once, and changed by condition on what was seen', async () => {
    const { webhooks } = await make();
    const plain = webhookOf({ webhookId: 'b' });
    const full = webhookOf({ webhookId: 'a', description: 'lms', sessionId: 's', everySession: true });
    expect(await webhooks.create(plain)).toBe(true);
    expect(await webhooks.create({ ...plain, owner: 'mallory' })).toBe(false);
    expect(await webhooks.create(full)).toBe(true);
    expect(await webhooks.list()).toEqual([full, plain]);
    const change = { url: 'https://b.example.edu', description: null, sessionId: null };
    const changed = await webhooks.change('a', 1, change);
    const { description: _, sessionId: __, ...rest } = full;
    expect(changed).toEqual({ ...rest, url: 'https://b.example.edu', revision: 2 });
    expect(await webhooks.change('a', 1, { url: 'https://lost.example.edu' })).toBeUndefined();
    expect(await webhooks.get('a')).toEqual(changed);
    await webhooks.remove('a');
    await webhooks.remove('a');
    expect(await webhooks.get('a')).toBeUndefined();
    expect(await webhooks.change('a', 2, { url: 'https://gone.example.edu' })).toBeUndefined();
  });

  it('note how it goes without a change that people must look at, and forget it when they are enabled', async () => {
    const { webhooks } = await make();
    const webhook = webhookOf();
    const { webhookId } = webhook;
    await webhooks.create(webhook);
    const health = {
      failures: 3,
      failingSince: EPOCH,
      restUntil: EPOCH + 1,
      lastFailure: { at: EPOCH, reason: 'HTTP 500' },
    };
    await webhooks.noteHealth(webhook, health);
    expect(await webhooks.get(webhookId)).toEqual({ ...webhook, health });
    const disabled = { at: EPOCH, reason: 'it is gone' };
    await webhooks.noteHealth(webhook, health, disabled);
    expect(await webhooks.get(webhookId)).toEqual({ ...webhook, health, disabled });
    expect(await webhooks.change(webhookId, 1, { disabled: null })).toEqual({ ...webhook, revision: 2 });
    // What a try came to that had begun before.
    await webhooks.noteHealth(webhook, health, disabled);
    expect(await webhooks.get(webhookId)).toEqual({ ...webhook, revision: 2 });
    await webhooks.noteHealth({ webhookId, revision: 2 }, health);
    const url = 'https://moved.example.edu/hooks';
    expect(await webhooks.change(webhookId, 2, { url })).toEqual({ ...webhook, url, revision: 3 });
    await webhooks.noteHealth({ webhookId: 'nobodys', revision: 1 }, health, disabled);
    expect(await webhooks.get('nobodys')).toBeUndefined();
  });

  it('keep deliveries in the order of their events, each once, where they wait and where they ended', async () => {
    const { deliveries } = await make();
    const all = [5, 1, 4, 2, 3].map((n) => deliveryFor('w', n));
    for (const delivery of all) await deliveries.add(delivery);
    await deliveries.add(deliveryFor('other', 1));
    const ids = (some: readonly { deliveryId: string }[]) =>
      some.map(({ deliveryId }) => Number(deliveryId.slice(-1)));
    expect(ids(await deliveries.listWaiting('w', 3))).toEqual([1, 2, 3]);
    const third = deliveryFor('w', 3);
    expect(ids(await deliveries.listWaiting('w', 9, third.deliveryId))).toEqual([4, 5]);

    const lastTry = { at: EPOCH, ms: 12, status: 503, reason: 'HTTP 503' };
    const later = { ...third, tries: 1, nextTryAt: EPOCH + 5_000, lastTry };
    await deliveries.note(later);
    expect(await deliveries.get('w', third.deliveryId)).toEqual(later);
    const { nextTryAt: _, ...ended } = { ...deliveryFor('w', 1), state: 'delivered' as const, tries: 1 };
    await deliveries.note(ended);
    const { nextTryAt: __, ...failed } = { ...deliveryFor('w', 4), state: 'failed' as const, reason: 'no' };
    await deliveries.note(failed);
    expect(ids(await deliveries.listWaiting('w', 9))).toEqual([2, 3, 5]);
    expect(await deliveries.listEnded('w', firstIdAt(EPOCH), '~', 9)).toEqual([ended, failed]);
    expect(ids(await deliveries.listEnded('w', `${ended.deliveryId}!`, '~', 9))).toEqual([4]);
    expect(ids(await deliveries.listEnded('w', firstIdAt(EPOCH), firstIdAt(EPOCH + 4), 9))).toEqual([1]);
    expect(ids(await deliveries.listLatest('w', 9))).toEqual([5, 4, 3, 2, 1]);
    expect(ids(await deliveries.listLatest('w', 2, deliveryIdOf(EPOCH + 4, 'event-4')))).toEqual([3, 2]);

    // Told of again, it is not sent again; unless somebody wants it.
    await deliveries.add(deliveryFor('w', 1));
    await deliveries.add({ ...deliveryFor('w', 2), body: 'another' });
    expect(ids(await deliveries.listWaiting('w', 9))).toEqual([2, 3, 5]);
    expect((await deliveries.get('w', deliveryFor('w', 2).deliveryId))?.body).toBe(deliveryFor('w', 2).body);
    await deliveries.requeue([deliveryFor('w', 1)]);
    expect(ids(await deliveries.listWaiting('w', 9))).toEqual([1, 2, 3, 5]);
    expect(await deliveries.get('w', ended.deliveryId)).toMatchObject({ state: 'waiting', tries: 0 });
    expect(ids(await deliveries.listLatest('w', 9))).toEqual([5, 4, 3, 2, 1]);
    if (name === 'DynamoDB')
      expect(await getItem(table, { pk: 'WEBHOOK#w', sk: `ENDED#${failed.deliveryId}` })).toMatchObject({
        expiresAt: EPOCH / 1_000 + KEPT_S,
      });
  });

  it('keep what was skipped where it can be replayed', async () => {
    const { deliveries } = await make();
    const { nextTryAt: _, ...skipped } = {
      ...deliveryFor('w', 1),
      state: 'skipped' as const,
      reason: 'disabled',
    };
    await deliveries.add(skipped);
    expect(await deliveries.listWaiting('w', 9)).toEqual([]);
    expect(await deliveries.listEnded('w', '', '~', 9)).toEqual([skipped]);
  });

  it('are sent by one at a time, who takes over when another has died', async () => {
    const { turn } = await make();
    const taken = await Promise.all(['a', 'b', 'c'].map((id) => turn.take(id, EPOCH + 100, EPOCH)));
    expect(taken.filter((one) => one !== undefined)).toEqual([{}]);
    expect(await turn.take('d', EPOCH + 200, EPOCH + 99)).toBeUndefined();
    expect(await turn.take('d', EPOCH + 200, EPOCH + 100)).toEqual({});
    // Who had died gives nothing back.
    for (const id of ['a', 'b', 'c']) await turn.end(id, EPOCH);
    expect(await turn.take('e', EPOCH + 300, EPOCH + 101)).toBeUndefined();
    await turn.end('d', EPOCH + 150);
    expect(await turn.take('e', EPOCH + 300, EPOCH + 101)).toEqual({ wakeAt: EPOCH + 150 });
    await turn.end('e', undefined);
    expect(await turn.ask(EPOCH + 102)).toBe(false);
    expect(await turn.take('f', EPOCH + 400, EPOCH + 102)).toEqual({ wakeAt: EPOCH + 150 });
    expect(await turn.ask(EPOCH + 103)).toBe(true);
    expect(await turn.end('f', undefined)).toBe(true);
    expect(await turn.take('g', EPOCH + 500, EPOCH + 104)).toEqual({ wakeAt: EPOCH + 150 });
    expect(await turn.end('g', undefined)).toBe(false);
  });
});
