import type { ProblemGrade } from '../../core/results/grade-problem.ts';
import { EPOCH } from './sessions.ts';

/** What somebody has for a problem. @param submissionId what counts; absent where nothing does */
export function gradeOf(label: string, submissionId?: string, language = 'python'): ProblemGrade {
  return {
    label,
    points: 0,
    tries: 1,
    pending: 0,
    quarantined: 0,
    solved: false,
    penaltyMinutes: 0,
    ...(submissionId === undefined
      ? {}
      : { from: { submissionId, submittedAt: EPOCH, language, verdict: 'WA', passed: 0, testCases: 1 } }),
  };
}
