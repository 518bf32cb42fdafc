import { describe, expect, it } from 'vitest';
import { MINUTE, newWorld, SESSION, START, statesOf } from '../../../support/session-fleet.ts';

const { sessionId } = SESSION;

describe('a fleet on an EC2 that throttles and tells late', () => {
  it('sends a launch that is throttled ever more seldom, and has its hosts once when it is not', async () => {
    const world = await newWorld();
    const sentAt: number[] = [];
    const launch = world.cloud.launch.bind(world.cloud);
    world.cloud.launch = async (round) => {
      sentAt.push(world.clock.now());
      return await launch(round);
    };
    world.cloud.throttled = ['launch'];
    for (let pass = 0; pass < 120; pass++) {
      await world.pass(sessionId);
      world.clock.advance(5_000);
    }
    const inMinutes = (from: number, to: number) =>
      sentAt.filter((at) => at >= START + from * MINUTE && at < START + to * MINUTE).length;
    // Without back-off each of the twelve passes a minute would send it.
    expect(inMinutes(0, 1)).toBeLessThan(9);
    expect(inMinutes(5, 10)).toBeLessThanOrEqual(20);
    expect(inMinutes(5, 10)).toBeGreaterThan(2);
    expect(await world.session(sessionId)).toMatchObject({ fleet: 'launching' });
    expect(world.cloud.machines).toEqual([]);
    world.cloud.throttled = [];
    for (let pass = 0; pass < 13; pass++) {
      await world.pass(sessionId);
      world.clock.advance(5_000);
    }
    expect(world.cloud.machines).toHaveLength(2);
    expect(await world.hosts.listRounds(sessionId)).toMatchObject([{ round: 1, outcome: { errors: [] } }]);
  });

  it('ends what it launched once EC2 tells of it, although it was cancelled before that', async () => {
    const world = await newWorld();
    await world.pass(sessionId);
    const { revision } = await world.session(sessionId);
    await world.sessions.update(sessionId, revision, { cancelledAt: START, cancelReason: 'x' });
    await world.shutdown(sessionId);
    await world.pass(sessionId);
    await world.shutdown(sessionId);
    expect(world.cloud.machines.map(({ state }) => state)).toEqual(['terminated', 'terminated']);
    expect(await statesOf(world)).toEqual(['terminated', 'terminated']);
  });
});
