import { describe, expect, it } from 'vitest';
import { tickSession } from '../../../../core/lifecycle/tick-session.ts';
import { standingJudgesOf, standingSlotsOf } from '../../../../core/submissions/standing-slots.ts';
import { FleetWorld } from '../../../support/fleet-world.ts';
import { MINUTE, newReadyWorld, SESSION, START } from '../../../support/session-fleet.ts';
import { queuedOf } from '../../../support/submissions.ts';

const { sessionId, times } = SESSION;

describe('the end of a session', () => {
  it('judges the queue to its end, ends the hosts, settles, and does nothing when it is asked again', async () => {
    const world = await newReadyWorld();
    world.clock.advance(times.lastClosesAt - world.clock.now() - 1);
    expect((await world.shutdown(sessionId)).state).toBe('open');
    world.clock.advance(1);
    const outcome = await world.shutdown(sessionId);
    expect(outcome).toMatchObject({ state: 'settled', quarantined: 0 });
    expect(world.cloud.alive()).toEqual([]);
    expect(await world.slots.list(sessionId)).toEqual([]);
    const session = await world.session(sessionId);
    expect(session).toMatchObject({ fleet: 'gone' });
    expect(session.settledAt).toBeGreaterThanOrEqual(times.lastClosesAt);
    expect(world.published.at(-1)).toMatchObject({ type: 'session.settled', balanced: true });
    const bill = await world.bills.get(sessionId);
    expect((await world.shutdown(sessionId)).state).toBe('settled');
    expect(await world.bills.get(sessionId)).toEqual(bill);
  });

  it('leaves a queue that is still judged to the tick, and quarantines what is left at the deadline', async () => {
    const world = await newReadyWorld();
    await world.submissions.accept(queuedOf({ sessionId, submissionId: 'late' }), { source: 'source' });
    world.clock.advance(times.lastClosesAt - world.clock.now());
    expect((await world.shutdown(sessionId)).state).toBe('draining');
    expect(world.cloud.alive()).toHaveLength(2);
    world.clock.advance(times.deadlineAt - world.clock.now());
    const outcome = await world.shutdown(sessionId);
    expect(outcome).toMatchObject({ state: 'settled', quarantined: 1 });
    expect(await world.submissions.get(sessionId, 'late')).toMatchObject({ state: 'quarantined' });
    expect(world.published.map(({ type }) => type)).toContain('submission.quarantined');
    expect(world.cloud.alive()).toEqual([]);
  });

  it('gets no other host by the fleet pass once its time to judge is over, whoever else is dead', async () => {
    const world = await newReadyWorld();
    world.clock.advance(times.deadlineAt - world.clock.now());
    await world.pass(sessionId);
    expect(world.cloud.alive()).toEqual([]);
    world.clock.advance(MINUTE);
    await world.pass(sessionId);
    expect(world.cloud.machines).toHaveLength(2);
  });

  it('gets a host back while it drains when all are lost and work waits', async () => {
    const world = await newReadyWorld();
    await world.submissions.accept(queuedOf({ sessionId, submissionId: 'waits' }), { source: 'source' });
    world.clock.advance(times.lastClosesAt - world.clock.now());
    await world.pass(sessionId);
    for (const machine of world.cloud.machines) world.cloud.kill(machine);
    for (let time = 0; time < 3; time++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    expect(world.cloud.alive()).toHaveLength(1);
  });
});

describe('a session whose judges somebody keeps', () => {
  it('launches nothing, leaves its standing slots alone while it lasts, and is settled like any other', async () => {
    const world = new FleetWorld(START);
    const judge = { url: 'https://judge.example.edu', tokenParameter: '/judge/token', slots: 2 };
    const { fleetSize: _, ...rest } = SESSION;
    const direct = { ...rest, deployment: { kind: 'direct', judges: [judge] } as const };
    await world.sessions.create(direct, []);
    const found = { batchLanguages: ['javascript'], singleLanguages: [] };
    await world.slots.open(standingJudgesOf(direct).flatMap((one) => standingSlotsOf(sessionId, one, found)));
    await world.submissions.accept(queuedOf({ sessionId, submissionId: 'waits' }), { source: 'source' });
    await tickSession(sessionId, world.tickPorts);
    expect(world.rung).toContain('waits');
    expect(world.cloud.machines).toEqual([]);
    expect(await world.slots.list(sessionId)).toHaveLength(2);
    world.clock.advance(times.deadlineAt - world.clock.now());
    expect(await world.shutdown(sessionId)).toMatchObject({ state: 'settled', quarantined: 1 });
    expect(await world.slots.list(sessionId)).toEqual([]);
    expect(await world.session(sessionId)).toMatchObject({ fleet: 'gone' });
  });
});
