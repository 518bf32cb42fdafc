import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { unless } from '../errors/classify-error.ts';

/** What a one-time schedule needs: its group and name, whom it wakes, and as whom. */
export interface WakeSettings {
  readonly groupName: string;
  readonly name: string;
  readonly functionArn: string;
  readonly roleArn: string;
  readonly deadLettersArn: string;
}

/** Scheduler acts by the minute, and not for a time that is past, ms. */
const AHEAD_MS = 60_000;
/** How late a function may still be woken, s. */
const MAX_AGE_S = 900;

/** Plans that a function is woken once at `at`, ms since the epoch, by a schedule of one name that then deletes itself. */
export async function planWake(
  client: SchedulerClient,
  { groupName, name, functionArn, roleArn, deadLettersArn }: WakeSettings,
  at: number,
  now: number,
): Promise<void> {
  const time = new Date(Math.max(at, now + AHEAD_MS)).toISOString().slice(0, 19);
  const schedule: CreateScheduleCommandInput = {
    Name: name,
    GroupName: groupName,
    ScheduleExpression: `at(${time})`,
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: functionArn,
      Input: '{}',
      RoleArn: roleArn,
      DeadLetterConfig: { Arn: deadLettersArn },
      RetryPolicy: { MaximumEventAgeInSeconds: MAX_AGE_S, MaximumRetryAttempts: 20 },
    },
  };
  const created = client.send(new CreateScheduleCommand(schedule));
  if ((await unless('conflict', created, undefined)) === undefined)
    await client.send(new UpdateScheduleCommand(schedule));
}
