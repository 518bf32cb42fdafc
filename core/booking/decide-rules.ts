import type { Session, SessionTimes } from '../exam/session.ts';
import type { StoredChange } from '../exam/session-store.ts';
import { type Told, tellRules } from '../messages/notice-texts.ts';
import { checkRules } from '../results/check-rules.ts';
import { gradableProblems } from '../results/gradable-problem.ts';
import type { ChangeContext, ChangeOutcome, SessionChangeRequest } from './decide-change.ts';

/** The rules that are wanted, or why they cannot be had. */
export function decideRules(
  session: Session,
  { grading, reason }: Pick<SessionChangeRequest, 'grading' | 'reason'>,
  { problems }: Pick<ChangeContext, 'problems'>,
):
  | { readonly change: Pick<StoredChange, 'grading'>; readonly told: readonly Told[] }
  | { readonly refused: Extract<ChangeOutcome, { changed: false }> } {
  if (grading === undefined) return { change: {}, told: [] };
  if (session.gradesPublishedAt !== undefined) {
    const detail = 'grades are published by the rules that hold: withdraw them first';
    return { refused: { changed: false, kind: 'too-late', faults: [{ field: 'grading', detail }] } };
  }
  const manifests = session.problems.map(
    ({ problemId }) => problems.find((one) => one.problemId === problemId)?.manifest,
  );
  const faults = checkRules(grading, gradableProblems(session, manifests), session.times);
  if (faults.length > 0) return { refused: { changed: false, kind: 'invalid-request', faults } };
  return { change: { grading }, told: [tellRules(grading, reason)] };
}

/** The rules of a session whose times change: theirs move with the opening. */
export function moveRules(
  { grading, times }: Session,
  { opensAt }: SessionTimes,
): Pick<StoredChange, 'grading'> {
  const by = opensAt - times.opensAt;
  if (grading === undefined || by === 0) return {};
  const { before, lateDeduction } = grading;
  return {
    grading: {
      ...grading,
      ...(before === undefined ? {} : { before: before + by }),
      ...(lateDeduction === undefined
        ? {}
        : { lateDeduction: { ...lateDeduction, dueAt: lateDeduction.dueAt + by } }),
    },
  };
}
