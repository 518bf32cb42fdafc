import type { Measure } from '../metrics/metric-table.ts';
import { isCompilerRun } from './compiler-run.ts';
import type { ExecutorEvent } from './executor-ports.ts';
import type { RunningSubmission } from './submission.ts';

/** Measures what an executor tells of: what it tries again, and circuits of hosts that turn. */
export function measureEvent(
  { event, setback, operation, submissionId }: ExecutorEvent,
  measure: Measure,
): void {
  if (event === 'given-back' && setback !== undefined) measure('retries', 1, { kind: setback });
  if (event === 'write-failed' && submissionId !== undefined) measure('retries', 1, { kind: 'write' });
  if ((event === 'circuit-opened' || event === 'circuit-closed') && operation !== undefined)
    measure('circuitTurns', 1, { operation, turn: event === 'circuit-opened' ? 'opened' : 'closed' });
}

/** Measures how long somebody waited for a verdict; clocks of intake and executor may differ by more than that. @param at ms since the epoch */
export function measureVerdict(submission: RunningSubmission, at: number, measure: Measure): void {
  // Nobody waits for what a compiler says.
  if (isCompilerRun(submission)) return;
  const { submittedAt, lane } = submission;
  measure('verdictMs', Math.max(0, at - submittedAt), { lane });
}
