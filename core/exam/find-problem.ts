import type { Session, SessionProblem } from './session.ts';

/** The session's problem with this label (case does not matter). */
export function findProblem(
  { problems }: Pick<Session, 'problems'>,
  label: string,
): SessionProblem | undefined {
  return problems.find((problem) => problem.label.toLowerCase() === label.toLowerCase());
}

/** Why a label is refused, with those that there are. */
export function describeMissingProblem({ problems }: Pick<Session, 'problems'>, label: string): string {
  return `this session has no problem ${label}; it has ${problems.map((one) => one.label).join(', ')}`;
}
