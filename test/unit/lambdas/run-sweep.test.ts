import { expect, it } from 'vitest';
import { runSweep } from '../../../lambdas/health-monitor/run-sweep.ts';
import type { Tools } from '../../../lambdas/middleware/tools.ts';
import { FleetWorld } from '../../support/fleet-world.ts';
import { EPOCH } from '../../support/sessions.ts';

it('has told how it went before it rolls up figures, and gives them until half a minute before its end', async () => {
  const world = new FleetWorld(EPOCH);
  const done: string[] = [];
  const begun = Promise.withResolvers<number>();
  const note = (what: string) => async () => void done.push(what);
  void runSweep(
    {
      ...world.tickPorts,
      startSender: note('sender'),
      startReviewer: note('reviewer'),
      lookAfterSweep: async () => done.push('alerts'),
      noteQuota: note('quota'),
      // As a large stage that is still at it when the function is killed.
      rollUpAgain: (until) => {
        begun.resolve(until);
        return new Promise(() => undefined);
      },
    },
    {
      logger: { info: () => undefined, warn: () => undefined },
      count: (counts: object) => void done.push(JSON.stringify(counts)),
    } as unknown as Tools,
  );
  expect(await begun.promise).toBe(EPOCH + 150_000);
  expect(done).toEqual(['alerts', 'sender', 'reviewer', 'quota', '{"sweepFailures":0}']);
});

it('fails neither for reviews that it could not start nor for a quota that it could not read', async () => {
  const world = new FleetWorld(EPOCH);
  const told: string[] = [];
  const refuse = async () => {
    throw new Error('throttled');
  };
  await runSweep(
    {
      ...world.tickPorts,
      startSender: async () => undefined,
      startReviewer: refuse,
      lookAfterSweep: async ({ error }) => told.push(error === undefined ? 'went well' : 'failed'),
      noteQuota: refuse,
      rollUpAgain: async () => 0,
    },
    {
      logger: { info: () => undefined, warn: (event: string) => void told.push(event) },
      count: (counts: object) => void told.push(JSON.stringify(counts)),
    } as unknown as Tools,
  );
  expect(told).toEqual(['went well', 'doorbell.failed', 'quota.failed', '{"sweepFailures":0}']);
});
