import { queueAgain, rejudgedId, rejudgedPrefix } from './rejudged.ts';
import type { QueuedSubmission } from './submission.ts';

/**
 * A run of a compiler over a submission, for its review, is in the queue as what a rejudging judges again, and so in no list, count or
 * feed: in the place of the rejudging's id stands the session's own, which no rejudging has.
 */
export function compilerRunId(sessionId: string, submissionId: string): string {
  return rejudgedId(sessionId, submissionId);
}

/** Whether something in the queue of a session is a run of a compiler, by what it is called there. */
export function isCompilerRun({
  sessionId,
  submissionId,
}: Pick<QueuedSubmission, 'sessionId' | 'submissionId'>): boolean {
  return submissionId.startsWith(rejudgedPrefix(sessionId));
}

/**
 * A run of a compiler over a submission as it is put in the queue.
 * @param version of its problem, which is not read
 * @param place from 0
 */
export function queueCompilerRun(
  submission: Parameters<typeof queueAgain>[0],
  sessionId: string,
  version: number,
  place: number,
): QueuedSubmission {
  const run = { rejudgingId: sessionId, version, judgedIn: sessionId };
  return queueAgain(submission, sessionId, run, 'run-all', place);
}
