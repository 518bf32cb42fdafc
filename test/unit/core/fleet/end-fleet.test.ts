import { expect, it } from 'vitest';
import { actionsOf, newReadyWorld, SESSION } from '../../../support/session-fleet.ts';

const { sessionId, times } = SESSION;

it('ends every host but the one that EC2 refuses to end, says so, and settles once that one is gone', async () => {
  const world = await newReadyWorld();
  const [guarded, other] = world.cloud.machines;
  if (guarded === undefined || other === undefined) throw new Error('a fleet of two was asked for');
  guarded.guarded = true;
  world.clock.advance(times.lastClosesAt + 5_000 - world.clock.now());
  const first = await world.shutdown(sessionId);
  expect(first).toMatchObject({
    state: 'terminating',
    reason: expect.stringContaining(`${guarded.instanceId} (OperationNotPermitted)`),
  });
  expect(world.cloud.alive()).toEqual([guarded]);
  expect(other.state).toBe('terminated');
  const refusals = async () =>
    (await actionsOf(world)).filter((action) => action === 'terminate-refused').length;
  expect(await refusals()).toBe(1);
  await world.shutdown(sessionId);
  expect(await refusals()).toBe(1);
  guarded.guarded = false;
  expect(await world.shutdown(sessionId)).toMatchObject({ state: 'settled' });
  expect(world.terminations.size).toBe(0);
});
