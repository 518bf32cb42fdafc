import type { LateDeduction } from '../exam/grading-rules.ts';

const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** How late a submission was, ms, and what that takes off. */
export interface Lateness {
  readonly lateMs: number;
  readonly percent: number;
}

/** Lateness of what was submitted at a time, for a participant with this much extra time; undefined when it was in time. */
export function latenessOf(
  submittedAt: number,
  extraTimeMs: number,
  { dueAt, percent, per, maxPercent }: LateDeduction,
): Lateness | undefined {
  const lateMs = submittedAt - dueAt - extraTimeMs;
  if (lateMs <= 0) return undefined;
  const begun = Math.ceil(lateMs / UNIT_MS[per]);
  return { lateMs, percent: Math.min(maxPercent, begun * percent) };
}
