import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../../../core/exam/session-event.ts';
import { DISABLE_AFTER_MS } from '../../../../core/webhooks/decide-delivery.ts';
import { deliveryIdOf, deliveryOf } from '../../../../core/webhooks/delivery.ts';
import { type Answer, type Arrival, SenderWorld } from '../../../support/sender-world.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 2, 8);
const URL = 'https://lms.example.edu/hooks';
const OTHER = 'https://other.example.edu/hooks';

const settled = (number: number, sessionId = 'ada-1'): SessionEvent => ({
  eventId: `${sessionId}:settled:${number}`,
  sessionId,
  at: START - 1_000 + number,
  type: 'session.settled',
  balanced: true,
  usd: number,
});
const several = (count: number) => Array.from({ length: count }, (_, number) => settled(number));
const idOf = ({ at, eventId }: SessionEvent) => deliveryIdOf(at, eventId);
const idsOf = (arrivals: readonly Arrival[]) => arrivals.map(({ id }) => id);

describe('a sender that was started while another has the turn', () => {
  it('has the other look again before it ends', async () => {
    const world = new SenderWorld();
    await world.add({ url: OTHER });
    const webhook = await world.add({ url: URL });
    // Its receiver takes its whole time, and takes it then.
    world.answer = (url) => ({ status: 204, ms: url === OTHER ? 14_000 : 20 });
    world.publish(settled(1));
    const first = world.run();
    await world.clock.sleep(5_000);
    const event = settled(2);
    await world.deliveries.requeue([deliveryOf(event, webhook, START)]);
    const [busy, sent] = await Promise.all([world.run(), first]);
    expect(busy).toMatchObject({ busy: true });
    expect(sent).toMatchObject({ busy: false, delivered: 3 });
    expect(idsOf(world.arrivalsAt(URL))).toEqual([settled(1), event].map(idOf));
  });
});

describe('events', () => {
  it('reach whoever wants them, with their id, what happened and when', async () => {
    const world = new SenderWorld();
    await world.add({ url: URL });
    const [event] = several(1);
    world.publish(event!);
    expect(await world.run()).toEqual({ busy: false, events: 1, delivered: 1, failed: 0 });
    const [arrival, ...more] = world.arrivalsAt(URL);
    expect(more).toEqual([]);
    expect(arrival?.id).toBe('1772438399000-ada-1:settled:0');
    expect(JSON.parse(arrival?.body ?? '')).toEqual({
      type: 'session.settled',
      timestamp: '2026-03-02T07:59:59.000Z',
      data: { sessionId: 'ada-1', balanced: true, usd: 0 },
    });
    expect(world.queued).toBe(0);
    expect(world.wakes).toEqual([]);
  });

  it('reach an instructor of their own sessions alone, and by what a webhook is for', async () => {
    const world = new SenderWorld();
    const mine = { everySession: false, owner: 'ada' };
    await world.add({ ...mine, url: 'https://a' });
    await world.add({ ...mine, url: 'https://b', sessionId: 'ada-2' });
    await world.add({ ...mine, url: 'https://c', sessionId: 'bob-1' });
    await world.add({ url: 'https://d', events: ['submission.*', 'host.ready'] });
    await world.add({ url: 'https://e', events: ['session.settled'] });
    world.publish(...['ada-1', 'ada-2', 'bob-1'].map((id, at) => settled(at, id)));
    await world.run();
    const heard = (url: string) => world.arrivalsAt(url).map(({ id }) => id.split(':')[0]?.slice(14));
    expect(heard('https://a')).toEqual(['ada-1', 'ada-2']);
    expect(heard('https://b')).toEqual(['ada-2']);
    expect(heard('https://c')).toEqual([]);
    expect(heard('https://d')).toEqual([]);
    expect(heard('https://e')).toEqual(['ada-1', 'ada-2', 'bob-1']);
  });

  it('reach operators alone where they belong to no session, as a signal of the stage does', async () => {
    const world = new SenderWorld();
    const events = ['security.*' as const];
    await world.add({ everySession: false, owner: 'ada', url: OTHER, events });
    await world.add({ url: URL, events: ['security.signal'] });
    await world.add({ url: 'https://d', sessionId: 'ada-1', events });
    const signal = (sessionId?: string): SessionEvent => ({
      type: 'security.signal',
      eventId: `signal:${sessionId ?? ''}`,
      ...(sessionId === undefined ? {} : { sessionId }),
      at: START - 1_000,
      kind: 'forbidden',
      severity: 'low',
      what: 'a caller asked again and again',
      subject: 'caller mallory',
      count: 20,
      evidence: 'refused 20 times',
    });
    world.publish(signal(), signal('ada-1'));
    await world.run();
    const heard = (url: string) =>
      world
        .arrivalsAt(url)
        .map(({ body }) => (JSON.parse(body) as { data: { sessionId?: string } }).data.sessionId);
    expect(heard(URL)).toEqual([undefined, 'ada-1']);
    expect(heard(OTHER)).toEqual(['ada-1']);
    expect(heard('https://d')).toEqual(['ada-1']);
  });

  it('are sent in the order in which they happened, whatever order the queue has', async () => {
    const world = new SenderWorld();
    await world.add({ url: URL });
    const events = several(9);
    world.publish(...events.toReversed());
    await world.run();
    expect(idsOf(world.arrivalsAt(URL))).toEqual(events.map(idOf));
  });

  it('reach one receiver as soon as ever, though another takes its whole time and fails', async () => {
    const world = new SenderWorld();
    await world.add({ url: OTHER });
    await world.add({ url: URL });
    world.answer = (url) => (url === OTHER ? {} : { status: 200 });
    world.publish(...several(40));
    await world.run();
    expect(world.arrivalsAt(URL)).toHaveLength(40);
    // 40 messages of 20 ms, and looks at the queue.
    expect(world.arrivalsAt(URL).at(-1)!.at - START).toBeLessThan(5_000);
    expect(world.arrivalsAt(OTHER).length).toBeLessThan(4);
  });
});

describe('what fails', () => {
  it('is sent again with the same id and the same words, what comes after it meanwhile', async () => {
    const world = new SenderWorld();
    await world.add({ url: URL });
    const events = several(3);
    let refusals = 2;
    world.answer = (_, id) => ({ status: id === idOf(events[0]!) && refusals-- > 0 ? 500 : 200 });
    world.publish(...events);
    await world.liveUntil(() => world.arrivalsAt(URL).length === 5);
    const [first, second, third] = events.map(idOf);
    expect(idsOf(world.arrivalsAt(URL))).toEqual([first, second, third, first, first]);
    const tries = world.arrivalsAt(URL).filter(({ id }) => id === first);
    expect(new Set(tries.map(({ body }) => body)).size).toBe(1);
    // Five seconds and five minutes later, and a tenth of each.
    expect(tries[1]!.at - tries[0]!.at).toBeGreaterThanOrEqual(5_500);
    expect(tries[2]!.at - tries[1]!.at).toBeGreaterThanOrEqual(330_000);
    expect(world.wakes).toHaveLength(1);
    expect(await world.deliveries.get('w1', first!)).toMatchObject({ state: 'delivered', tries: 3 });
  });

  it('is given up after ten tries, and told of', async () => {
    const world = new SenderWorld();
    await world.add({ url: URL });
    const [poison, ...fine] = several(5);
    const bad = idOf(poison!);
    world.answer = (_, id) => ({ status: id === bad ? 400 : 200 });
    world.publish(poison!, ...fine);
    await world.liveUntil(() => world.told.length > 0);
    expect(idsOf(world.arrivalsAt(URL)).filter((id) => id === bad)).toHaveLength(10);
    expect(world.told).toMatchObject([{ event: 'gave-up', deliveryId: bad }]);
    expect(await world.deliveries.get('w1', bad)).toMatchObject({
      state: 'failed',
      tries: 10,
      reason: '10 tries failed, the last: HTTP 400',
    });
    expect((await world.webhooks.get('w1'))?.disabled).toBeUndefined();
  });

  it('does not have a receiver that is down asked for each message; once it is back all come in order', async () => {
    const world = new SenderWorld();
    await world.add({ url: URL });
    const events = several(300);
    world.publish(...events);
    const back = START + DAY;
    world.answer = () => (world.clock.now() < back ? {} : { status: 200 });
    await world.liveUntil(() => world.arrivalsAt(URL).filter(({ status }) => status === 200).length >= 300);
    const failed = world.arrivalsAt(URL).filter(({ status }) => status === undefined);
    // Three at once, then at most each half an hour.
    expect(failed.length).toBeLessThan(3 + 6 + 48);
    const taken = idsOf(world.arrivalsAt(URL).filter(({ status }) => status === 200));
    expect(taken.toSorted()).toEqual(events.map(idOf));
    // But those that were tried while it was down have times of their own.
    const tried = new Set(idsOf(failed));
    const untried = taken.filter((id) => !tried.has(id));
    expect(untried).toEqual(untried.toSorted());
    expect(untried.length).toBeGreaterThan(200);
  });

  it('waits as long as the receiver asks', async () => {
    const world = new SenderWorld();
    await world.add({ url: URL });
    let asked = true;
    world.answer = (): Answer => {
      const first = asked;
      asked = false;
      return first ? { status: 429, retryAfterMs: 7_200_000 } : { status: 200 };
    };
    world.publish(...several(2));
    await world.liveUntil(() => world.arrivalsAt(URL).length === 3);
    const [refused, next] = world.arrivalsAt(URL);
    expect(next!.at - refused!.at).toBeGreaterThanOrEqual(7_200_000);
  });

  it('has a webhook disabled whose receiver is gone: nothing more is sent, and what comes is kept for a replay', async () => {
    const world = new SenderWorld();
    await world.add({ url: URL });
    world.answer = () => ({ status: 410 });
    world.publish(...several(3));
    expect((await world.run())?.wakeAt).toBeUndefined();
    expect(world.arrivalsAt(URL)).toHaveLength(1);
    expect(world.told.map(({ event }) => event)).toEqual(['gave-up', 'disabled']);
    expect((await world.webhooks.get('w1'))?.disabled).toMatchObject({
      reason: 'its receiver answered that it is gone (HTTP 410)',
    });
    const late = settled(9);
    world.publish(late);
    await world.run();
    expect(world.arrivalsAt(URL)).toHaveLength(1);
    expect(await world.deliveries.get('w1', idOf(late))).toMatchObject({ state: 'skipped', tries: 0 });
    // Enabled again, what waited goes out.
    world.answer = () => ({ status: 200 });
    await world.webhooks.change('w1', 1, { disabled: null });
    await world.run();
    expect(idsOf(world.arrivalsAt(URL)).slice(1)).toEqual([idOf(settled(1)), idOf(settled(2))]);
  });

  it('has a webhook disabled of which every try failed for five days', async () => {
    const world = new SenderWorld();
    await world.add({ url: URL });
    world.answer = () => ({ status: 500 });
    const daily = Array.from({ length: 7 }, (_, day) => ({ ...settled(day), at: START + day * DAY }));
    let day = 0;
    await world.liveUntil(() => {
      while (day < 7 && world.clock.now() >= START + day * DAY) world.publish(daily[day++]!);
      return world.told.some(({ event }) => event === 'disabled');
    }, 7 * DAY);
    expect(world.clock.now() - START).toBeGreaterThanOrEqual(DISABLE_AFTER_MS);
    expect(world.clock.now() - START).toBeLessThan(DISABLE_AFTER_MS + DAY);
  });
});

describe('a sender', () => {
  it('does nothing while another has the turn', async () => {
    const world = new SenderWorld();
    await world.add({ url: URL });
    await world.turn.take('another', START + 5_000, START);
    world.publish(...several(1));
    expect(await world.run()).toEqual({ busy: true, events: 0, delivered: 0, failed: 0 });
    await world.pass(5_000);
    expect(await world.run()).toMatchObject({ busy: false, delivered: 1 });
  });

  it('tells what kept it from working on a webhook, when the others are done', async () => {
    const world = new SenderWorld();
    const broken = await world.add({ url: OTHER });
    await world.add({ url: URL });
    const { note } = world.deliveries;
    world.deliveries.note = async (delivery) => {
      if (delivery.webhookId === broken.webhookId) throw new Error('DynamoDB is down');
      await note.call(world.deliveries, delivery);
    };
    world.publish(...several(5));
    await expect(world.run()).rejects.toThrow('DynamoDB is down');
    expect(world.arrivalsAt(URL)).toHaveLength(5);
    // The turn is free, and what was not noted is sent again.
    world.deliveries.note = note.bind(world.deliveries);
    await world.run();
    expect(new Set(idsOf(world.arrivalsAt(OTHER))).size).toBe(5);
  });

  it('ends when its time is over, and has the next one woken for what is left', async () => {
    const world = new SenderWorld();
    await world.add({ url: URL });
    world.answer = () => ({ status: 200, ms: 1_000 });
    world.publish(...several(30));
    const sent = await world.run(10_000);
    expect(sent).toMatchObject({ delivered: 10, wakeAt: expect.any(Number) });
    expect(world.wakes).toHaveLength(1);
    await world.liveUntil(() => world.arrivalsAt(URL).length === 30);
    expect(idsOf(world.arrivalsAt(URL))).toEqual(several(30).map(idOf));
  });

  it('may die at any moment: every event arrives, with one id and the same words, in order where all is well', async () => {
    const death = fc.integer({ min: 1, max: 60 });
    const statuses = fc.array(fc.constantFrom(200, 204, 500, 503, 404), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(death, { maxLength: 6 }),
        statuses,
        fc.boolean(),
        async (deaths, draws, well) => {
          const world = new SenderWorld();
          await world.add({ url: URL });
          await world.add({ url: OTHER });
          // What is refused is taken at the fifth try at the latest: so nothing is given up.
          const tries = new Map<string, number>();
          world.answer = (url, id) => {
            const before = tries.get(url + id) ?? 0;
            tries.set(url + id, before + 1);
            return { status: well || before > 3 ? 200 : (draws[(before + id.length) % draws.length] ?? 200) };
          };
          const events = several(12);
          // Each is published once, as many at a time as come out; what SNS hands over twice is the first.
          const share = Math.ceil(events.length / (deaths.length + 1));
          for (const [number, dieAtCall] of deaths.entries()) {
            world.publish(...events.slice(number * share, (number + 1) * share), events[0]!);
            await world.run(20_000, dieAtCall);
            await world.pass(70_000);
          }
          world.publish(...events.slice(deaths.length * share));
          const arrived = (url: string) =>
            new Set(idsOf(world.arrivalsAt(url).filter(({ status }) => (status ?? 500) < 300)));
          await world.liveUntil(
            () => world.queued === 0 && arrived(URL).size === 12 && arrived(OTHER).size === 12,
            20 * DAY,
          );
          for (const url of [URL, OTHER]) {
            const bodies = new Map<string, string>();
            for (const { id, body } of world.arrivalsAt(url)) {
              expect(bodies.get(id) ?? body).toBe(body);
              bodies.set(id, body);
            }
            expect([...bodies.keys()].toSorted()).toEqual(events.map(idOf));
            if (well && deaths.length === 0) expect(idsOf(world.arrivalsAt(url))).toEqual(events.map(idOf));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
