import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  askPermits,
  MOST_RECOVERIES,
  type PermitRequest,
  type RecoveryPermits,
  requestPermits,
} from '../../../../core/fleet/recovery-permits.ts';
import { SteppedClock } from '../../../support/fleet-world.ts';
import { MemoryPermitStore } from '../../../support/memory/permit-store.ts';
import { newReadyWorld, SESSION } from '../../../support/session-fleet.ts';
import { queuedOf } from '../../../support/submissions.ts';

const NONE: RecoveryPermits = { holders: [], waiting: [], revision: 0 };
const MINUTE = 60_000;
const ask = (sessionId: string, slotsLeft: number, ...hostIds: string[]): PermitRequest => ({
  sessionId,
  slotsLeft,
  hostIds,
});
const holding = ({ holders }: RecoveryPermits) => holders.map(({ hostId }) => hostId);
const full = requestPermits(NONE, ask('big', 4, 'b1', 'b2', 'b3', 'b4', 'b5', 'b6'), 0);

/** Five sessions have a place each. */
const each = ['few', 'none', 'some', 'big', 'one'].reduce(
  (permits, id) => requestPermits(permits, ask(id, 4, `${id}-1`), 0),
  NONE,
);

describe('permits of recoveries', () => {
  it('are given to five at a time', () => {
    expect(holding(full)).toEqual(['b1', 'b2', 'b3', 'b4', 'b5']);
    expect(full.waiting.map(({ hostId }) => hostId)).toEqual(['b6']);
  });

  it('go to the session with the fewest slots left when one is free, then to who has waited longest', () => {
    const waiting = [
      ask('few', 2, 'few-1', 'f2'),
      ask('none', 0, 'none-1', 'n2'),
      ask('some', 2, 'some-1', 's2'),
      ask('late', 9, 'l1'),
    ].reduce((permits, request, at) => requestPermits(permits, request, at + 1), each);
    expect(waiting.waiting.map(({ hostId }) => hostId)).toEqual(['n2', 'f2', 's2', 'l1']);
    // A session that has none comes before all others.
    const first = requestPermits(waiting, ask('big', 4), 10);
    expect(holding(first)).toEqual(['few-1', 'none-1', 'some-1', 'one-1', 'l1']);
    const second = requestPermits(first, ask('one', 4), 11);
    expect(holding(second)).toEqual(['few-1', 'none-1', 'some-1', 'l1', 'n2']);
    const third = requestPermits(second, ask('late', 4), 12);
    expect(holding(third)).toEqual(['few-1', 'none-1', 'some-1', 'n2', 'f2']);
  });

  it('are not all kept by one session: another gets the latest of them at once, and it waits for that host', () => {
    const other = requestPermits(full, ask('small', 2, 'small-1'), 1);
    expect(holding(other)).toEqual(['b1', 'b2', 'b3', 'b4', 'small-1']);
    const again = requestPermits(other, ask('big', 0, 'b1', 'b2', 'b3', 'b4', 'b5', 'b6'), 2);
    expect(holding(again)).toEqual(['b1', 'b2', 'b3', 'b4', 'small-1']);
    expect(again.waiting.map(({ hostId }) => hostId)).toEqual(['b6', 'b5']);
    // The second of the small one has no more right than the sixth of the large one.
    const more = requestPermits(again, ask('small', 0, 'small-1', 'small-2'), 3);
    expect(holding(more)).toEqual(['b1', 'b2', 'b3', 'b4', 'small-1']);
  });

  it('are let go by who names a host no more, and by who is silent', () => {
    expect(holding(requestPermits(full, ask('big', 4), 1))).toEqual([]);
    expect(holding(requestPermits(full, ask('late', 4, 'l1'), 5 * MINUTE))).toEqual(['l1']);
    // Whoever waits and is silent is passed over.
    const waits = requestPermits(each, ask('late', 0, 'l1'), 0);
    expect(holding(requestPermits(waits, ask('big', 4), 89_999))).toContain('l1');
    expect(holding(requestPermits(waits, ask('big', 4), 90_000))).not.toContain('l1');
  });

  it('are prolonged while they are asked for, and not written at every pass', () => {
    const hosts = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6'];
    let permits = full;
    let writes = 0;
    for (let now = 0; now <= 20 * MINUTE; now += 3_000) {
      const after = requestPermits(permits, ask('big', 4, ...hosts.slice(0, 5)), now);
      if (after !== permits) writes++;
      permits = after;
      expect(holding(permits)).toHaveLength(5);
    }
    expect(writes).toBeLessThan(25);
  });

  it('are never more than five, nor given twice, whoever asks for what and when', () => {
    const request = fc.record({
      sessionId: fc.constantFrom('s1', 's2', 's3'),
      hostIds: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 }),
      slotsLeft: fc.nat(8),
      laterMs: fc.nat(200_000),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 40 }), (requests) => {
        let permits = NONE;
        let now = 0;
        for (const { laterMs, ...asked } of requests) {
          now += laterMs;
          permits = requestPermits(permits, asked, now);
          const names = permits.holders.map(({ sessionId, hostId }) => `${sessionId}/${hostId}`);
          expect(names.length).toBeLessThanOrEqual(MOST_RECOVERIES);
          expect(new Set(names).size).toBe(names.length);
          const alive = permits.holders.filter(({ until }) => until > now);
          expect(alive.length).toBe(names.length);
          // Nobody waits while there is room.
          if (permits.waiting.length > 0) expect(names.length).toBe(MOST_RECOVERIES);
          // Nor for somebody who has several places, while it has none.
          const placesOf = (id: string) => permits.holders.filter(({ sessionId }) => sessionId === id).length;
          if (permits.waiting.some(({ sessionId }) => placesOf(sessionId) === 0))
            for (const { sessionId } of permits.holders) expect(placesOf(sessionId)).toBe(1);
        }
      }),
    );
  });

  it('are asked for by many at once, and by nobody in vain when the row cannot be had', async () => {
    const clock = new SteppedClock(0);
    const store = new MemoryPermitStore();
    const ports = { store, clock, random: () => 0.5 };
    const answers = await Promise.all(
      ['s1', 's2', 's3', 's4', 's5', 's6', 's7'].map((id) => askPermits(ask(id, 2, `${id}-host`), ports)),
    );
    expect(answers.filter(({ permitted }) => permitted.size === 1)).toHaveLength(5);
    expect(answers.flatMap(({ newlyWaiting }) => newlyWaiting)).toHaveLength(2);
    const contended = { read: () => store.read(), write: async () => false };
    const { permitted } = await askPermits(ask('s8', 0, 'i-8'), { ...ports, store: contended });
    expect([...permitted]).toEqual(['i-8']);
  });
});

describe('a fleet whose turn it is not', () => {
  it('neither reboots nor replaces until it is, and says that it waits', async () => {
    const { sessionId } = SESSION;
    const world = await newReadyWorld();
    const now = world.clock.now();
    const ports = { store: world.permits, clock: world.clock, random: () => 0 };
    const others = ['a', 'b', 'c', 'd', 'e'];
    for (const other of others) await askPermits(ask(other, 0, `i-${other}`), ports);
    const [hung, killed] = world.cloud.machines;
    Object.assign(hung!, { hung: 'until-reboot' });
    world.cloud.kill(killed!);
    for (let pass = 0; pass < 6; pass++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    const decisions = await world.hosts.listDecisions(sessionId, 200);
    const since = decisions.filter(({ at }) => at >= now).map(({ action }) => action);
    expect(since).toContain('suspect');
    expect(since.filter((action) => action === 'wait-its-turn')).toHaveLength(2);
    expect(since).not.toContain('reboot');
    expect(world.cloud.machines).toHaveLength(2);
    for (const other of others) await askPermits(ask(other, 4), ports);
    for (let pass = 0; pass < 14; pass++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    expect(world.cloud.machines).toHaveLength(3);
    expect(await world.slots.list(sessionId)).toHaveLength(4);
    // Done: the permits are there for others.
    expect((await world.permits.read()).holders).toEqual([]);
  });

  it('holds none while nothing is at work: without machines to be had, and when its session is over', async () => {
    const { sessionId, times } = SESSION;
    const world = await newReadyWorld();
    world.cloud.mood = 'refused';
    for (const machine of world.cloud.machines) world.cloud.kill(machine);
    for (let pass = 0; pass < 30; pass++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
      expect((await world.permits.read()).holders).toEqual([]);
    }
    const launches = (await world.hosts.listDecisions(sessionId, 500)).filter(
      ({ action }) => action === 'launch',
    );
    expect(launches).toHaveLength((await world.hosts.listRounds(sessionId)).length);
    world.clock.advance(times.terminateAt - world.clock.now());
    await world.pass(sessionId);
    expect(await world.permits.read()).toMatchObject({ holders: [], waiting: [] });
  });

  it('replaces the one whose turn it is when two are lost, also when only one is still wanted', async () => {
    const { sessionId, times } = SESSION;
    const world = await newReadyWorld();
    const others = Array.from({ length: 4 }, (_, at) => `i-other-${at}`);
    const ports = { store: world.permits, clock: world.clock, random: () => 0 };
    await world.submissions.accept(queuedOf({ sessionId, submissionId: 'waits' }), { source: 'source' });
    world.clock.advance(times.lastClosesAt - world.clock.now());
    await world.pass(sessionId);
    await askPermits(ask('other', 0, ...others), ports);
    for (const machine of world.cloud.machines) world.cloud.kill(machine);
    for (let pass = 0; pass < 3; pass++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    expect(world.cloud.alive()).toHaveLength(1);
  });
});
