import type { GradingRules } from '../exam/grading-rules.ts';
import type { GradingView } from './grading-view.ts';

const iso = (ms: number) => new Date(ms).toISOString();

/** Rules as the API says them. */
export function presentRules({ pick, before, points, lateDeduction }: GradingRules): GradingView {
  return {
    pick,
    ...(before === undefined ? {} : { before: iso(before) }),
    ...(points === undefined ? {} : { points: { ...points } }),
    ...(lateDeduction === undefined
      ? {}
      : { lateDeduction: { ...lateDeduction, dueAt: iso(lateDeduction.dueAt) } }),
  };
}
