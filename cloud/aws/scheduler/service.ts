import {
  type AwsCall,
  AwsError,
  type AwsResponse,
  type AwsService,
  UnservedOperation,
} from '../http-types.ts';
import type { Log } from '../log.ts';
import { readRestRoute } from '../rest-routes.ts';
import { parseExpression } from './expression.ts';
import { nextTime, Runner } from './runner.ts';
import { openSchedulerState, type Schedule, type ScheduleSettings, scheduleSchema } from './state.ts';
import { Targets, type TargetsOptions } from './targets.ts';

export interface SchedulerOptions extends TargetsOptions {
  readonly dataDir: string;
  /** Range of the delay behind the scheduled time, ms; AWS acts within the minute. */
  readonly scheduleJitterMs: readonly [number, number];
  readonly now: () => number;
  readonly random: () => number;
  readonly log: Log;
}

export interface SchedulerService extends AwsService {
  /** Begins to act; called once everything that is a target is there. */
  readonly start: () => void;
  readonly stop: () => void;
  readonly list: () => readonly Schedule[];
  readonly putGroup: (name: string) => void;
  /** Takes away a group with its schedules. */
  readonly removeGroup: (name: string) => void;
  /** Makes or changes a schedule of a template; returns its ARN. Throws what Scheduler refuses. */
  readonly put: (name: string, input: unknown) => string;
  readonly remove: (group: string, name: string) => void;
}

/** A start date may lie this far back, ms (EventBridge Scheduler API reference). */
const START_TOLERANCE_MS = 5 * 60_000;

/** EventBridge Scheduler: groups, schedules, and acts with the schedule's role. */
export function startScheduler(options: SchedulerOptions): SchedulerService {
  const {
    now,
    random,
    region,
    accountId,
    scheduleJitterMs: [least, most],
  } = options;
  const file = openSchedulerState(options.dataDir);
  const { schedules } = file.value;
  const groups = new Set(['default']);
  const targets = new Targets(options);
  const arnOf = (kind: 'schedule' | 'schedule-group', name: string) =>
    `arn:aws:scheduler:${region}:${accountId}:${kind}/${name}`;
  const runner = new Runner(file, {
    now,
    log: options.log,
    deliver: (delivery) =>
      targets.deliver({ ...delivery, scheduleArn: arnOf('schedule', delivery.scheduleArn) }),
    bury: async ({ target, scheduleArn, attempts, scheduledAt }, outcome) => {
      const queue = target.DeadLetterConfig?.Arn;
      if (queue === undefined) return;
      const text = (StringValue: string) => ({ DataType: 'String', StringValue });
      const attributes = {
        ERROR_CODE: text(outcome.code),
        ERROR_MESSAGE: text(outcome.message.slice(0, 1000)),
        RETRY_ATTEMPTS: text(String(attempts - 1)),
        SCHEDULE_ARN: text(arnOf('schedule', scheduleArn)),
        SCHEDULED_TIME: text(new Date(scheduledAt).toISOString()),
        TARGET_ARN: text(target.Arn),
      };
      await targets.send(target.RoleArn, queue, target.Input ?? '', attributes).catch((error: unknown) => {
        options.log('error', 'scheduler', `the dead letter of ${scheduleArn} is lost: ${String(error)}`);
      });
    },
  });

  const findSchedule = (group: string, name: string): Schedule => {
    const schedule = schedules[`${group}/${name}`];
    if (schedule === undefined)
      throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    return schedule;
  };

  const write = (name: string, settings: ScheduleSettings): { ScheduleArn: string } => {
    if (!groups.has(settings.GroupName))
      throw new AwsError(
        'ResourceNotFoundException',
        `Schedule group ${settings.GroupName} does not exist.`,
        404,
      );
    validate(settings, now());
    targets.check(settings.Target.Arn, settings.Target.RoleArn, arnOf('schedule-group', settings.GroupName));
    const at = now();
    const anchor = settings.StartDate === undefined ? at : settings.StartDate * 1000;
    const schedule: Schedule = {
      name,
      group: settings.GroupName,
      settings,
      anchor,
      jitterMs: least + random() * (most - least),
    };
    const once = settings.ScheduleExpression.startsWith('at(');
    // A one-time schedule of the past acts at once; of the others only what is to come.
    const next = nextTime(schedule, once ? Number.NEGATIVE_INFINITY : Math.max(at, anchor) - 1);
    if (next !== undefined) schedule.nextAt = next;
    schedules[`${schedule.group}/${name}`] = schedule;
    file.save();
    runner.wake();
    return { ScheduleArn: arnOf('schedule', `${schedule.group}/${name}`) };
  };

  const remove = (group: string, name: string): void => {
    findSchedule(group, name);
    delete schedules[`${group}/${name}`];
    file.save();
  };

  const operations: Readonly<Record<string, (name: string, call: AwsCall) => object>> = {
    CreateSchedule: (name, call) => {
      const settings = readSettings(call.body.length === 0 ? {} : JSON.parse(call.body.toString('utf8')));
      const before = schedules[`${settings.GroupName}/${name}`];
      if (before === undefined) return write(name, settings);
      if (settings.ClientToken !== undefined && before.settings.ClientToken === settings.ClientToken)
        return { ScheduleArn: arnOf('schedule', `${before.group}/${name}`) };
      throw new AwsError('ConflictException', `Schedule ${name} already exists.`, 409);
    },
    UpdateSchedule: (name, call) => {
      const settings = readSettings(call.body.length === 0 ? {} : JSON.parse(call.body.toString('utf8')));
      findSchedule(settings.GroupName, name);
      return write(name, settings);
    },
    DeleteSchedule: (name, call) => {
      remove(call.query.get('groupName') ?? 'default', name);
      return {};
    },
  };

  return {
    start: () => runner.start(),
    stop: () => runner.stop(),
    list: () => Object.values(schedules),
    putGroup: (name) => groups.add(name),
    removeGroup: (name) => {
      for (const schedule of Object.values(schedules))
        if (schedule.group === name) remove(name, schedule.name);
    },
    put: (name, input) => write(name, readSettings(input)).ScheduleArn,
    remove,
    handle: async (call): Promise<AwsResponse> => {
      const { operation, name } = readRestRoute('scheduler', call.method, call.path);
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(operations[operation]?.(name, call)),
      };
    },
  };
}

function readSettings(input: unknown): ScheduleSettings {
  const parsed = scheduleSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new AwsError('ValidationException', faults.join('; '));
}

function validate(settings: ScheduleSettings, now: number): void {
  const refuse = (message: string) => {
    throw new AwsError('ValidationException', message);
  };
  if (settings.ScheduleExpression.startsWith('cron('))
    throw new UnservedOperation('scheduler', 'CreateSchedule', 'cron expressions; only at and rate');
  if (parseExpression(settings.ScheduleExpression) === undefined)
    refuse(`Invalid Schedule Expression ${settings.ScheduleExpression}.`);
  if (settings.ScheduleExpressionTimezone !== 'UTC' && settings.ScheduleExpressionTimezone !== 'Etc/UTC')
    throw new UnservedOperation(
      'scheduler',
      'CreateSchedule',
      `time zone ${settings.ScheduleExpressionTimezone}; only UTC`,
    );
  const { StartDate, EndDate } = settings;
  if (StartDate !== undefined && StartDate * 1000 < now - START_TOLERANCE_MS)
    refuse('The StartDate you specify cannot be earlier than 5 minutes ago.');
  if (EndDate !== undefined && EndDate * 1000 <= now)
    refuse('The EndDate you specify must be in the future.');
  if (StartDate !== undefined && EndDate !== undefined && StartDate >= EndDate)
    refuse('The StartDate must come before the EndDate.');
}
