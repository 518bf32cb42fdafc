import type { ApiClient } from '../../core/api/client.ts';
import type { Clock } from '../../core/exam/clock.ts';
import type { PlannedExam } from '../../examples/planned-exam.ts';

/** What the session is called that stays open after the exam was played. */
export const PRACTICE_NAME = 'Practice exam';

/** Long enough to be sat, minutes. */
const PRACTICE_MINUTES = 180;
/** The host boots and is examined meanwhile, ms. */
const OPENS_AFTER_MS = 6_000;

/**
 * Books a session with the problems and the class of an exam that was played, for people to sit. One host, so that another
 * exam still fits beside it in a new account. Answers its id; throws ApiError when the booking is refused.
 */
export async function bookPractice(instructor: ApiClient, exam: PlannedExam, clock: Clock): Promise<string> {
  const { session } = await instructor.call('createSession', {
    body: {
      name: PRACTICE_NAME,
      opensAt: new Date(clock.now() + OPENS_AFTER_MS).toISOString(),
      durationMinutes: PRACTICE_MINUTES,
      problems: exam.problems.map(({ label, problemId }) => ({ label, problemId })),
      languages: [...exam.languages],
      roster: exam.participants.map(({ participantId, name }) => ({ participantId, name })),
      deployment: { kind: 'fleet', hosts: 1 },
    },
  });
  return session.sessionId;
}
