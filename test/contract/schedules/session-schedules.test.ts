import {
  CreateScheduleGroupCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SchedulerSessionSchedules } from '../../../adapters/scheduler/session-schedules.ts';
import { sessionOf, timesFrom } from '../../support/sessions.ts';
import { startTestSystem, type TestSystem } from '../local-aws/system.ts';

const GROUP = 'assize-dev';
const ROLE = 'arn:aws:iam::000000000000:role/schedules';
const arn = (name: string) => `arn:aws:lambda:eu-central-1:000000000000:function:${name}`;

let system: TestSystem;
let client: SchedulerClient;
let schedules: SchedulerSessionSchedules;

beforeAll(async () => {
  system = await startTestSystem();
  client = new SchedulerClient(system.admin);
  await client.send(new CreateScheduleGroupCommand({ Name: GROUP }));
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
const names = async () => {
  const { Schedules = [] } = await client.send(new ListSchedulesCommand({ GroupName: GROUP }));
  return Schedules.map(({ Name = '' }) => Name.slice(session.sessionId.length + 1)).toSorted();
};
const read = async (kind: string) =>
  await client.send(new GetScheduleCommand({ GroupName: GROUP, Name: `${session.sessionId}-${kind}` }));
const atOf = (ms: number) => `at(${new Date(ms).toISOString().slice(0, 19)})`;

it('plans launch, tick, close and the code-free termination, each deleting itself', async () => {
  await schedules.plan(session, { launch: true });
  await schedules.planTermination(session, 1, ['i-1', 'i-2']);
  expect(await names()).toEqual(['close', 'launch', 'terminate-1', 'tick']);
  const { times } = session;
  expect((await read('launch')).ScheduleExpression).toBe(atOf(times.launchAt));
  expect((await read('close')).ScheduleExpression).toBe(atOf(times.lastClosesAt));
  const tick = await read('tick');
  expect(tick.ScheduleExpression).toBe('rate(1 minute)');
  expect(tick.StartDate?.getTime()).toBe(times.launchAt);
  expect(tick.EndDate?.getTime()).toBeGreaterThan(times.terminateAt);
  expect(JSON.parse(tick.Target?.Input ?? '')).toEqual({ kind: 'tick', sessionId: session.sessionId });
  const terminate = await read('terminate-1');
  expect(terminate.ScheduleExpression).toBe(atOf(times.terminateAt));
  expect(terminate.Target?.Arn).toBe('arn:aws:scheduler:::aws-sdk:ec2:terminateInstances');
  expect(JSON.parse(terminate.Target?.Input ?? '')).toEqual({ InstanceIds: ['i-1', 'i-2'] });
  for (const kind of ['launch', 'tick', 'close', 'terminate-1']) {
    const schedule = await read(kind);
    expect(schedule.ActionAfterCompletion).toBe('DELETE');
    expect(schedule.Target?.DeadLetterConfig?.Arn).toContain(':dead');
    expect(schedule.Target?.RetryPolicy?.MaximumEventAgeInSeconds).toBeLessThanOrEqual(3600);
  }
});

it('replaces what is there when it plans again, and plans no launch where there is none', async () => {
  const moved = { ...session, times: timesFrom(session.times.launchAt + 7_200_000) };
  await schedules.plan(moved, { launch: true });
  expect((await read('launch')).ScheduleExpression).toBe(atOf(moved.times.launchAt));
  expect((await read('close')).ScheduleExpression).toBe(atOf(moved.times.lastClosesAt));
  await schedules.remove(session.sessionId);
  await schedules.plan(moved, { launch: false });
  expect(await names()).toEqual(['close', 'tick']);
});

it('removes all that is left, and again', async () => {
  await schedules.plan(session, { launch: true });
  await schedules.planTermination(session, 1, ['i-1']);
  await schedules.planTermination(session, 3, ['i-3']);
  await schedules.remove(session.sessionId);
  expect(await names()).toEqual([]);
  await schedules.remove(session.sessionId);
});
