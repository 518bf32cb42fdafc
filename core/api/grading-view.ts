import * as z from 'zod';
import type { GradingRules } from '../exam/grading-rules.ts';
import { instant, label } from './common.ts';

/** Which submission counts. */
export const pick = z
  .enum(['best', 'last', 'last-before', 'icpc'])
  .describe(
    "Which submission to a problem counts: the one with the most points, the last, the last before a time, or by the ICPC's rules",
  );
export const before = instant.describe('Only what was submitted before this time counts');

/** How a session is graded. */
export const grading = z
  .strictObject({
    pick: pick.default('best'),
    before: before.exactOptional(),
    points: z
      .record(label, z.number().min(0).max(10_000))
      .exactOptional()
      .describe('What a problem is worth, by its label: otherwise its own maximum score, or 100'),
    lateDeduction: z
      .strictObject({
        dueAt: instant.describe('Within the window; extra time is added to it, and is never late'),
        percent: z.number().gt(0).max(100).describe("Of a submission's points, for each unit begun"),
        per: z.enum(['minute', 'hour', 'day']).default('hour'),
        maxPercent: z.number().gt(0).max(100).default(100).describe('The most that is taken off'),
      })
      .exactOptional(),
  })
  .meta({ id: 'Grading' });
export type GradingView = z.output<typeof grading>;

/** Rules as the API takes them, in the words of the domain. */
export function readRules({ before, lateDeduction, ...rest }: GradingView): GradingRules {
  return {
    ...rest,
    ...(before === undefined ? {} : { before: Date.parse(before) }),
    ...(lateDeduction === undefined
      ? {}
      : { lateDeduction: { ...lateDeduction, dueAt: Date.parse(lateDeduction.dueAt) } }),
  };
}
