import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nextTime, type Outcome, Runner } from '../../../../../cloud/aws/scheduler/runner.ts';
import {
  type Delivery,
  openSchedulerState,
  type Schedule,
  scheduleSchema,
} from '../../../../../cloud/aws/scheduler/state.ts';

const START = Date.parse('2026-11-22T12:00:00Z');
let directory: string;
let now: number;
let runner: Runner | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'assize-runner-'));
  now = START;
  vi.useFakeTimers();
});
afterEach(() => {
  runner?.stop();
  vi.useRealTimers();
  rmSync(directory, { recursive: true, force: true });
});

const OK: Outcome = { ok: true };
const BUSY: Outcome = { ok: false, retryable: true, code: 'TooManyRequestsException', message: 'later' };
const WRONG: Outcome = { ok: false, retryable: false, code: 'AccessDeniedException', message: 'no' };

/** A runner on the state of this test's directory, as a new start of the endpoint would make it. */
function startRunner(outcomes: Outcome[] = []) {
  const file = openSchedulerState(directory);
  const delivered: Delivery[] = [];
  const buried: string[] = [];
  runner = new Runner(file, {
    now: () => now,
    log: () => undefined,
    deliver: (delivery) => {
      delivered.push({ ...delivery });
      return Promise.resolve(outcomes.shift() ?? OK);
    },
    bury: (_delivery, { code }) => {
      buried.push(code);
      return Promise.resolve();
    },
  });
  const add = (ScheduleExpression: string, change: object = {}) => {
    const settings = scheduleSchema.parse({
      ScheduleExpression,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: 'arn:f',
        RoleArn: 'arn:r',
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 2 },
      },
      ...change,
    });
    const schedule: Schedule = {
      name: 's',
      group: 'default',
      settings,
      anchor: now,
      jitterMs: 0,
    };
    const next = nextTime(schedule, now - 1);
    if (next !== undefined) schedule.nextAt = next;
    file.value.schedules['default/s'] = schedule;
    file.save();
  };
  return { runner, file, delivered, buried, add };
}

async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 500) {
    now += Math.min(500, left);
    await vi.advanceTimersByTimeAsync(Math.min(500, left));
  }
}

test('a rate acts at its start and each period, until its end, and is then deleted if it asks for it', async () => {
  const { runner: live, add, delivered, file } = startRunner();
  add('rate(1 minute)', { EndDate: (START + 150_000) / 1000, ActionAfterCompletion: 'DELETE' });
  live.start();
  await pass(300_000);
  expect(delivered.map(({ scheduledAt }) => scheduledAt - START)).toEqual([0, 60_000, 120_000]);
  expect(file.value.schedules).toEqual({});
});

test('after a standstill a recurring schedule acts once, for the last time that was due', async () => {
  startRunner().add('rate(5 minutes)');
  now += 58 * 60_000;
  const { runner: live, delivered } = startRunner();
  live.start();
  await pass(1_000);
  expect(delivered.map(({ scheduledAt }) => scheduledAt - START)).toEqual([55 * 60_000]);
});

test('what is older than its maximum age is not done any more', async () => {
  startRunner().add('at(2026-11-22T12:10:00)');
  now += 2 * 3_600_000;
  const { runner: live, delivered } = startRunner();
  live.start();
  await pass(1_000);
  expect(delivered).toEqual([]);
});

test('an act that was not handed over when the endpoint died is handed over by the next', async () => {
  const first = startRunner([BUSY]);
  first.add('at(2026-11-22T12:00:10)');
  first.runner.start();
  await pass(10_500);
  first.runner.stop();
  expect(first.delivered).toHaveLength(1);
  const second = startRunner();
  second.runner.start();
  await pass(60_000);
  expect(second.delivered.map(({ attempts, scheduledAt }) => [attempts, scheduledAt - START])).toEqual([
    [2, 10_000],
  ]);
  expect(second.file.value.deliveries).toEqual({});
});

test('attempts end with their number and are buried; what is wrong for good is buried at once', async () => {
  const busy = startRunner([BUSY, BUSY, BUSY, BUSY]);
  busy.add('at(2026-11-22T12:00:01)');
  busy.runner.start();
  await pass(120_000);
  expect(busy.delivered.map(({ attempts }) => attempts)).toEqual([1, 2, 3]);
  expect(busy.buried).toEqual(['TooManyRequestsException']);
  busy.runner.stop();
  const wrong = startRunner([WRONG]);
  wrong.add('at(2026-11-22T12:05:00)');
  wrong.runner.start();
  await pass(400_000);
  expect(wrong.delivered).toHaveLength(1);
  expect(wrong.buried).toEqual(['AccessDeniedException']);
});

test('a disabled schedule does nothing', async () => {
  const { runner: live, add, delivered } = startRunner();
  add('rate(1 minute)', { State: 'DISABLED' });
  live.start();
  await pass(180_000);
  expect(delivered).toEqual([]);
});

test('a schedule years ahead waits in steps that a timer can hold', async () => {
  const { runner: live, add, delivered } = startRunner();
  add('at(2027-06-01T00:00:00)');
  live.start();
  expect(vi.getTimerCount()).toBe(1);
  now = Date.parse('2027-06-01T00:00:00Z');
  await vi.advanceTimersByTimeAsync(2_000_000_000);
  expect(delivered).toHaveLength(1);
});
