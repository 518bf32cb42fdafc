import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import type { StateFile } from '../state-file.ts';
import { nextFire, parseExpression } from './expression.ts';
import type { Delivery, Schedule, SchedulerState } from './state.ts';

/** setTimeout takes 24.8 days at most; longer waits are cut. */
const LONGEST_WAIT_MS = 2_000_000_000;
/** Waits between attempts double from this to the next figure, ms. */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** How an attempt to hand over ended: what cannot succeed later is not tried again. */
export type Outcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly retryable: boolean; readonly code: string; readonly message: string };

export interface RunnerOptions {
  readonly now: () => number;
  readonly log: Log;
  readonly deliver: (delivery: Delivery) => Promise<Outcome>;
  readonly bury: (delivery: Delivery, outcome: Outcome & { ok: false }) => Promise<void>;
}

/**
 * Acts at the times of the schedules, at least once: an act is on disk as a delivery before it is tried and until it
 * is handed over or buried in the dead-letter queue.
 */
export class Runner {
  readonly #file: StateFile<SchedulerState>;
  readonly #options: RunnerOptions;
  readonly #running = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #started = false;

  constructor(file: StateFile<SchedulerState>, options: RunnerOptions) {
    this.#file = file;
    this.#options = options;
  }

  /** Looks at all schedules anew; called after every change and at the start. */
  wake(): void {
    if (!this.#started) return;
    clearTimeout(this.#timer);
    const now = this.#options.now();
    const { schedules, deliveries } = this.#file.value;
    let changed = false;
    for (const [key, schedule] of Object.entries(schedules))
      changed = this.#advance(key, schedule, now) || changed;
    if (changed) this.#file.save();
    const waiting = Object.values(deliveries).filter(({ id }) => !this.#running.has(id));
    for (const delivery of waiting) if (delivery.nextTryAt <= now) void this.#attempt(delivery);
    const times = [
      ...Object.values(schedules).flatMap(({ nextAt, jitterMs }) =>
        nextAt === undefined ? [] : [nextAt + jitterMs],
      ),
      ...waiting.filter(({ nextTryAt }) => nextTryAt > now).map(({ nextTryAt }) => nextTryAt),
    ];
    if (times.length === 0) return;
    const wait = Math.min(Math.max(0, Math.min(...times) - this.#options.now()), LONGEST_WAIT_MS);
    this.#timer = setTimeout(() => this.wake(), wait);
  }

  /** Begins to act. */
  start(): void {
    this.#started = true;
    this.wake();
  }

  stop(): void {
    this.#started = false;
    clearTimeout(this.#timer);
  }

  /** Makes deliveries of what is due, and deletes what has run its course and asks for it. */
  #advance(key: string, schedule: Schedule, now: number): boolean {
    let changed = false;
    // After a standstill a recurring schedule acts once, for the last time that was due.
    let due: number | undefined;
    while (schedule.nextAt !== undefined && schedule.nextAt + schedule.jitterMs <= now) {
      due = schedule.nextAt;
      const next = nextTime(schedule, due);
      if (next === undefined) delete schedule.nextAt;
      else schedule.nextAt = next;
      changed = true;
    }
    if (due !== undefined) this.#enqueue(schedule, due, now);
    const { State, ActionAfterCompletion } = schedule.settings;
    if (schedule.nextAt === undefined && State === 'ENABLED' && ActionAfterCompletion === 'DELETE') {
      delete this.#file.value.schedules[key];
      changed = true;
    }
    return changed;
  }

  /** After a time of standstill, acts that are older than their maximum age are left out, as AWS drops them. */
  #enqueue(schedule: Schedule, scheduledAt: number, now: number): void {
    const { Target, State } = schedule.settings;
    if (State === 'DISABLED') return;
    const ageS = (now - scheduledAt) / 1000;
    const arnTail = `${schedule.group}/${schedule.name}`;
    if (ageS > Target.RetryPolicy.MaximumEventAgeInSeconds) {
      this.#options.log(
        'warn',
        'scheduler',
        `${arnTail} of ${new Date(scheduledAt).toISOString()} is too old to act`,
      );
      return;
    }
    const id = randomUUID();
    this.#file.value.deliveries[id] = {
      id,
      scheduleArn: arnTail,
      target: Target,
      scheduledAt,
      attempts: 0,
      nextTryAt: now,
    };
  }

  async #attempt(delivery: Delivery): Promise<void> {
    this.#running.add(delivery.id);
    delivery.attempts++;
    const outcome = await this.#options.deliver(delivery);
    this.#running.delete(delivery.id);
    if (!this.#started) return;
    const { MaximumEventAgeInSeconds, MaximumRetryAttempts } = delivery.target.RetryPolicy;
    const now = this.#options.now();
    const wait = Math.min(FIRST_RETRY_MS * 2 ** (delivery.attempts - 1), LONGEST_RETRY_MS);
    const inTime = now + wait - delivery.scheduledAt <= MaximumEventAgeInSeconds * 1000;
    if (!outcome.ok && outcome.retryable && inTime && delivery.attempts <= MaximumRetryAttempts)
      delivery.nextTryAt = now + wait;
    else {
      if (!outcome.ok) {
        this.#options.log(
          'error',
          'scheduler',
          `${delivery.scheduleArn} gave up on ${delivery.target.Arn}: ${outcome.code}: ${outcome.message}`,
        );
        await this.#options.bury(delivery, outcome);
      }
      delete this.#file.value.deliveries[delivery.id];
    }
    this.#file.save();
    this.wake();
  }
}

/** The first time of a schedule later than `after`; undefined when it has run its course. */
export function nextTime(schedule: Pick<Schedule, 'settings' | 'anchor'>, after: number): number | undefined {
  const expression = parseExpression(schedule.settings.ScheduleExpression);
  if (expression === undefined) return undefined;
  const { EndDate } = schedule.settings;
  return nextFire(
    expression,
    { start: schedule.anchor, ...(EndDate === undefined ? {} : { end: EndDate * 1000 }) },
    after,
  );
}
