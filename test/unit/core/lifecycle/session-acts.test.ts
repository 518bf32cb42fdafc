import { describe, expect, it } from 'vitest';
import type { SessionChangeRequest } from '../../../../core/booking/session-change.ts';
import { settleJoining } from '../../../../core/booking/settle-joining.ts';
import type { Session } from '../../../../core/exam/session.ts';
import { sessionWindowAt } from '../../../../core/exam/window.ts';
import { cancelSession } from '../../../../core/lifecycle/cancel-session.ts';
import { changeSession, endSession, openSession } from '../../../../core/lifecycle/change-session.ts';
import { restoreSession } from '../../../../core/lifecycle/restore-session.ts';
import { changePortsOf } from '../../../support/change-ports.ts';
import type { FleetWorld } from '../../../support/fleet-world.ts';
import {
  actionsOf,
  MINUTE,
  newReadyWorld,
  newWorld,
  SESSION,
  START,
} from '../../../support/session-fleet.ts';
import { participantOf, timesFrom } from '../../../support/sessions.ts';

const { sessionId, times } = SESSION;
const HOUR = 60 * MINUTE;

/** What acts on the sessions of a world touch, and what they did. */
function portsOf(world: FleetWorld) {
  const planned: { readonly session: Session; readonly launch: boolean }[] = [];
  const launched: string[] = [];
  return {
    planned,
    launched,
    ports: {
      ...changePortsOf(world),
      schedules: {
        plan: async (session: Session, { launch }: { readonly launch: boolean }) =>
          void planned.push({ session, launch }),
        planTermination: world.fleetPorts.schedules.planTermination,
      },
      startLaunch: async (id: string) => void launched.push(id),
      startShutdown: async (id: string) => void world.shutdownsStarted.push(id),
    },
  };
}

/** A session that is open with two hosts and two participants. */
async function openWorld() {
  const world = await newReadyWorld();
  await world.sessions.putParticipants(SESSION, [participantOf('p1'), participantOf('p2')]);
  world.clock.advance(times.opensAt + MINUTE - world.clock.now());
  return world;
}

async function change(world: FleetWorld, request: SessionChangeRequest) {
  const session = await world.session(sessionId);
  return changeSession(session, request, 'ada', session.revision, portsOf(world).ports);
}

describe('changing a session', () => {
  it('writes, records by whom, and answers the session as it is stored', async () => {
    const world = await openWorld();
    const changed = await change(world, { closesAt: times.closesAt + 10 * MINUTE, name: 'Final' });
    expect(changed).toEqual({ done: true, session: await world.session(sessionId) });
    expect(await world.session(sessionId)).toMatchObject({
      name: 'Final',
      times: { closesAt: times.closesAt + 10 * MINUTE },
    });
    expect((await world.hosts.listDecisions(sessionId, 1))[0]).toMatchObject({
      subject: 'session',
      action: 'change',
      reason: `ada: closes at ${new Date(times.closesAt + 10 * MINUTE).toISOString()}`,
    });
  });

  it('tells from which wait on the fleet gets more hosts', async () => {
    const world = await openWorld();
    await change(world, { targetWaitMs: 120_000 });
    world.clock.advance(MINUTE);
    await change(world, { targetWaitMs: 0 });
    expect((await world.hosts.listDecisions(sessionId, 2)).map(({ reason }) => reason)).toEqual([
      'ada: no more hosts than booked',
      'ada: more hosts beyond a wait of 120 s',
    ]);
    expect((await world.session(sessionId)).policy.targetWaitMs).toBe(0);
  });

  it('is refused on another revision than was seen, and when somebody is faster', async () => {
    const world = await openWorld();
    const session = await world.session(sessionId);
    const { ports } = portsOf(world);
    expect(await changeSession(session, { name: 'x' }, 'ada', session.revision - 1, ports)).toMatchObject({
      refusal: { kind: 'conflict', reason: expect.stringContaining(`revision ${session.revision}`) },
    });
    await world.sessions.update(sessionId, session.revision, { name: 'y' });
    expect(await changeSession(session, { name: 'x' }, 'ada', session.revision, ports)).toMatchObject({
      refusal: { kind: 'conflict' },
    });
    expect((await world.session(sessionId)).name).toBe('y');
  });

  it('names what is wrong', async () => {
    const world = await openWorld();
    expect(await change(world, { removeParticipants: ['nobody'] })).toMatchObject({
      done: false,
      refusal: { kind: 'invalid-request', faults: [{ field: 'removeParticipants[0]' }] },
    });
  });

  it('says whom it left on the roster, and records what it changed all the same', async () => {
    const world = await openWorld();
    world.sessions.removeParticipant = async () => false;
    expect(await change(world, { removeParticipants: ['p1'] })).toMatchObject({
      refusal: { kind: 'conflict', reason: expect.stringContaining('p1') },
    });
    expect(await actionsOf(world)).toContain('change');
  });

  it.each([
    ['cancelled', { cancelledAt: 1 }, 'session-cancelled'],
    ['over', { settledAt: 1 }, 'too-late'],
  ] as const)('changes nothing of one that is %s, but for its name', async (_, changes, kind) => {
    const world = await newWorld(START, changes);
    expect(await change(world, { closesAt: times.closesAt + 1 })).toMatchObject({ refusal: { kind } });
    expect(await change(world, { name: 'Midterm' })).toMatchObject({ session: { name: 'Midterm' } });
    expect(await actionsOf(world)).toEqual([]);
  });

  it('is not made when the hosts cannot live as long', async () => {
    const world = await openWorld();
    world.cloud.setDeadline = async (ids) => ({
      done: [],
      refused: ids.map((instanceId) => ({ instanceId, code: 'Unauthorized', message: 'no' })),
    });
    expect(await change(world, { closesAt: times.closesAt + HOUR })).toMatchObject({
      refusal: { kind: 'unavailable', reason: expect.stringContaining('Unauthorized') },
    });
    expect((await world.session(sessionId)).times).toEqual(times);
  });
});

describe('opening a session now', () => {
  const length = times.closesAt - times.opensAt;

  it('launches its hosts at once where none were, keeps its length and extra time, and tells everybody', async () => {
    const world = await newWorld(START - 2 * HOUR);
    await world.sessions.putParticipants(SESSION, [participantOf('p1')]);
    const { ports, launched, planned } = portsOf(world);
    const now = world.clock.now();
    const opened = await openSession(await world.session(sessionId), 'all are here', 'ada', ports);
    expect(opened).toMatchObject({
      session: {
        times: {
          launchAt: now,
          opensAt: now,
          closesAt: now + length,
          lastClosesAt: now + times.lastClosesAt - times.opensAt,
        },
      },
    });
    expect(launched).toEqual([sessionId]);
    expect(planned.at(-1)).toMatchObject({ launch: false });
    expect((await world.hosts.listDecisions(sessionId, 1))[0]).toMatchObject({
      action: 'open',
      reason: 'ada: all are here',
    });
    expect((await ports.reservations.read()).reservations).toMatchObject([
      { sessionId, vcpus: 4, from: now },
    ]);
    expect((await world.messages.listFrom(sessionId, ''))[0]).toMatchObject({
      kind: 'notice',
      to: 'everybody',
      text: expect.stringContaining('opens at'),
    });
  });

  it('launches nothing twice, and moves the stops of hosts that run', async () => {
    const world = await newReadyWorld();
    await world.sessions.putParticipants(SESSION, [participantOf('p1')]);
    const { ports, launched } = portsOf(world);
    const now = world.clock.now();
    expect(now).toBeLessThan(times.opensAt);
    const opened = await openSession(await world.session(sessionId), 'all are here', 'ada', ports);
    if (!opened.done) throw new Error(opened.refusal.reason);
    expect(opened.session.times).toMatchObject({ launchAt: times.launchAt, opensAt: now });
    expect(opened.session.times.terminateAt).toBe(times.terminateAt - (times.opensAt - now));
    expect(launched).toEqual([]);
  });

  it.each([
    ['is open already', {}, times.opensAt, 'invalid-request'],
    ['is over', {}, times.lastClosesAt, 'too-late'],
    ['was cancelled', { cancelledAt: START }, START, 'session-cancelled'],
    ['has no judges any more', { fleet: 'failed', fleetReason: 'no capacity' }, START, 'invalid-request'],
  ] as const)('is refused of one that %s', async (_, changes, now, kind) => {
    const world = await newWorld(now, changes);
    await world.sessions.putParticipants(SESSION, [participantOf('p1')]);
    const { ports, launched } = portsOf(world);
    const opened = await openSession(await world.session(sessionId), 'x', 'ada', ports);
    expect(opened).toMatchObject({ done: false, refusal: { kind } });
    expect(launched).toEqual([]);
  });

  it('is refused while others hold the vCPUs', async () => {
    const world = await newWorld(START - 12 * HOUR);
    await world.sessions.putParticipants(SESSION, [participantOf('p1')]);
    const { ports } = portsOf(world);
    const now = world.clock.now();
    const other = { ...SESSION, sessionId: '01jq00000000000000000other', times: timesFrom(now) };
    await world.sessions.create(other, []);
    await ports.reservations.write({
      reservations: [{ sessionId: other.sessionId, vcpus: 4, from: now, until: now + 6 * HOUR, madeAt: now }],
      revision: (await ports.reservations.read()).revision,
    });
    expect(await openSession(await world.session(sessionId), 'x', 'ada', ports)).toMatchObject({
      refusal: {
        kind: 'invalid-request',
        faults: [{ field: 'opensAt', detail: expect.stringContaining('vCPUs') }],
      },
    });
  });
});

describe('ending a session', () => {
  it('closes it for everybody, records by whom and why, and starts the shutdown', async () => {
    const world = await openWorld();
    const ended = await endSession(await world.session(sessionId), 'fire', 'ada', portsOf(world).ports);
    if (!ended.done) throw new Error(ended.refusal.reason);
    expect(sessionWindowAt(ended.session, world.clock.now())).toBe('closed');
    expect((await world.hosts.listDecisions(sessionId, 1))[0]).toMatchObject({
      action: 'end',
      reason: 'ada: fire',
    });
    expect(world.shutdownsStarted).toEqual([sessionId]);
  });

  it.each([
    ['has not opened', {}, START, 'session-not-open'],
    ['is closed', {}, times.lastClosesAt, 'too-late'],
    ['was cancelled', { cancelledAt: START }, START, 'session-cancelled'],
  ] as const)('is refused of one that %s', async (_, changes, now, kind) => {
    const world = await newWorld(now, changes);
    await world.sessions.putParticipants(SESSION, [participantOf('p1')]);
    const ended = await endSession(await world.session(sessionId), 'x', 'ada', portsOf(world).ports);
    expect(ended).toMatchObject({ done: false, refusal: { kind } });
    expect(world.shutdownsStarted).toEqual([]);
  });
});

describe('cancelling a session, and taking that back', () => {
  it('starts the shutdown, once', async () => {
    const world = await newWorld(START - HOUR);
    const { ports } = portsOf(world);
    const cancelled = await cancelSession(await world.session(sessionId), 'strike', 'ada', ports);
    expect(cancelled).toMatchObject({ session: { cancelledAt: START - HOUR, cancelReason: 'strike' } });
    expect(await cancelSession(await world.session(sessionId), 'again', 'ada', ports)).toMatchObject({
      refusal: { kind: 'too-late', reason: expect.stringContaining('cancelled already') },
    });
    expect(world.shutdownsStarted).toEqual([sessionId]);
  });

  it.each([
    ['plans the launch', START - HOUR, true],
    ['launches at once what is due', times.opensAt - MINUTE, false],
  ])('%s', async (_, now, plansLaunch) => {
    const world = await newWorld(START - 2 * HOUR);
    const { ports, planned, launched } = portsOf(world);
    await cancelSession(await world.session(sessionId), 'strike', 'ada', ports);
    await world.sessions.settle(sessionId, START - 2 * HOUR);
    world.clock.advance(now - world.clock.now());
    const restored = await restoreSession(await world.session(sessionId), 'over', 'ada', ports);
    expect(restored).toMatchObject({ session: { fleet: 'none', restoredAt: now } });
    expect(planned.at(-1)).toMatchObject({ launch: plansLaunch });
    expect(launched).toEqual(plansLaunch ? [] : [sessionId]);
    expect((await world.hosts.listDecisions(sessionId, 1))[0]).toMatchObject({
      action: 'restore',
      reason: 'ada: over',
    });
    expect((await ports.reservations.read()).reservations).toMatchObject([{ sessionId, vcpus: 4 }]);
  });

  it.each([
    ['its own code again', false],
    ['a new one when its own is of another session by now', true],
  ])('has %s', async (_, taken) => {
    const world = await newWorld(START - 2 * HOUR);
    const { ports } = portsOf(world);
    const code = 'WEEK1Y00';
    const join = await settleJoining(sessionId, { code, seats: 9 }, ports);
    expect(join).toEqual({ joining: { code, seats: 9 } });
    await world.sessions.update(sessionId, SESSION.revision, { join: { code, seats: 9 } });
    world.clock.advance(MINUTE);
    await cancelSession(await world.session(sessionId), 'strike', 'ada', ports);
    await world.sessions.settle(sessionId, START - 2 * HOUR);
    world.clock.advance(MINUTE);
    const other = { ...SESSION, sessionId: '01jq00000000000000000other', join: { code } };
    if (taken) {
      expect(await settleJoining(other.sessionId, { code }, ports)).toEqual({ joining: { code } });
      await world.sessions.create(other, []);
    }
    const restored = await restoreSession(await world.session(sessionId), 'over', 'ada', ports);
    const now = (await world.session(sessionId)).join;
    expect(restored).toMatchObject({ done: true, session: { join: now } });
    expect(now).toEqual({ code: taken ? expect.not.stringContaining(code) : code, seats: 9 });
    expect((await ports.joins.findClaim(now?.code ?? ''))?.sessionId).toBe(sessionId);
    expect(await settleJoining('third', { code }, ports)).toHaveProperty('fault');
  });

  it('is refused where the account may run fewer vCPUs by now than its hosts have', async () => {
    const world = await newWorld(START - HOUR);
    const { ports } = portsOf(world);
    await cancelSession(await world.session(sessionId), 'strike', 'ada', ports);
    await world.sessions.settle(sessionId, START - HOUR);
    world.clock.advance(MINUTE);
    await world.findings.recordAccount([{ kind: 'vcpu-quota', vcpus: 3, at: world.clock.now() }]);
    expect(await restoreSession(await world.session(sessionId), '', 'ada', ports)).toMatchObject({
      refusal: {
        kind: 'too-late',
        reason: expect.stringContaining("need 4 vCPUs, and of the account's 3, other sessions hold 0"),
      },
    });
  });

  it('waits for the shutdown, and is refused when somebody is faster', async () => {
    const world = await newWorld(START - HOUR);
    const { ports } = portsOf(world);
    await cancelSession(await world.session(sessionId), 'strike', 'ada', ports);
    expect(await restoreSession(await world.session(sessionId), '', 'ada', ports)).toMatchObject({
      refusal: { kind: 'too-late', retryAfterMs: expect.any(Number) },
    });
    await world.sessions.settle(sessionId, START - HOUR);
    world.clock.advance(MINUTE);
    const seen = await world.session(sessionId);
    await restoreSession(seen, '', 'ada', ports);
    expect(await restoreSession(seen, '', 'ada', ports)).toMatchObject({ refusal: { kind: 'conflict' } });
  });
});
