import { join } from 'node:path';
import * as z from 'zod';
import { StateFile } from '../state-file.ts';

/** Seconds since 1970, as REST-JSON sends timestamps. */
const timestamp = z.number();

/** Body of CreateSchedule and UpdateSchedule. Limits: EventBridge Scheduler API reference. */
export const scheduleSchema = z.object({
  GroupName: z.string().default('default'),
  ScheduleExpression: z.string().min(1).max(256),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  StartDate: timestamp.optional(),
  EndDate: timestamp.optional(),
  Description: z.string().max(512).optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  ClientToken: z.string().optional(),
  FlexibleTimeWindow: z.object({
    Mode: z.literal('OFF', { error: 'flexible time windows are not served by local mode' }),
  }),
  Target: z.object({
    Arn: z.string().min(1),
    RoleArn: z.string().min(1),
    Input: z.string().optional(),
    DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
    RetryPolicy: z
      .object({
        MaximumEventAgeInSeconds: z.number().int().min(60).max(86_400).default(86_400),
        MaximumRetryAttempts: z.number().int().min(0).max(185).default(185),
      })
      .default({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 }),
  }),
});

export type ScheduleSettings = z.infer<typeof scheduleSchema>;

/** One schedule. Times are milliseconds since 1970. */
export interface Schedule {
  readonly name: string;
  readonly group: string;
  readonly settings: ScheduleSettings;
  /** Of a `rate`: what it counts from. */
  readonly anchor: number;
  /** Delay behind the minute at which it acts, ms; constant, as on AWS it tends to be. */
  readonly jitterMs: number;
  /** Scheduled time of the next act, without jitter; absent when it has run its course. */
  nextAt?: number;
}

/** An act that was due and is not yet handed over: kept, so that a killed endpoint hands it over when it is back. */
export interface Delivery {
  readonly id: string;
  readonly scheduleArn: string;
  readonly target: ScheduleSettings['Target'];
  readonly scheduledAt: number;
  attempts: number;
  nextTryAt: number;
}

export interface SchedulerState {
  /** By `GROUP/NAME`. */
  readonly schedules: Record<string, Schedule>;
  readonly deliveries: Record<string, Delivery>;
}

/** Opens the schedules under `dataDir`. */
export function openSchedulerState(dataDir: string): StateFile<SchedulerState> {
  return new StateFile<SchedulerState>(join(dataDir, 'scheduler.json'), { schedules: {}, deliveries: {} });
}
