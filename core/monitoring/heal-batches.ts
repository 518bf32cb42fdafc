import type { Session } from '../exam/session.ts';
import { type BatchRecord, endOf, type MetricsStore } from '../submissions/metrics-store.ts';
import { runMsOf } from '../submissions/run-ms.ts';
import type { Submission } from '../submissions/submission.ts';
import type { SubmissionStore } from '../submissions/submission-store.ts';

/** What healing touches. */
export interface HealPorts {
  readonly submissions: Pick<SubmissionStore, 'count' | 'listDigestsFrom' | 'get'>;
  readonly metrics: Pick<MetricsStore, 'readBatches' | 'recordBatch'>;
}

/** Submissions whose records are written at a time, and in one run: where a table of records was lost, sweeps go on. */
const AT_A_TIME = 8;
const MOST = 400;

/**
 * Writes the records that are missing: of each judged submission one tells of the attempt that wrote its verdict. An executor
 * that died between verdict and record left none, and one that never heard that its verdict was written thinks its lease lost.
 * Submissions themselves are only read where fewer are told of than are judged.
 * @returns how many were written, {@link MOST} at most
 */
export async function healBatches({ sessionId }: Session, ports: HealPorts): Promise<number> {
  const { judged } = await ports.submissions.count(sessionId);
  const told = new Set<string>();
  /** Attempts that came to nothing, or think so: few. */
  const unsure = new Map<string, BatchRecord>();
  await ports.metrics.readBatches(sessionId, (batches) => {
    for (const batch of batches) {
      if (batch.lane === 'rejudging') continue;
      if (endOf(batch) === 'judged') told.add(batch.submissionId);
      else unsure.set(attemptOf(batch.submissionId, batch.attempt), batch);
    }
  });
  if (told.size >= judged) return 0;
  const digests = await ports.submissions.listDigestsFrom(sessionId, '');
  const missing = digests
    .filter(({ state, submissionId }) => state === 'judged' && !told.has(submissionId))
    .slice(0, MOST);
  for (let at = 0; at < missing.length; at += AT_A_TIME)
    await Promise.all(
      missing.slice(at, at + AT_A_TIME).map(async ({ submissionId }) => {
        const submission = await ports.submissions.get(sessionId, submissionId);
        if (submission?.state !== 'judged') return;
        const known = unsure.get(attemptOf(submissionId, submission.attempts));
        await ports.metrics.recordBatch(
          known === undefined
            ? batchOf(submission)
            : { ...known, end: 'judged', verdict: submission.result.verdict },
        );
      }),
    );
  return missing.length;
}

const attemptOf = (submissionId: string, attempt: number) => `${submissionId} ${attempt}`;

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
