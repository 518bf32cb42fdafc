import { beforeEach, describe, expect, it } from 'vitest';
import { peakVcpus, reservationOf } from '../../../../core/booking/reservations.ts';
import { timePartOf } from '../../../../core/exam/ids.ts';
import { sumUpRecoveries } from '../../../../core/fleet/recovery.ts';
import { resizeFleet } from '../../../../core/lifecycle/resize-fleet.ts';
import { tickSession } from '../../../../core/lifecycle/tick-session.ts';
import type { Slot } from '../../../../core/submissions/slot.ts';
import { queueAt } from '../../../support/busy-fleet.ts';
import { type Fate, type FleetWorld, withFate } from '../../../support/fleet-world.ts';
import { actionsOf, MINUTE, newReadyWorld, SESSION, statesOf } from '../../../support/session-fleet.ts';
import { queuedOf, resultOf } from '../../../support/submissions.ts';

const { sessionId, times } = SESSION;
const S = 1_000;
const OTHER = '01jq00000000000000000other';

let world: FleetWorld;
beforeEach(async () => {
  world = await newOpenWorld();
});

/** Two hosts that judge, twenty minutes into an exam. */
async function newOpenWorld(): Promise<FleetWorld> {
  const made = await newReadyWorld();
  made.clock.advance(times.opensAt + 20 * MINUTE - made.clock.now());
  return made;
}

/** A look at the size, with so many that wait on all of the fleet's slots. */
async function look(waiting: number, { in: of = world, fate = {} }: { in?: FleetWorld; fate?: Fate } = {}) {
  const hosts = await of.hosts.listHosts(sessionId);
  const slots = hosts.filter(({ state }) => state === 'ready').length * 2;
  const digests = waiting === 0 ? [] : queueAt(of.clock.now(), { slots, waiting });
  const submissions = { listDigestsFrom: async () => digests };
  const ports = withFate({ ...of.tickPorts, submissions: submissions as never }, fate);
  return await resizeFleet(await of.session(sessionId), hosts, ports);
}
/** Passes every ten seconds. */
async function passFor(ms: number, of = world): Promise<void> {
  for (const until = of.clock.now() + ms; of.clock.now() < until; of.clock.advance(10_000))
    await of.pass(sessionId);
}
const sizeOf = async (of = world) => (await of.session(sessionId)).fleetSize;
const heldOf = async (of: FleetWorld, id = sessionId) =>
  (await of.reservations.read()).reservations.find((one) => one.sessionId === id)?.vcpus;
const newest = async (count: number) => (await actionsOf(world)).slice(0, count);
const readyOf = async (of = world) => (await statesOf(of)).filter((state) => state === 'ready').length;

describe('a fleet that is too small', () => {
  it('reserves, launches, judges with more; its estimate follows, and its reason stands among the decisions', async () => {
    expect(await look(1_000)).toBe(true);
    expect(await heldOf(world)).toBe(8);
    expect(world.cloud.machines).toHaveLength(2);
    const session = await world.session(sessionId);
    expect(session.fleetSize).toMatchObject({
      hosts: 4,
      resized: { booked: 2, grown: 2, at: world.clock.now() },
    });
    // Two hosts of 0.1 USD for most of an hour.
    expect(session.estimateUsd).toBeGreaterThan(SESSION.estimateUsd + 0.1);
    expect(session.estimateUsd).toBeLessThan(SESSION.estimateUsd + 0.3);
    const [decision] = await world.hosts.listDecisions(sessionId, 1);
    expect(decision).toMatchObject({
      subject: 'fleet',
      action: 'grow',
      reason: expect.stringMatching(/^from 2 to 4 hosts: a new submission waits 7\d\d s, and 60 s/),
    });
    await passFor(3 * MINUTE);
    expect(await statesOf(world)).toEqual(['ready', 'ready', 'ready', 'ready']);
    expect(await world.slots.list(sessionId)).toHaveLength(8);
    expect(sumUpRecoveries(await world.hosts.listHosts(sessionId), 2).backupHosts).toBe(0);
  });

  it('has a lost host replaced up to what it is now', async () => {
    await look(1_000);
    await passFor(3 * MINUTE);
    world.cloud.kill(world.cloud.machines[3]!);
    await passFor(3 * MINUTE);
    expect(await readyOf()).toBe(4);
    expect(world.cloud.machines).toHaveLength(5);
    const hosts = await world.hosts.listHosts(sessionId);
    expect(sumUpRecoveries(hosts, 2)).toMatchObject({ replaced: 1, backupHosts: 1 });
  });

  it('takes of the account what others leave it, and says once in a while that it is nothing', async () => {
    world.sizeLimits = { ...world.sizeLimits, vcpuQuota: 7 };
    await look(1_000);
    expect(await sizeOf()).toMatchObject({ hosts: 3 });
    expect((await world.hosts.listDecisions(sessionId, 1))[0]?.reason).toContain('(4 would be right)');

    world = await newOpenWorld();
    world.sizeLimits = { ...world.sizeLimits, vcpuQuota: 5 };
    for (let looks = 0; looks < 4; looks++) {
      expect(await look(1_000)).toBe(false);
      world.clock.advance(30 * S);
    }
    expect((await actionsOf(world)).filter((action) => action === 'grow-refused')).toHaveLength(1);
    expect((await world.hosts.listDecisions(sessionId, 1))[0]?.reason).toMatch(
      /but of the account's 5 vCPUs/,
    );
    expect(await heldOf(world)).toBeUndefined();
    expect((await world.session(sessionId)).revision).toBe(
      (await newOpenWorld().then((other) => other.session(sessionId))).revision,
    );
  });

  it('counts what the account itself may have, and what a booking holds that is not written yet', async () => {
    const now = world.clock.now();
    await world.findings.recordAccount([{ kind: 'vcpu-quota', vcpus: 10, at: now }]);
    const other = { sessionId: OTHER, vcpus: 4, from: now, until: now + 60 * MINUTE, madeAt: now };
    await world.reservations.write({ reservations: [other], revision: 0 });
    await look(1_000);
    expect(await sizeOf()).toMatchObject({ hosts: 3 });
    expect(peakVcpus((await world.reservations.read()).reservations, now, now + MINUTE)).toBe(10);
  });

  it('stays within what the stage allows a session to cost', async () => {
    world.sizeLimits = { ...world.sizeLimits, maxUsd: SESSION.estimateUsd + 0.15 };
    await look(1_000);
    expect(await sizeOf()).toMatchObject({ hosts: 3 });
    expect((await world.session(sessionId)).estimateUsd).toBeLessThanOrEqual(world.sizeLimits.maxUsd);
    world = await newOpenWorld();
    world.sizeLimits = { ...world.sizeLimits, maxUsd: SESSION.estimateUsd + 0.05 };
    expect(await look(1_000)).toBe(false);
    expect((await world.hosts.listDecisions(sessionId, 1))[0]).toMatchObject({
      action: 'grow-refused',
      reason: expect.stringContaining('budgetUsd.session'),
    });
  });

  it('is made so by one of two ticks', async () => {
    for (let yields = 0; yields < 12; yields++) {
      world = await newOpenWorld();
      const looks = [
        look(100, { fate: { yields: [yields, 1] } }),
        look(100, { fate: { yields: [3, 0, 2] } }),
      ];
      expect((await Promise.all(looks)).filter(Boolean)).toHaveLength(1);
      expect(await sizeOf()).toMatchObject({ hosts: 3, resized: { grown: 1 } });
      await Promise.all([world.pass(sessionId), world.pass(sessionId, { yields: [yields, 2] })]);
      await passFor(2 * MINUTE);
      expect(world.cloud.machines).toHaveLength(3);
    }
  });

  it('is so after a death anywhere, or is not and can be; the calendar never holds less than there is', async () => {
    for (let dieAtCall = 1; dieAtCall < 12; dieAtCall++)
      for (const afterwards of [false, true]) {
        world = await newOpenWorld();
        await look(100, { fate: { dieAtCall, afterwards } }).catch(() => undefined);
        const held = (await heldOf(world)) ?? 4;
        expect(held).toBeGreaterThanOrEqual(((await sizeOf())?.hosts ?? 0) * 2);
        await world.pass(sessionId, { dieAtCall, afterwards }).catch(() => undefined);
        await passFor(2 * MINUTE);
        await look(100);
        await passFor(3 * MINUTE);
        const { hosts = 0 } = (await sizeOf()) ?? {};
        expect([3, 4]).toContain(hosts);
        expect(await readyOf()).toBe(hosts);
        expect(world.cloud.machines).toHaveLength(hosts);
        expect(world.cloud.violations).toEqual([]);
      }
  });

  it('gets nothing when it is cancelled meanwhile: not before its row is written, and not before it is launched', async () => {
    const cancelled = { cancelledAt: world.clock.now(), cancelReason: 'fire' };
    const { revision } = await world.session(sessionId);
    const stale = await world.session(sessionId);
    await world.sessions.update(sessionId, revision, cancelled);
    const digests = queueAt(world.clock.now(), { slots: 4, waiting: 100 });
    const submissions = { listDigestsFrom: async () => digests } as never;
    const hosts = await world.hosts.listHosts(sessionId);
    expect(await resizeFleet(stale, hosts, { ...world.tickPorts, submissions })).toBe(false);
    expect(await sizeOf()).toEqual(SESSION.fleetSize);

    world = await newOpenWorld();
    await look(100);
    const { get } = world.sessions;
    let reads = 0;
    world.sessions.get = async (id) => {
      const read = await get.call(world.sessions, id);
      if (++reads === 1 && read !== undefined) await world.sessions.update(id, read.revision, cancelled);
      return read;
    };
    await world.pass(sessionId);
    world.sessions.get = get;
    expect(world.cloud.machines).toHaveLength(2);
    expect(await world.hosts.listRounds(sessionId)).toHaveLength(1);
    await passFor(MINUTE);
    await world.shutdown(sessionId);
    expect(world.cloud.machines.every(({ state }) => state === 'terminated')).toBe(true);
  });

  it('is seen by the tick, which lets the next pass launch at once', async () => {
    const start = world.clock.now();
    for (let number = 0; number < 160; number++) {
      const submissionId = timePartOf(start - 5 * MINUTE + number) + String(number).padStart(16, '0');
      const submission = queuedOf({
        sessionId,
        submissionId,
        participantId: `p-${number}`,
        submittedAt: start - 5 * MINUTE + number,
      });
      await world.submissions.accept(submission, { source: 'source' });
      if (number >= 40) continue;
      const at = start - 2 * MINUTE + number * 3 * S;
      const lease = { leaseId: 'l', hostId: 'i-1', slotNumber: 0, until: at + MINUTE };
      const running = await world.submissions.lease(sessionId, submissionId, lease as never, at);
      await world.submissions.judge(running!, resultOf(), at + 3 * S);
    }
    await tickSession(sessionId, world.tickPorts);
    expect(await newest(50)).toContain('grow');
    expect(await sizeOf()).toMatchObject({ hosts: 4 });
    expect(world.cloud.machines).toHaveLength(4);
    expect(world.clock.now() - start).toBeLessThan(MINUTE);
  });
});

describe('six sessions that grow at once', () => {
  it('hold together no more than the account has', async () => {
    const ids = Array.from({ length: 6 }, (_, number) => `01jq0000000000000000000${number}aa`);
    const stage = world;
    stage.sizeLimits = { ...stage.sizeLimits, vcpuQuota: 31 };
    const hosts = await stage.hosts.listHosts(sessionId);
    const now = stage.clock.now();
    for (const id of ids) {
      await stage.sessions.create({ ...SESSION, sessionId: id, fleet: 'ready' }, []);
      const { reservations, revision } = await stage.reservations.read();
      const own = reservationOf({ ...SESSION, sessionId: id }, now)!;
      await stage.reservations.write({ reservations: [...reservations, own], revision });
    }
    const submissions = {
      listDigestsFrom: async () => queueAt(now, { slots: 4, waiting: 1_000 }),
    } as never;
    await Promise.all(
      ids.map(async (id, number) =>
        resizeFleet(
          await stage.session(id),
          hosts.map((host) => ({ ...host, sessionId: id })),
          withFate({ ...stage.tickPorts, submissions }, { yields: [number, 5 - number] }),
        ),
      ),
    );
    const { reservations } = await stage.reservations.read();
    expect(peakVcpus(reservations, now, now + MINUTE)).toBe(30);
    const sizes = await Promise.all(ids.map(async (id) => (await stage.session(id)).fleetSize?.hosts ?? 0));
    expect(sizes.reduce((sum, size) => sum + size * 2, 0)).toBe(30);
  });

  it('lose nothing of what they hold to a change that was refused and reserved last', async () => {
    await look(100);
    const { reservations, revision } = await world.reservations.read();
    const small = reservations.map((one) => ({ ...one, vcpus: 4, madeAt: world.clock.now() }));
    await world.reservations.write({ reservations: small, revision });
    const other = { ...SESSION, sessionId: OTHER, fleet: 'ready' as const };
    await world.sessions.create(other, []);
    world.sizeLimits = { ...world.sizeLimits, vcpuQuota: 11 };
    const hosts = (await world.hosts.listHosts(sessionId)).slice(0, 2);
    const digests = queueAt(world.clock.now(), { slots: 4, waiting: 1_000 });
    await resizeFleet(other, hosts, {
      ...world.tickPorts,
      submissions: { listDigestsFrom: async () => digests } as never,
    });
    expect((await world.session(OTHER)).fleetSize?.hosts).toBe(2);
  });
});

describe('a fleet that is too large', () => {
  beforeEach(async () => {
    await look(100);
    await passFor(3 * MINUTE);
    world.clock.advance(16 * MINUTE);
  });

  it('ends one that has nothing to do, gives its vCPUs back when it is gone, and its estimate follows', async () => {
    const { estimateUsd } = await world.session(sessionId);
    expect(await look(0)).toBe(true);
    const after = await world.session(sessionId);
    expect(after.fleetSize).toMatchObject({ hosts: 2, resized: { booked: 2, grown: 1, held: 3 } });
    expect(after.estimateUsd).toBeLessThan(estimateUsd);
    expect(reservationOf(after, 0)?.vcpus).toBe(6);
    expect(await heldOf(world)).toBe(6);
    await world.pass(sessionId);
    expect((await statesOf(world)).toSorted()).toEqual(['draining', 'ready', 'ready']);
    expect(await world.slots.list(sessionId)).toHaveLength(4);
    expect(await look(0)).toBe(false);
    expect((await sizeOf())?.resized?.held).toBe(3);
    await passFor(2 * MINUTE);
    await look(0);
    expect((await sizeOf())?.resized?.held).toBeUndefined();
    expect(await heldOf(world)).toBe(4);
    expect(await newest(10)).toEqual(expect.arrayContaining(['give-back', 'dismiss', 'shrink']));
    // Nothing failed, and nothing is launched in its place.
    const hosts = await world.hosts.listHosts(sessionId);
    expect(hosts.flatMap(({ recoveries = [] }) => recoveries)).toEqual([]);
    expect(world.cloud.machines).toHaveLength(3);
  });

  it('ends none that is in use, whoever takes its last slot at that very moment', async () => {
    await look(0);
    const cutOff: string[] = [];
    const { close } = world.slots;
    world.slots.close = async (id, hostId) => {
      const held = (await world.slots.list(id)).filter(
        ({ holder, hostId: other }) => other === hostId && holder?.leaseId === 'executor',
      );
      cutOff.push(...held.map(({ number }) => `${hostId}/${number}`));
      await close.call(world.slots, id, hostId);
    };
    const slots = await world.slots.list(sessionId);
    const until = world.clock.now() + 60 * MINUTE;
    for (const slot of slots.filter(({ number }) => number === 1))
      await world.slots.take(slot, 'executor', until, world.clock.now());
    await passFor(MINUTE);
    expect(await readyOf()).toBe(3);
    const release = async (slot: Slot) => await world.slots.release(slot, 'executor');
    for (const slot of slots) await release(slot);
    // Executors take and release whatever they get while passes go on.
    for (let turn = 0; turn < 60 && (await readyOf()) === 3; turn++) {
      const executor = async () => {
        for (let wait = turn % 9; wait > 0; wait--) await null;
        for (const slot of await world.slots.list(sessionId)) {
          if (await world.slots.take(slot, 'executor', until, world.clock.now())) {
            for (let wait = turn % 7; wait > 0; wait--) await null;
            await release(slot);
          }
        }
      };
      await Promise.all([
        world.pass(sessionId, { yields: [turn % 5, 1, 0] }),
        executor(),
        world.pass(sessionId, { yields: [2, turn % 4] }),
      ]);
      world.clock.advance(31 * S);
    }
    expect(cutOff).toEqual([]);
    expect(await readyOf()).toBe(2);
  });

  it('ends one and no more, however two passes meet, and whichever dies', async () => {
    for (let turn = 0; turn < 60; turn++) {
      world = await newOpenWorld();
      await look(100);
      await passFor(3 * MINUTE);
      world.clock.advance(16 * MINUTE);
      await look(0);
      const first = { yields: [turn % 6, turn % 3, 0], ...(turn > 30 ? { dieAtCall: turn - 25 } : {}) };
      await Promise.allSettled([
        world.pass(sessionId, first),
        world.pass(sessionId, { yields: [turn % 4, 0, turn % 5, 1] }),
      ]);
      expect(await readyOf()).toBeGreaterThanOrEqual(2);
      await passFor(2 * MINUTE);
      expect(await readyOf()).toBe(2);
      expect(world.cloud.machines).toHaveLength(3);
    }
  });

  it('grows again when there is more to do before a host was free to go', async () => {
    await look(0);
    await world.pass(sessionId);
    await passFor(2 * MINUTE);
    expect(await readyOf()).toBe(2);
    expect(await look(100)).toBe(true);
    await passFor(3 * MINUTE);
    expect(await readyOf()).toBe(3);
    expect((await sizeOf())?.resized).toMatchObject({ booked: 2, grown: 2 });
  });
});

it('holds what was booked for a fleet that was reduced', () => {
  const reduced = {
    ...SESSION,
    fleetSize: { ...SESSION.fleetSize!, hosts: 1, resized: { booked: 2, grown: 0, at: 0 } },
  };
  expect(reservationOf(reduced, 0)?.vcpus).toBe(4);
});
