import { describe, expect, it } from 'vitest';
import type { Session } from '../../../../core/exam/session.ts';
import { cancelSession } from '../../../../core/lifecycle/cancel-session.ts';
import { changeSession, endSession, openSession } from '../../../../core/lifecycle/change-session.ts';
import { restoreSession } from '../../../../core/lifecycle/restore-session.ts';
import { changePortsOf } from '../../../support/change-ports.ts';
import type { FleetWorld } from '../../../support/fleet-world.ts';
import { MINUTE, newReadyWorld, SESSION } from '../../../support/session-fleet.ts';
import { participantOf } from '../../../support/sessions.ts';
import { queuedOf } from '../../../support/submissions.ts';

const { sessionId, times } = SESSION;
const ROSTER = [participantOf('p1'), participantOf('p2')];
const LATER = times.closesAt + 30 * MINUTE;

/** A session whose window has closed and whose queue is still judged. */
async function drainingWorld(): Promise<FleetWorld> {
  const world = await newReadyWorld();
  await world.sessions.putParticipants(SESSION, ROSTER);
  await world.submissions.accept(queuedOf({ sessionId, submissionId: 'waits' }), { source: 'source' });
  world.clock.advance(times.lastClosesAt + 1_000 - world.clock.now());
  await world.shutdown(sessionId);
  expect(await world.session(sessionId)).toMatchObject({ fleet: 'draining' });
  return world;
}

/** All that an act that is refused must leave alone. */
async function stateOf(world: FleetWorld) {
  const instances = await world.cloud.describe(sessionId);
  return {
    session: await world.session(sessionId),
    stops: instances.map(({ instanceId, deadlineAt }) => [
      instanceId,
      deadlineAt,
      world.terminations.get(instanceId),
    ]),
    roster: await world.sessions.listParticipants(sessionId),
    rounds: await world.hosts.listRounds(sessionId),
    decisions: await world.hosts.listDecisions(sessionId, 1_000),
    told: await world.messages.listFrom(sessionId, ''),
  };
}

type Act = (session: Session, ports: ReturnType<typeof changePortsOf>) => Promise<unknown>;
const change =
  (request: Parameters<typeof changeSession>[1]): Act =>
  (session, ports) =>
    changeSession(session, request, 'ada', session.revision, ports);

describe('a session that drains', () => {
  it.each<[string, Act, RegExp]>([
    ['to close later', change({ closesAt: LATER }), /the session is over: book another/],
    [
      'to open at another time',
      change({ opensAt: times.opensAt + MINUTE }),
      /the session is over: book another/,
    ],
    [
      'to give somebody extra time',
      change({ participants: [{ participantId: 'p1', extraTimeMs: 30 * MINUTE }] }),
      /the session is over: book another/,
    ],
    ['to open now', (session, ports) => openSession(session, 'again', 'ada', ports), /over: book another/],
    ['to end', (session, ports) => endSession(session, 'enough', 'ada', ports), /over: book another/],
    [
      'to be cancelled',
      (session, ports) => cancelSession(session, 'fire', 'ada', ports),
      /cannot be cancelled/,
    ],
    [
      'to be restored',
      (session, ports) => restoreSession(session, 'anyway', 'ada', ports),
      /it is not cancelled/,
    ],
  ])(
    'is asked %s: refused with what can be done, nothing done by halves, settled as if nothing had been',
    async (_, act, says) => {
      const world = await drainingWorld();
      const planned: string[] = [];
      const ports = changePortsOf(world, (what) => planned.push(what));
      const before = await stateOf(world);
      const answer = await act(before.session, ports);
      expect(answer).toMatchObject({ done: false, refusal: { reason: expect.stringMatching(says) } });
      expect(await stateOf(world)).toEqual(before);
      expect(planned).toEqual([]);
      await settle(world);
    },
  );

  it('is not held up by a change that was decided in its last moment: it loses, and the stops are as before', async () => {
    const world = await newReadyWorld();
    await world.sessions.putParticipants(SESSION, ROSTER);
    world.clock.advance(times.lastClosesAt - 50 - world.clock.now());
    const ports = changePortsOf(world, () => undefined);
    const session = await world.session(sessionId);
    const { setDeadline } = world.cloud;
    // While EC2 moves the hosts' own ends, the window closes and the shutdown comes.
    world.cloud.setDeadline = async (...asked) => {
      world.cloud.setDeadline = setDeadline;
      const moved = await setDeadline.apply(world.cloud, asked);
      world.clock.advance(100);
      await world.sessions.moveFleet(sessionId, 'ready', 'draining', 'the window has closed');
      return moved;
    };
    const answer = await changeSession(session, { closesAt: LATER }, 'ada', session.revision, ports);
    expect(answer).toMatchObject({ done: false, refusal: { kind: 'conflict' } });
    expect((await world.session(sessionId)).times).toEqual(session.times);
    await world.pass(sessionId);
    for (const { instanceId, deadlineAt } of await world.cloud.describe(sessionId)) {
      expect(deadlineAt).toBe(times.terminateAt);
      expect(world.terminations.get(instanceId)).toBe(times.terminateAt);
    }
    await settle(world);
  });
});

/** Its hosts go when what waits has been given up, and its ledger balances. */
async function settle(world: FleetWorld): Promise<void> {
  while ((await world.session(sessionId)).settledAt === undefined) {
    if (world.clock.now() > times.terminateAt) throw new Error('it was never settled');
    await world.pass(sessionId);
    await world.shutdown(sessionId);
    world.clock.advance(MINUTE);
  }
  expect(world.cloud.alive()).toEqual([]);
  const [settled] = (await world.hosts.listDecisions(sessionId, 1_000)).filter(
    ({ action }) => action === 'settle',
  );
  expect(settled?.reason).toMatch(/^the ledger balances/);
}
