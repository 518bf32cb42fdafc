import type { Verdict } from '../grading/verdict.ts';
import type { Lane } from './submission.ts';

/** How a lease ended: only `judged` wrote the submission's verdict, and of each submission one does. */
export type BatchEnd = 'judged' | 'quarantined' | 'given-back' | 'lease-lost';

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
  /** When the submission was accepted, ms since the epoch; absent in records of older releases, as are the next three. */
  readonly acceptedAt?: number;
  readonly lane?: Lane;
  readonly end?: BatchEnd;
  /** Wall time of its test cases' programs alone, ms: the rest of the attempt is what its judge calls cost by themselves. */
  readonly runMs?: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** How a record's lease ended; one of an older release says so by whether it has a verdict. */
export function endOf({ end, verdict }: Pick<BatchRecord, 'end' | 'verdict'>): BatchEnd {
  return end ?? (verdict === undefined ? 'given-back' : 'judged');
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
  /** Writes a record; the same one again changes nothing, and none takes the place of one that ended `judged` but such a one. */
  recordBatch(batch: BatchRecord): Promise<void>;
  sumBatches(sessionId: string): Promise<BatchTotals>;
  /**
   * Tells records of a session as they stand now, in no order, a page at a time: a large session has more of them than a function has memory.
   * @param tell called with each page; what it throws ends the reading
   * @param from ms since the epoch: only attempts that ended then or later; records of older releases, which are not kept by
   * time, are left out. All when absent
   */
  readBatches(
    sessionId: string,
    tell: (batches: readonly BatchRecord[]) => void,
    from?: number,
  ): Promise<void>;
}

/** Adds a session's batches up, page by page. */
export async function sumOf(
  sessionId: string,
  store: Pick<MetricsStore, 'readBatches'>,
): Promise<BatchTotals> {
  const total = { batches: 0, judgeCalls: 0, judgeCallsSaved: 0, judgingMs: 0 };
  await store.readBatches(sessionId, (batches) => {
    for (const batch of batches) {
      total.batches++;
      total.judgeCalls += batch.judgeCalls + batch.validatorCalls;
      total.judgeCallsSaved += batch.callsSaved;
      total.judgingMs += batch.endedAt - batch.startedAt;
    }
  });
  return total;
}
