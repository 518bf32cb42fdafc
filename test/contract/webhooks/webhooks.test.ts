import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../../core/exam/session-event.ts';
import { deliveryIdOf } from '../../../core/webhooks/delivery.ts';
import { startReceiver, verifyMessage, type WebhookReceiver } from '../../support/webhook-receiver.ts';
import { makeWebhookWorld, type WebhookWorld } from './webhook-world.ts';

let world: WebhookWorld;
let receiver: WebhookReceiver;
beforeAll(async () => {
  world = await makeWebhookWorld();
}, 60_000);
afterAll(async () => await world.stop());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  const { items } = await olga().call('listWebhooks', {});
  for (const { webhookId } of items) await olga().call('deleteWebhook', { params: { webhookId } });
  await receiver.stop();
  await world.hear();
});

const ada = () => world.api.as('ada');
const bob = () => world.api.as('bob');
const olga = () => world.api.as('olga');
const make = async (more: object = {}, of = ada()) =>
  await of.call('createWebhook', { body: { url: receiver.url(), ...more } });
const deliveriesOf = async (webhookId: string) =>
  (await ada().call('listDeliveries', { params: { webhookId } })).items;
let serial = 0;
const settledOf = (sessionId: string): SessionEvent => ({
  eventId: `${sessionId}:settled:${++serial}`,
  sessionId,
  at: Date.now() + serial,
  type: 'session.settled',
  balanced: true,
  usd: 0.25,
});

describe('events', { timeout: 60_000 }, () => {
  it('reach every subscriber with their ids in spite of a crash between write and mark, and a receiver once', async () => {
    const { secret, webhookId } = await make();
    const { sessionId } = await world.api.addSession();
    const submissions = [await world.judge(sessionId), await world.judge(sessionId)];
    await expect(world.announce(sessionId, true)).rejects.toThrow('the function died');
    await world.announce(sessionId);
    await world.announce(sessionId);

    // The other subscriber has each twice, by one id.
    const heard = await world.hear();
    const ids = submissions.map((id) => `${id}:judged`);
    expect(heard.map(({ eventId }) => eventId).toSorted()).toEqual([...ids, ...ids].toSorted());
    expect(new Set(heard.map((event) => JSON.stringify(event))).size).toBe(2);

    expect(await world.send(5_000)).toMatchObject({ busy: false, events: 4, delivered: 2, failed: 0 });
    const messages = receiver.received.map((message) => verifyMessage(secret, message));
    const told = new Map(heard.map((event) => [event.eventId, event]));
    for (const [at, message] of receiver.received.entries()) {
      const event = told.get(message.id.slice(14));
      expect(message.id).toBe(deliveryIdOf(event!.at, event!.eventId));
      expect(message.headers).toMatchObject({ 'content-type': 'application/json' });
      const { eventId: _, at: when, type, ...data } = event!;
      expect(messages[at]).toEqual({ type, timestamp: new Date(when).toISOString(), data });
    }
    expect(messages.map(({ data }) => data['submissionId'])).toEqual(submissions);
    expect(receiver.received.map(({ id }) => id)).toEqual(receiver.received.map(({ id }) => id).toSorted());
    expect(await deliveriesOf(webhookId)).toMatchObject([
      { state: 'delivered', tries: 1, sessionId, lastTry: { status: 204, reason: 'HTTP 204' } },
      { state: 'delivered' },
    ]);
  });

  it('come again until they are taken, each time signed anew, with the same id and the same words', async () => {
    const { secret, webhookId } = await make();
    const { sessionId } = await world.api.addSession();
    receiver.answers.push({ status: 500 });
    await world.publisher.publish([settledOf(sessionId)]);
    expect(await world.send(20_000)).toMatchObject({ delivered: 1, failed: 1 });
    const [first, second, ...more] = receiver.received;
    expect(more).toEqual([]);
    expect(second?.id).toBe(first?.id);
    expect(second?.body).toBe(first?.body);
    expect(Number(second?.headers['webhook-timestamp'])).toBeGreaterThan(
      Number(first?.headers['webhook-timestamp']),
    );
    for (const message of receiver.received) verifyMessage(secret, message);
    expect(await deliveriesOf(webhookId)).toMatchObject([{ state: 'delivered', tries: 2 }]);
  });

  it('that wait wake the sender by a schedule, and show what went wrong', async () => {
    const { webhookId } = await make();
    const { sessionId } = await world.api.addSession();
    receiver.answers.push({ status: 503, headers: { 'retry-after': '600' } });
    await world.publisher.publish([settledOf(sessionId)]);
    const sent = await world.send(5_000);
    expect(sent).toMatchObject({ delivered: 0, failed: 1, wakeAt: expect.any(Number) });
    expect(sent.wakeAt! - Date.now()).toBeGreaterThan(590_000);
    const woken = world.api.system.endpoint.services.scheduler.list();
    expect(woken.map(({ name }) => name)).toContain('webhooks');
    expect(await deliveriesOf(webhookId)).toMatchObject([
      { state: 'waiting', tries: 1, lastTry: { status: 503 }, nextTryAt: expect.any(String) },
    ]);
    expect(await ada().call('getWebhook', { params: { webhookId } })).toMatchObject({
      enabled: true,
      failures: 1,
      restsUntil: expect.any(String),
      lastFailure: { reason: 'HTTP 503' },
    });
  });

  it('go to an instructor of their own sessions, to an operator of all, and to nobody by a redirect', async () => {
    const own = await make({ url: receiver.url('/ada') });
    await make({ url: receiver.url('/bob') }, bob());
    const all = await make({ url: receiver.url('/olga') }, olga());
    const { sessionId } = await world.api.addSession();
    receiver.answers.push({ status: 302, headers: { location: receiver.url('/elsewhere') } });
    await world.publisher.publish([settledOf(sessionId)]);
    await world.send(3_000);
    const paths = receiver.received.map(({ path }) => path);
    expect(paths.toSorted()).toEqual(['/ada', '/olga']);
    const { items } = await olga().call('listDeliveries', { params: { webhookId: own.webhookId } });
    const others = await olga().call('listDeliveries', { params: { webhookId: all.webhookId } });
    const [taken, refused] = [...items, ...others.items].toSorted((a, b) => (a.state < b.state ? -1 : 1));
    expect([taken?.state, refused?.state]).toEqual(['delivered', 'waiting']);
    expect(refused?.lastTry?.reason).toContain('redirects are not followed');
  });
});

describe('a webhook', { timeout: 60_000 }, () => {
  it('tells its secret once, and is changed, disabled, enabled and removed', async () => {
    const made = await make({ description: "the course's bot", events: ['session.*', 'session.*'] });
    const { secret, ...shown } = made;
    expect(secret).toMatch(/^whsec_/);
    expect(shown).toMatchObject({ owner: 'ada', everySession: false, enabled: true, events: ['session.*'] });
    const params = { webhookId: made.webhookId };
    const answers = [await ada().call('getWebhook', { params }), await ada().call('listWebhooks', {})];
    expect(answers).toEqual([shown, { items: [shown] }]);
    const changed = await ada().call('updateWebhook', {
      params,
      body: { description: null, events: ['host.ready'], enabled: false },
    });
    expect(changed).toMatchObject({
      enabled: false,
      disabledReason: 'ada disabled it',
      events: ['host.ready'],
      revision: 2,
    });
    expect(changed).not.toHaveProperty('description');
    expect((await olga().call('getStage', {})).webhooksDisabled).toMatchObject([
      { ...params, owner: 'ada', reason: 'ada disabled it' },
    ]);
    await expect(ada().call('pingWebhook', { params })).rejects.toMatchObject({ status: 409 });
    expect(await ada().call('updateWebhook', { params, body: { enabled: true } })).toMatchObject({
      enabled: true,
      failures: 0,
    });
    expect(await ada().call('deleteWebhook', { params })).toMatchObject(params);
    await expect(ada().call('getWebhook', { params })).rejects.toMatchObject({ status: 404 });
  });

  it('signs by both secrets for a day once it has another', async () => {
    const { secret, webhookId } = await make();
    const params = { webhookId };
    const rotated = await ada().call('rotateWebhookSecret', { params });
    expect(rotated.secret).not.toBe(secret);
    expect(Date.parse(rotated.oldSecretUntil ?? '') - Date.now()).toBeGreaterThan(86_000_000);
    const ping = await ada().call('pingWebhook', { params });
    await world.send(3_000);
    const [message] = receiver.received;
    expect(message?.id).toBe(ping.deliveryId);
    for (const one of [secret, rotated.secret])
      expect(verifyMessage(one, message!)).toMatchObject({ type: 'webhook.ping', data: { webhookId } });
    expect(world.api.invoked.at(-1)?.functionName).toContain('webhook-sender');
  });

  it('has one message sent again, or what was not delivered since a time', async () => {
    const { webhookId } = await make();
    const params = { webhookId };
    const { sessionId } = await world.api.addSession();
    const since = new Date().toISOString();
    const events = [settledOf(sessionId), settledOf(sessionId)];
    await world.publisher.publish(events);
    await world.send(3_000);
    await ada().call('updateWebhook', { params, body: { enabled: false } });
    const missed = settledOf(sessionId);
    await world.publisher.publish([missed]);
    await world.send(3_000);
    await ada().call('updateWebhook', { params, body: { enabled: true } });
    expect(await deliveriesOf(webhookId)).toMatchObject([
      { state: 'skipped', reason: 'the webhook was disabled: ada disabled it' },
      { state: 'delivered' },
      { state: 'delivered' },
    ]);
    const ids = [...events, missed].map(({ at, eventId }) => deliveryIdOf(at, eventId));
    const replay = async (body: object) =>
      await ada().call('replayDeliveries', { params, body: body as { deliveryId: string } });
    expect(await replay({ since })).toEqual({ queued: 1 });
    await world.send(3_000);
    expect(await replay({ deliveryId: ids[0] })).toEqual({ queued: 1 });
    await world.send(3_000);
    expect(await replay({ since, all: true, until: new Date(events[1]!.at).toISOString() })).toEqual({
      queued: 1,
    });
    await world.send(3_000);
    expect(receiver.received.map(({ id }) => id)).toEqual([ids[0], ids[1], ids[2], ids[0], ids[0]]);
    await expect(replay({ deliveryId: `${ids[0]}-no` })).rejects.toMatchObject({ status: 404 });
    await expect(replay({ since, deliveryId: ids[0] })).rejects.toMatchObject({ status: 422 });
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 2, ...(cursor === undefined ? {} : { cursor }) };
      const page = await ada().call('listDeliveries', { params, query });
      pages.push(...page.items.map(({ deliveryId }) => deliveryId));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(pages).toEqual(ids.toReversed());
  });

  it('is of a session that one leads, seen by its owner and operators, and one of ten at most', async () => {
    const { sessionId } = await world.api.addSession();
    const made = await make({ sessionId });
    const params = { webhookId: made.webhookId };
    await expect(make({ sessionId }, bob())).rejects.toMatchObject({ status: 404 });
    await expect(bob().call('getWebhook', { params })).rejects.toMatchObject({ status: 404 });
    await expect(bob().call('rotateWebhookSecret', { params })).rejects.toMatchObject({ status: 404 });
    expect((await bob().call('listWebhooks', {})).items).toEqual([]);
    expect((await olga().call('listWebhooks', {})).items).toHaveLength(1);
    expect(await make({}, olga())).toMatchObject({ everySession: true, owner: 'olga' });
    for (let count = 1; count < 10; count++) await make();
    await expect(make()).rejects.toMatchObject({ status: 429, details: { detail: expect.any(String) } });
  });

  it.each([
    ['no address', 'lms'],
    ['another scheme', 'ftp://lms.example.edu/hooks'],
    ['a user', 'https://ada:secret@lms.example.edu/hooks'],
    ['a fragment', 'https://lms.example.edu/hooks#a'],
  ])('goes to no address with %s', async (_, url) => {
    await expect(make({ url })).rejects.toMatchObject({ status: 422 });
  });
});
