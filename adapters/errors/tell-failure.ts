import { JUDGE_FAILURES, JudgeError, type JudgeErrorKind } from '../../core/grading/judge.ts';
import type { FailureClass, Severity } from '../../core/resilience/failure.ts';
import { classifyError, ERROR_FAILURES, type ErrorKind } from './classify-error.ts';

/** What a log says of an error beside its words. */
export interface ToldFailure {
  readonly errorKind: ErrorKind | JudgeErrorKind;
  readonly failureClass: FailureClass;
  readonly severity: Severity;
}

/** Of which kind an error is, and of which class and weight that is. */
export function tellFailure(error: unknown): ToldFailure {
  const errorKind = error instanceof JudgeError ? error.kind : classifyError(error);
  const known =
    error instanceof JudgeError ? JUDGE_FAILURES[error.kind] : ERROR_FAILURES[classifyError(error)];
  return { errorKind, failureClass: known.class, severity: known.severity };
}
