import type { GradingRules } from '../exam/grading-rules.ts';
import type { Session, SessionTimes } from '../exam/session.ts';
import type { StoredChange } from '../exam/session-store.ts';
import { type Told, tellRules } from '../messages/notice-texts.ts';
import { checkRules } from '../results/check-rules.ts';
import { type GradableProblem, gradableProblems } from '../results/gradable-problem.ts';
import type { ChangeContext, ChangeOutcome, SessionChangeRequest } from './session-change.ts';

/** Why rules cannot be had of a session; undefined when they can. */
export function refuseRules(
  session: Pick<Session, 'gradesPublishedAt' | 'times'>,
  grading: GradingRules,
  problems: readonly GradableProblem[],
): Pick<Extract<ChangeOutcome, { changed: false }>, 'kind' | 'faults'> | undefined {
  if (session.gradesPublishedAt !== undefined) {
    const detail = 'grades are published by the rules that hold: withdraw them first';
    return { kind: 'too-late', faults: [{ field: 'grading', detail }] };
  }
  const faults = checkRules(grading, problems, session.times);
  return faults.length > 0 ? { kind: 'invalid-request', faults } : undefined;
}

/** The rules that are wanted, or why they cannot be had. */
export function decideRules(
  session: Session,
  { grading, reason }: Pick<SessionChangeRequest, 'grading' | 'reason'>,
  { problems }: Pick<ChangeContext, 'problems'>,
):
  | { readonly change: Pick<StoredChange, 'grading'>; readonly told: readonly Told[] }
  | { readonly refused: Extract<ChangeOutcome, { changed: false }> } {
  if (grading === undefined) return { change: {}, told: [] };
  const manifests = session.problems.map(
    ({ problemId }) => problems.find((one) => one.problemId === problemId)?.manifest,
  );
  const refused = refuseRules(session, grading, gradableProblems(session, manifests));
  if (refused !== undefined) return { refused: { changed: false, ...refused } };
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
