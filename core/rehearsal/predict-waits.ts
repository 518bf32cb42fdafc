import { expectSubmissions } from '../fleet/plan-fleet.ts';
import { percentilesOf } from '../load/percentiles.ts';
import { planArrivals } from '../load/plan-arrivals.ts';
import { measurePace } from '../submissions/expect-wait.ts';
import type { ExamLoad } from './plan-class.ts';
import type { Waits } from './rehearsal.ts';

/** A submission as it was judged, ms since the epoch. */
export interface JudgedTimes {
  readonly submittedAt: number;
  readonly startedAt: number;
  readonly judgedAt: number;
}

/** Share of an exam's window in which half of everything is handed in: its last. */
const RUSH_FROM = 5 / 6;

/** How long verdicts took, from intake to verdict. */
export function waitsOf(waitsMs: readonly number[]): Waits {
  const { count, p50 = 0, p95 = 0, max = 0 } = percentilesOf(waitsMs);
  return { count, p50Ms: Math.round(p50), p95Ms: Math.round(p95), longestMs: Math.round(max) };
}

/**
 * What verdicts of the exam's last sixth will wait, from what was measured on one host:
 *
 *     arrivals   expected submissions over the window, half of them in its last sixth (core/load/plan-arrivals.ts)
 *     servers    hosts x slots, each judging one at a time in order of arrival
 *     judging    one of the measured times, by chance
 *     between    distance between verdicts of a busy host x its slots - mean judging: what passes between two judgings
 *     wait     = taken up (measured, where a slot is free) + until a slot is free + judging
 *
 * Taken up, judging and distance are the pace that waits are told by (core/submissions/expect-wait.ts). It holds as far as hosts are alike and
 * executors for all slots can be had. Pure.
 * @param slots of the measured host
 * @returns undefined where nothing was measured
 */
export function predictWaits(
  exam: ExamLoad,
  measured: readonly JudgedTimes[],
  slots: number,
  random: () => number,
): Waits | undefined {
  const pace = measurePace(
    measured.map(({ submittedAt, startedAt, judgedAt }) => ({
      state: 'judged',
      submittedAt,
      endedAt: judgedAt,
      judgingMs: judgedAt - startedAt,
    })),
    slots,
  );
  if (pace === undefined) return undefined;
  const betweenMs = Math.max(0, pace.distanceMs * slots - pace.judgingMs);
  const freeAt = Array.from({ length: exam.hosts * slots }, () => 0);
  const arrivals = planArrivals({
    users: exam.participants,
    submissions: expectSubmissions(exam),
    durationMs: exam.windowMs,
    curve: 'exam',
    random,
  });
  const rush: number[] = [];
  for (const { atMs } of arrivals) {
    const { startedAt, judgedAt } = measured[Math.floor(random() * measured.length)]!;
    const slot = freeAt.indexOf(Math.min(...freeAt));
    const startsAt = Math.max(atMs + pace.takenUpMs, freeAt[slot]!);
    const endsAt = startsAt + judgedAt - startedAt;
    freeAt[slot] = endsAt + betweenMs;
    if (atMs >= exam.windowMs * RUSH_FROM) rush.push(endsAt - atMs);
  }
  return waitsOf(rush);
}

/** The fewest hosts, up to `most`, that keep the 95th percentile within a target, ms; undefined where none do. */
export function hostsFor(
  targetMs: number,
  exam: ExamLoad,
  most: number,
  predict: (exam: ExamLoad) => Waits | undefined,
): number | undefined {
  for (let hosts = exam.hosts; hosts <= most; hosts++) {
    const waits = predict({ ...exam, hosts });
    if (waits !== undefined && waits.p95Ms <= targetMs) return hosts;
  }
  return undefined;
}
