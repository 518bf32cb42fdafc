import type { SubmissionResult } from '../grading/submission-result.ts';

/** Wall time that a result's programs ran, all test cases together, whole ms. */
export function runMsOf({ perCase }: Pick<SubmissionResult, 'perCase'>): number {
  return Math.round(perCase.reduce((sum, { wallMs }) => sum + wallMs, 0));
}
