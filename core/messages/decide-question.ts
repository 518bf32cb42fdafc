import { describeMissingProblem, findProblem } from '../exam/find-problem.ts';
import type { Refusal } from '../exam/refusal.ts';
import type { Session } from '../exam/session.ts';
import type { Message } from './message.ts';

/** Questions of one participant that may wait for an answer at a time. */
export const MAX_UNANSWERED = 5;
/** Least time between two questions of one participant, ms. */
export const QUESTION_INTERVAL_MS = 10_000;

export type QuestionRefusal = Refusal<
  'session-closed' | 'session-cancelled' | 'invalid-request' | 'limit-reached' | 'too-soon'
>;

/** `repeat`: it waits for an answer already, and asking again is one question. */
export type QuestionDecision =
  | { readonly action: 'ask'; readonly reason: string }
  | { readonly action: 'repeat'; readonly reason: string; readonly question: Message }
  | { readonly action: 'refuse'; readonly reason: string; readonly refusal: QuestionRefusal };

/**
 * Decides whether a question is taken: as long as the session is not settled, and while fewer than five of the
 * participant's wait for an answer. Pure.
 * @param messages all of the session
 */
export function decideQuestion(
  session: Session,
  { text, label }: { readonly text: string; readonly label: string | undefined },
  participantId: string,
  messages: readonly Message[],
): QuestionDecision {
  const refuse = (refusal: QuestionRefusal): QuestionDecision => ({
    action: 'refuse',
    reason: refusal.reason,
    refusal,
  });
  if (session.cancelledAt !== undefined)
    return refuse({ kind: 'session-cancelled', reason: 'the session was cancelled: ask your instructor' });
  if (session.settledAt !== undefined)
    return refuse({
      kind: 'session-closed',
      reason: 'the session is over and takes no more questions: ask your instructor',
    });
  if (label !== undefined && findProblem(session, label) === undefined) {
    const detail = describeMissingProblem(session, label);
    return refuse({ kind: 'invalid-request', reason: detail, faults: [{ field: 'label', detail }] });
  }
  const answered = new Set(messages.flatMap(({ questionId }) => questionId ?? []));
  const waiting = messages.filter(
    ({ kind, from, messageId }) => kind === 'question' && from === participantId && !answered.has(messageId),
  );
  const same = waiting.find((question) => question.text === text && question.label === label);
  if (same !== undefined)
    return { action: 'repeat', reason: 'the same question waits for its answer', question: same };
  if (waiting.length >= MAX_UNANSWERED)
    return refuse({
      kind: 'limit-reached',
      reason: `${waiting.length} of your questions wait for an answer: ask the next when one has it`,
    });
  return { action: 'ask', reason: `${waiting.length} other questions wait` };
}
