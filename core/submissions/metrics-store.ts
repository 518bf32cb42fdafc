import type { Verdict } from '../grading/verdict.ts';

/** One attempt at judging a submission: what it took. Efficiency and adoption are computed from these. */
export interface BatchRecord {
  readonly sessionId: string;
  readonly submissionId: string;
  /** Which lease of the submission this was, from 1; with the submission the record's identity. */
  readonly attempt: number;
  readonly participantId: string;
  readonly problemId: string;
  readonly language: string;
  readonly hostId: string;
  readonly mode: 'stdio' | 'function';
  /** Judge calls that ran the participant's program. */
  readonly judgeCalls: number;
  readonly validatorCalls: number;
  /** Judge calls that one a test case would have needed on top. */
  readonly callsSaved: number;
  readonly testCases: number;
  /** Absent when the attempt came to nothing. */
  readonly verdict?: Verdict;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A session's batches, added up. */
export interface BatchTotals {
  readonly batches: number;
  /** Validator calls included. */
  readonly judgeCalls: number;
  readonly judgeCallsSaved: number;
  /** Time that judging took, all slots together, ms. */
  readonly judgingMs: number;
}

/** Keeps what judging took. Implementation: adapters/dynamodb/metrics-store.ts. */
export interface MetricsStore {
  /** Writes a record; the same one again changes nothing. */
  recordBatch(batch: BatchRecord): Promise<void>;
  sumBatches(sessionId: string): Promise<BatchTotals>;
}

/** Adds batches up. */
export function sumOf(batches: readonly BatchRecord[]): BatchTotals {
  const total = { batches: batches.length, judgeCalls: 0, judgeCallsSaved: 0, judgingMs: 0 };
  for (const batch of batches) {
    total.judgeCalls += batch.judgeCalls + batch.validatorCalls;
    total.judgeCallsSaved += batch.callsSaved;
    total.judgingMs += batch.endedAt - batch.startedAt;
  }
  return total;
}
