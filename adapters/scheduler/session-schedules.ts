import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { Session } from '../../core/exam/session.ts';
import type { SessionSchedules } from '../../core/exam/session-schedules.ts';
import { unless } from '../errors/classify-error.ts';

/** Where schedules live and what they call. Functions that only remove schedules need the group alone. */
export interface ScheduleSettings {
  readonly groupName: string;
  readonly planning?: {
    readonly roleArn: string;
    readonly deadLettersArn: string;
    /** Undefined in functions that never plan launch, tick and close. */
    readonly functions?: {
      readonly launcherArn: string;
      readonly healthMonitorArn: string;
      readonly autoShutdownArn: string;
    };
  };
}

/** What a schedule does; its name derives from it and the session. A terminate names its instance. */
export type ScheduleKind = 'launch' | 'tick' | 'close' | `terminate-${string}`;

/** `<sessionId>-<kind>`, at most 64 characters: the group is the stage's, so the stage is not repeated. */
export function scheduleName(sessionId: string, kind: ScheduleKind): string {
  return `${sessionId}-${kind}`;
}

/** The universal target: Scheduler calls EC2 itself, none of our code runs. */
const TERMINATE_INSTANCES = 'arn:aws:scheduler:::aws-sdk:ec2:terminateInstances';
/** A rate counts from its start: one that is past would first ring a whole minute after it was planned. */
const START_AHEAD_MS = 1_000;
/** A one-time schedule lies this far ahead at least: Scheduler acts by the minute, and not for a time that is past. */
const AT_AHEAD_MS = 60_000;
/** Calls at a time; Scheduler throttles by the second. */
const CALLS_AT_A_TIME = 5;
/** The tick goes on this long after the deadline, until the session is settled. */
const TICK_AFTERLIFE_MS = 60 * 60_000;
/** How late an event may still be handed over. A tick is replaced by the next one. */
const MAX_AGE_S = { launch: 900, tick: 60, close: 900, terminate: 3600 } as const;

/** A session's schedules in EventBridge Scheduler. Each deletes itself when it has run its course. */
export class SchedulerSessionSchedules implements SessionSchedules {
  readonly #client: SchedulerClient;
  readonly #settings: ScheduleSettings;
  readonly #now: () => number;

  constructor(client: SchedulerClient, settings: ScheduleSettings, now: () => number) {
    this.#client = client;
    this.#settings = settings;
    this.#now = now;
  }

  async plan(session: Session, options: { readonly launch: boolean }): Promise<void> {
    const functions = this.#settings.planning?.functions;
    if (functions === undefined) throw new Error('this function has no settings to plan sessions');
    const { sessionId, times } = session;
    const invoke = (Arn: string, input: object) => ({ Arn, Input: JSON.stringify(input) });
    const tickEnd = times.terminateAt + TICK_AFTERLIFE_MS;
    await Promise.all([
      ...(options.launch
        ? [
            this.#put(
              sessionId,
              'launch',
              this.#at(times.launchAt),
              invoke(functions.launcherArn, { sessionId }),
            ),
          ]
        : []),
      this.#put(
        sessionId,
        'tick',
        {
          ScheduleExpression: 'rate(1 minute)',
          StartDate: new Date(Math.max(times.launchAt, this.#now() + START_AHEAD_MS)),
          EndDate: new Date(tickEnd),
        },
        invoke(functions.healthMonitorArn, { kind: 'tick', sessionId }),
      ),
      this.#put(
        sessionId,
        'close',
        this.#at(times.lastClosesAt),
        invoke(functions.autoShutdownArn, { sessionId }),
      ),
    ]);
  }

  async planTermination(session: Session, instanceIds: readonly string[]): Promise<void> {
    const { sessionId, times } = session;
    await eachOf(instanceIds, (instanceId) =>
      this.#put(sessionId, `terminate-${instanceId}`, this.#at(times.terminateAt), {
        Arn: TERMINATE_INSTANCES,
        Input: JSON.stringify({ InstanceIds: [instanceId] }),
      }),
    );
  }

  async remove(sessionId: string, instanceIds: readonly string[]): Promise<void> {
    const terminations = instanceIds.map((instanceId): ScheduleKind => `terminate-${instanceId}`);
    await eachOf<ScheduleKind>(['launch', 'tick', 'close', ...terminations], (kind) =>
      this.#delete(scheduleName(sessionId, kind)),
    );
  }

  async #put(
    sessionId: string,
    kind: ScheduleKind,
    timing: Pick<CreateScheduleCommandInput, 'ScheduleExpression' | 'StartDate' | 'EndDate'>,
    target: { readonly Arn: string; readonly Input: string },
  ): Promise<void> {
    const planning = this.#settings.planning;
    if (planning === undefined) throw new Error('this function has no settings to plan schedules');
    const schedule: CreateScheduleCommandInput = {
      Name: scheduleName(sessionId, kind),
      GroupName: this.#settings.groupName,
      ...timing,
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        ...target,
        RoleArn: planning.roleArn,
        DeadLetterConfig: { Arn: planning.deadLettersArn },
        RetryPolicy: {
          MaximumEventAgeInSeconds: MAX_AGE_S[kind.startsWith('terminate') ? 'terminate' : (kind as 'tick')],
          MaximumRetryAttempts: kind === 'tick' ? 2 : 20,
        },
      },
    };
    const created = this.#client.send(new CreateScheduleCommand(schedule));
    if ((await unless('conflict', created, undefined)) === undefined)
      await this.#client.send(new UpdateScheduleCommand(schedule));
  }

  /** A one-time expression, never of the past; Scheduler takes whole seconds, in UTC here. */
  #at(ms: number): { ScheduleExpression: string } {
    const time = new Date(Math.max(ms, this.#now() + AT_AHEAD_MS));
    return { ScheduleExpression: `at(${time.toISOString().slice(0, 19)})` };
  }

  async #delete(Name: string): Promise<void> {
    const GroupName = this.#settings.groupName;
    await unless('not-found', this.#client.send(new DeleteScheduleCommand({ Name, GroupName })), undefined);
  }
}

async function eachOf<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += CALLS_AT_A_TIME)
    await Promise.all(items.slice(at, at + CALLS_AT_A_TIME).map(act));
}
