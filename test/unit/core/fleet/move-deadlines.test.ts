import { expect, it } from 'vitest';
import { actionsOf, MINUTE, newReadyWorld, SESSION, START } from '../../../support/session-fleet.ts';
import { timesFrom } from '../../../support/sessions.ts';

const { sessionId, times } = SESSION;

it.each([
  ['extended', 30 * MINUTE],
  ['shortened', -10 * MINUTE],
])('hosts and the schedules that end them follow a session that is %s', async (_, by) => {
  const world = await newReadyWorld();
  const terminateAt = times.terminateAt + by;
  const { revision } = await world.session(sessionId);
  await world.sessions.update(sessionId, revision, { times: timesFrom(START, { terminateAt }) });
  await world.pass(sessionId);
  expect([...world.terminations.values()]).toEqual([terminateAt, terminateAt]);
  expect(world.cloud.machines.map(({ deadlineAt }) => deadlineAt)).toEqual([terminateAt, terminateAt]);
  const told = (await actionsOf(world)).filter((action) => action === 'move-deadline');
  expect(told).toHaveLength(2);
  await world.pass(sessionId);
  expect((await actionsOf(world)).filter((action) => action === 'move-deadline')).toHaveLength(2);
});

it('moves what a pass that died had begun', async () => {
  const world = await newReadyWorld();
  const terminateAt = times.terminateAt + 30 * MINUTE;
  const { revision } = await world.session(sessionId);
  await world.sessions.update(sessionId, revision, { times: timesFrom(START, { terminateAt }) });
  for (let call = 1; call <= 8; call++) {
    await world.pass(sessionId, { dieAtCall: call }).catch(() => undefined);
    // What a host's tag says has been planned with Scheduler before.
    for (const { instanceId, deadlineAt } of world.cloud.machines)
      expect([times.terminateAt, world.terminations.get(instanceId)]).toContain(deadlineAt);
  }
  await world.pass(sessionId);
  expect(world.cloud.machines.map(({ deadlineAt }) => deadlineAt)).toEqual([terminateAt, terminateAt]);
});
