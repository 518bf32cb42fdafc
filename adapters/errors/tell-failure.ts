import { JUDGE_FAILURES, JudgeError, type JudgeErrorKind } from '../../core/grading/judge.ts';
import type { FailureClass, Severity } from '../../core/resilience/failure.ts';
import { MODEL_FAILURES, ModelError, type ModelErrorKind } from '../../core/review/models/language-model.ts';
import { classifyError, ERROR_FAILURES, type ErrorKind } from './classify-error.ts';

/** What a log says of an error beside its words. */
export interface ToldFailure {
  readonly errorKind: ErrorKind | JudgeErrorKind | ModelErrorKind;
  readonly failureClass: FailureClass;
  readonly severity: Severity;
}

/** Of which kind an error is, and of which class and weight that is. */
export function tellFailure(error: unknown): ToldFailure {
  const [errorKind, known] =
    error instanceof JudgeError
      ? ([error.kind, JUDGE_FAILURES[error.kind]] as const)
      : error instanceof ModelError
        ? ([error.kind, MODEL_FAILURES[error.kind]] as const)
        : ([classifyError(error), ERROR_FAILURES[classifyError(error)]] as const);
  return { errorKind, failureClass: known.class, severity: known.severity };
}
