import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SchedulerSessionSchedules, scheduleName } from '../../../adapters/scheduler/session-schedules.ts';
import { sessionOf, timesFrom } from '../../support/sessions.ts';
import { startTestSystem, type TestSystem } from '../cloud-aws/system.ts';

const GROUP = 'assize-dev';
const ROLE = 'arn:aws:iam::000000000000:role/schedules';
const arn = (name: string) => `arn:aws:lambda:eu-central-1:000000000000:function:${name}`;

let system: TestSystem;
let client: SchedulerClient;
let schedules: SchedulerSessionSchedules;

beforeAll(async () => {
  system = await startTestSystem();
  client = new SchedulerClient(system.admin);
  system.endpoint.services.scheduler.putGroup(GROUP);
  system.directory.putRole({
    arn: ROLE,
    name: 'schedules',
    trust: {
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    policies: new Map(),
  });
  schedules = new SchedulerSessionSchedules(
    client,
    {
      groupName: GROUP,
      planning: {
        roleArn: ROLE,
        deadLettersArn: 'arn:aws:sqs:eu-central-1:000000000000:dead',
        functions: {
          launcherArn: arn('launcher'),
          healthMonitorArn: arn('monitor'),
          autoShutdownArn: arn('shutdown'),
        },
      },
    },
    Date.now,
  );
});

afterAll(async () => {
  client.destroy();
  await system.stop();
});

const session = sessionOf({ times: timesFrom(Math.ceil(Date.now() / 60_000) * 60_000 + 86_400_000) });
const kept = () => system.endpoint.services.scheduler.list().filter(({ group }) => group === GROUP);
const names = () =>
  kept()
    .map(({ name }) => name.slice(session.sessionId.length + 1))
    .toSorted();
const read = (kind: string) => kept().find(({ name }) => name === `${session.sessionId}-${kind}`)!.settings;
const atOf = (ms: number) => `at(${new Date(ms).toISOString().slice(0, 19)})`;

it('plans launch, tick, close and the code-free termination, each deleting itself', async () => {
  await schedules.plan(session, { launch: true });
  await schedules.planTermination(session, ['i-1', 'i-2']);
  expect(names()).toEqual(['close', 'launch', 'terminate-i-1', 'terminate-i-2', 'tick']);
  const { times } = session;
  expect(read('launch').ScheduleExpression).toBe(atOf(times.launchAt));
  expect(read('close').ScheduleExpression).toBe(atOf(times.lastClosesAt));
  const tick = read('tick');
  expect(tick.ScheduleExpression).toBe('rate(1 minute)');
  expect(tick.StartDate).toBe(times.launchAt / 1000);
  expect(tick.EndDate).toBeGreaterThan(times.terminateAt / 1000);
  expect(JSON.parse(tick.Target.Input ?? '')).toEqual({ kind: 'tick', sessionId: session.sessionId });
  for (const instanceId of ['i-1', 'i-2']) {
    const terminate = read(`terminate-${instanceId}`);
    expect(terminate.ScheduleExpression).toBe(atOf(times.terminateAt));
    expect(terminate.Target.Arn).toBe('arn:aws:scheduler:::aws-sdk:ec2:terminateInstances');
    expect(JSON.parse(terminate.Target.Input ?? '')).toEqual({ InstanceIds: [instanceId] });
  }
  for (const kind of ['launch', 'tick', 'close', 'terminate-i-1']) {
    const schedule = read(kind);
    expect(schedule.ActionAfterCompletion).toBe('DELETE');
    expect(schedule.Target.DeadLetterConfig?.Arn).toContain(':dead');
    expect(schedule.Target.RetryPolicy.MaximumEventAgeInSeconds).toBeLessThanOrEqual(3600);
  }
});

it('replaces what is there when it plans again, and plans no launch where there is none', async () => {
  const moved = { ...session, times: timesFrom(session.times.launchAt + 7_200_000) };
  await schedules.plan(moved, { launch: true });
  expect(read('launch').ScheduleExpression).toBe(atOf(moved.times.launchAt));
  expect(read('close').ScheduleExpression).toBe(atOf(moved.times.lastClosesAt));
  await schedules.planTermination(moved, ['i-1']);
  expect(read('terminate-i-1').ScheduleExpression).toBe(atOf(moved.times.terminateAt));
  await schedules.remove(session.sessionId, ['i-1', 'i-2']);
  await schedules.plan(moved, { launch: false });
  expect(names()).toEqual(['close', 'tick']);
});

it('plans nothing for a time that is past: what was due happens within two minutes', async () => {
  const late = { ...session, times: timesFrom(Date.now() - 3 * 3_600_000) };
  const before = Date.now();
  await schedules.plan({ ...late, times: { ...late.times, terminateAt: before } }, { launch: true });
  await schedules.planTermination(late, ['i-1']);
  for (const kind of ['launch', 'close', 'terminate-i-1']) {
    const told = read(kind).ScheduleExpression.slice('at('.length, -1);
    const at = Date.parse(`${told}Z`);
    expect(at).toBeGreaterThanOrEqual(before + 59_000);
    expect(at).toBeLessThanOrEqual(Date.now() + 60_000);
  }
  await schedules.remove(session.sessionId, ['i-1']);
});

it('removes all that is left, and again', async () => {
  const hosts = Array.from({ length: 12 }, (_, at) => `i-${at}`);
  await schedules.plan(session, { launch: true });
  await schedules.planTermination(session, hosts);
  expect(names()).toHaveLength(15);
  await schedules.remove(session.sessionId, hosts);
  expect(names()).toEqual([]);
  await schedules.remove(session.sessionId, hosts);
});

it('names a schedule within what Scheduler takes', () => {
  expect(scheduleName(session.sessionId, 'terminate-i-0123456789abcdef0')).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
});
