import { expect, it } from 'vitest';
import { classifyError, ERROR_FAILURES } from '../../../../adapters/errors/classify-error.ts';
import type { Cloud } from '../../../../core/fleet/cloud.ts';
import { CircuitBreaker } from '../../../../core/resilience/circuit-breaker.ts';
import { guardFleet } from '../../../../lambdas/middleware/guard-fleet.ts';
import { MemoryCircuitStore } from '../../../support/memory/circuit-store.ts';

/** Ports of which every call fails, and how often each was asked. */
function setUp() {
  const asked: Record<string, number> = {};
  const fail = (name: string) => async () => {
    asked[name] = (asked[name] ?? 0) + 1;
    throw Object.assign(new Error('x'), { name: 'TimeoutError' });
  };
  const cloud = Object.fromEntries(
    ['launch', 'describe', 'describeStage', 'terminate', 'reboot', 'seal', 'setDeadline'].map((name) => [
      name,
      fail(name),
    ]),
  ) as unknown as Cloud;
  const store = new MemoryCircuitStore();
  const guarded = guardFleet(
    { cloud, events: { publish: fail('publish') } },
    (operation) =>
      new CircuitBreaker(operation, {
        clock: { now: () => 0 },
        store,
        policy: { failuresToOpen: 5, openMs: 60_000 },
        classify: (error) => ERROR_FAILURES[classifyError(error)],
        onTurn: () => undefined,
        onFault: () => undefined,
      }),
  );
  return { asked, guarded };
}

it('leaves alone what launches, describes and publishes, each by itself, and always tries what ends and seals hosts', async () => {
  const { asked, guarded } = setUp();
  const { cloud, events } = guarded;
  const calls = [
    () => cloud.launch({} as never),
    () => cloud.describe('s'),
    () => events.publish([{} as never]),
    () => cloud.describeStage(),
    () => cloud.terminate(['i-1']),
    () => cloud.reboot(['i-1']),
    () => cloud.seal({} as never),
    () => cloud.setDeadline(['i-1'], 0),
  ];
  for (let time = 0; time < 9; time++) for (const call of calls) await expect(call()).rejects.toThrow();
  expect(asked).toEqual({
    launch: 5,
    describe: 5,
    publish: 5,
    describeStage: 9,
    terminate: 9,
    reboot: 9,
    seal: 9,
    setDeadline: 9,
  });
});

it('does not take it for a success that there was nothing to publish', async () => {
  const { asked, guarded } = setUp();
  for (let time = 0; time < 9; time++) {
    await guarded.events.publish([{} as never]).catch(() => undefined);
    await guarded.events.publish([]);
  }
  expect(asked).toEqual({ publish: 5 });
});
