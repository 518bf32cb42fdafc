import type { BatchRecord } from '../../core/submissions/metrics-store.ts';

/** A batch of ten test cases in one call that took 3 s, of which programs ran for 1 s, accepted a second before. @param endedAt ms since the epoch */
export function batchAt(
  endedAt: number,
  changes: Partial<BatchRecord> & Pick<BatchRecord, 'sessionId'>,
): BatchRecord {
  return {
    submissionId: 's1',
    attempt: 1,
    participantId: 'p01',
    problemId: 'sum',
    language: 'python',
    hostId: 'i-1',
    mode: 'stdio',
    judgeCalls: 1,
    validatorCalls: 0,
    callsSaved: 9,
    testCases: 10,
    verdict: 'AC',
    acceptedAt: endedAt - 4_000,
    lane: 'contest',
    end: 'judged',
    runMs: 1_000,
    startedAt: endedAt - 3_000,
    endedAt,
    ...changes,
  };
}
