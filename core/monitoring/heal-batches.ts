import type { Session } from '../exam/session.ts';
import { type BatchRecord, endOf, type MetricsStore } from '../submissions/metrics-store.ts';
import { runMsOf } from '../submissions/run-ms.ts';
import type { Submission } from '../submissions/submission.ts';
import type { SubmissionStore } from '../submissions/submission-store.ts';

/** What healing touches. */
export interface HealPorts {
  readonly submissions: Pick<SubmissionStore, 'listDigestsFrom' | 'get'>;
  readonly metrics: Pick<MetricsStore, 'listBatches' | 'recordBatch'>;
}

/**
 * Writes the records that are missing: of each judged submission one tells of the attempt that wrote its verdict. An executor
 * that died between verdict and record left none, and one that never heard that its verdict was written thinks its lease lost.
 * @returns how many were written
 */
export async function healBatches({ sessionId }: Session, ports: HealPorts): Promise<number> {
  const [digests, batches] = await Promise.all([
    ports.submissions.listDigestsFrom(sessionId, ''),
    ports.metrics.listBatches(sessionId),
  ]);
  const told = new Set(
    batches.filter((batch) => endOf(batch) === 'judged').map(({ submissionId }) => submissionId),
  );
  const missing = digests.filter(({ state, submissionId }) => state === 'judged' && !told.has(submissionId));
  for (const { submissionId } of missing) {
    const submission = await ports.submissions.get(sessionId, submissionId);
    if (submission?.state !== 'judged') continue;
    const known = batches.find(
      (batch) => batch.submissionId === submissionId && batch.attempt === submission.attempts,
    );
    await ports.metrics.recordBatch(
      known === undefined
        ? batchOf(submission)
        : { ...known, end: 'judged', verdict: submission.result.verdict },
    );
  }
  return missing.length;
}

/** The record of the attempt that judged a submission, as its row tells of it. */
function batchOf(submission: Extract<Submission, { state: 'judged' }>): BatchRecord {
  const { sessionId, submissionId, participantId, problemId, language, lane, attempts, result } = submission;
  return {
    sessionId,
    submissionId,
    attempt: attempts,
    participantId,
    problemId,
    language,
    // Whoever judged it took its lease off the row.
    hostId: '',
    mode: result.mode,
    judgeCalls: result.judgeCalls,
    validatorCalls: result.validatorCalls,
    callsSaved: result.callsSaved,
    testCases: result.perCase.length,
    verdict: result.verdict,
    acceptedAt: submission.submittedAt,
    lane,
    end: 'judged',
    runMs: runMsOf(result),
    startedAt: submission.startedAt,
    endedAt: submission.judgedAt,
  };
}
