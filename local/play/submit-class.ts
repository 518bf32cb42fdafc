import { retryAfterOf } from '../../core/api/call-patiently.ts';
import type { ApiClient } from '../../core/api/client.ts';
import { ApiError } from '../../core/api/client.ts';
import type { Clock } from '../../core/exam/clock.ts';
import type { PlannedExam, PlannedSubmission } from '../../examples/planned-exam.ts';
import type { PlayEvent } from './play-exam.ts';
import { isWorthRetrying } from './retry.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 4_000;

/** A submission that the API accepted, beside what it is known to deserve. */
export interface AcceptedSubmission {
  readonly submissionId: string;
  readonly planned: PlannedSubmission;
}

/**
 * Has everybody submit at their time. A participant submits one after the other, and sends again with the same
 * Idempotency-Key what got no clear answer. Throws ApiError when a submission is refused.
 */
export async function submitClass(options: {
  readonly exam: PlannedExam;
  readonly participant: (participantId: string) => ApiClient;
  readonly sessionId: string;
  /** ms since the epoch. */
  readonly opensAt: number;
  readonly clock: Clock;
  readonly on: (event: PlayEvent) => void;
  readonly signal: AbortSignal;
}): Promise<AcceptedSubmission[]> {
  const { exam, clock, opensAt, signal, on } = options;
  const byParticipant = Map.groupBy(exam.submissions, ({ participantId }) => participantId);
  let accepted = 0;

  const submitAll = async (planned: readonly PlannedSubmission[]) => {
    const done: AcceptedSubmission[] = [];
    for (const [index, submission] of [...planned].sort((a, b) => a.afterMs - b.afterMs).entries()) {
      await clock.sleep(Math.max(0, opensAt + submission.afterMs - clock.now()), signal);
      signal.throwIfAborted();
      const submissionId = await submit(submission, `${submission.participantId}-${index}`, options);
      done.push({ submissionId, planned: submission });
      accepted += 1;
      on({ type: 'submitted', accepted });
    }
    return done;
  };
  return (await Promise.all([...byParticipant.values()].map(submitAll))).flat();
}

async function submit(
  planned: PlannedSubmission,
  key: string,
  options: Parameters<typeof submitClass>[0],
): Promise<string> {
  const { participantId, label, language, source } = planned;
  const client = options.participant(participantId);
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    try {
      const { submissionId } = await client.call(
        'createSubmission',
        {
          params: { sessionId: options.sessionId },
          headers: { 'idempotency-key': key },
          body: { problem: label, language, source },
        },
        options.signal,
      );
      return submissionId;
    } catch (error) {
      // A clock that is a little ahead of the API's finds the door still shut.
      const early = error instanceof ApiError && error.details.type.endsWith('#session-not-open');
      if (options.signal.aborted || !(early || isWorthRetrying(error))) throw error;
      options.on({
        type: 'retried',
        participantId,
        why: error instanceof Error ? error.message : String(error),
      });
      await options.clock.sleep(
        Math.max(pauseMs, retryAfterOf(error, options.clock.now()) ?? 0),
        options.signal,
      );
    }
  }
}
