import { describe, expect, it } from 'vitest';
import type { Session, SessionTimes } from '../../../../core/exam/session.ts';
import { carryOutChange } from '../../../../core/lifecycle/carry-out-change.ts';
import { Crash, type FleetWorld, withFate } from '../../../support/fleet-world.ts';
import { MINUTE, newReadyWorld, SESSION } from '../../../support/session-fleet.ts';

const { sessionId } = SESSION;

/** A session that is open with two hosts, and its times with an end moved by `ms`. */
async function openWorld(ms: number) {
  const world = await newReadyWorld();
  const session = await world.session(sessionId);
  world.clock.advance(session.times.opensAt + MINUTE - world.clock.now());
  const { closesAt, lastClosesAt, deadlineAt, terminateAt } = session.times;
  const times: SessionTimes = {
    ...session.times,
    closesAt: closesAt + ms,
    lastClosesAt: lastClosesAt + ms,
    deadlineAt: deadlineAt + ms,
    terminateAt: terminateAt + ms,
  };
  return { world, session, times };
}

const portsOf = (world: FleetWorld, planned: Session[] = []) => ({
  clock: world.clock,
  sessions: world.sessions,
  cloud: world.cloud,
  schedules: {
    plan: async (session: Session) => {
      planned.push(session);
    },
    planTermination: world.fleetPorts.schedules.planTermination,
  },
});
const decided = (times: SessionTimes) => ({ changed: true, change: { times }, put: [], remove: [] }) as const;

/** When each stop of each host falls: its own timer, and the cloud's terminate. */
async function stopsOf(world: FleetWorld) {
  const hosts = await world.cloud.describe(sessionId);
  expect(hosts).toHaveLength(2);
  return hosts.flatMap(({ instanceId, deadlineAt }) => [
    deadlineAt ?? 0,
    world.terminations.get(instanceId) ?? 0,
  ]);
}

describe('carrying out a change of an open session', () => {
  it.each([30 * MINUTE, -30 * MINUTE])('moves the end and every stop by %i ms', async (ms) => {
    const { world, session, times } = await openWorld(ms);
    const planned: Session[] = [];
    expect(await carryOutChange(session, decided(times), portsOf(world, planned))).toEqual({
      outcome: 'done',
      kept: [],
    });
    expect((await world.session(sessionId)).times).toEqual(times);
    expect(new Set(await stopsOf(world))).toEqual(new Set([times.terminateAt]));
    expect(planned.at(-1)?.times).toEqual(times);
  });

  it('never has an old stop before the end that is stored, nor a host without stops, wherever it dies', async () => {
    for (const ms of [30 * MINUTE, -30 * MINUTE])
      for (const afterwards of [false, true])
        for (let dieAtCall = 1; dieAtCall <= 12; dieAtCall++) {
          const { world, session, times } = await openWorld(ms);
          const ports = withFate(portsOf(world), { dieAtCall, afterwards });
          const end = await carryOutChange(session, decided(times), ports).catch((error: unknown) => error);
          if (!(end instanceof Crash)) expect(end).toMatchObject({ outcome: 'done' });
          const stored = (await world.session(sessionId)).times;
          const stops = await stopsOf(world);
          expect(Math.min(...stops)).toBeGreaterThanOrEqual(stored.terminateAt);
          expect(Math.max(...stops)).toBeLessThanOrEqual(
            Math.max(times.terminateAt, session.times.terminateAt),
          );
          // The next tick brings every host's own timer to what is stored; the terminate behind it may stay later.
          await world.pass(sessionId);
          const timers = (await world.cloud.describe(sessionId)).map(({ deadlineAt }) => deadlineAt);
          expect(new Set(timers)).toEqual(new Set([stored.terminateAt]));
          expect(Math.min(...(await stopsOf(world)))).toBe(stored.terminateAt);
        }
  });

  it('changes nothing when somebody was faster, and plans what they stored', async () => {
    const { world, session, times } = await openWorld(30 * MINUTE);
    const planned: Session[] = [];
    await world.sessions.update(sessionId, session.revision, { name: 'faster' });
    expect(await carryOutChange(session, decided(times), portsOf(world, planned))).toEqual({
      outcome: 'conflict',
    });
    expect((await world.session(sessionId)).times).toEqual(session.times);
    expect(planned.at(-1)?.times).toEqual(session.times);
    await world.pass(sessionId);
    expect(new Set(await stopsOf(world))).toEqual(new Set([session.times.terminateAt]));
  });

  it('changes nothing when EC2 does not move the end of a host', async () => {
    const { world, session, times } = await openWorld(30 * MINUTE);
    const refused = [{ instanceId: 'i-1', code: 'UnauthorizedOperation', message: 'no' }];
    const ports = portsOf(world);
    const cloud = {
      describe: ports.cloud.describe.bind(world.cloud),
      setDeadline: async () => ({ done: [], refused }),
    };
    expect(await carryOutChange(session, decided(times), { ...ports, cloud })).toEqual({
      outcome: 'stops-refused',
      refused,
    });
    expect((await world.session(sessionId)).times).toEqual(session.times);
  });
});
