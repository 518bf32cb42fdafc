import type { Rejudging } from '../exam/rejudging.ts';
import type { Session } from '../exam/session.ts';
import type { Verdict } from '../grading/verdict.ts';
import { decideShown } from '../submissions/decide-shown.ts';
import { byIdOf, putInForce } from '../submissions/rejudged.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';
import { meantBy } from './decide-rejudging.ts';

/** A submission as it counted before, and as it was judged again. */
export interface RejudgedPair {
  readonly before: SubmissionDigest;
  readonly after: SubmissionDigest;
}

/** What a rejudging changes. */
export interface VerdictComparison {
  /** How many went from a verdict to a verdict, the same included; by how many there are. */
  readonly matrix: readonly { readonly from: Verdict; readonly to: Verdict; readonly count: number }[];
  /** Of those that were judged again: another verdict or another score. Oldest first. */
  readonly changed: readonly RejudgedPair[];
  readonly unchanged: number;
  /** Submissions that it would take if it began now: they came later, or had no verdict yet. They keep what they get. */
  readonly left: number;
}

/**
 * Holds what was judged again against what counted before. Pure.
 * @param before the session's submissions with the verdicts of every other rejudging in force
 * @param rejudged what this one judged again
 */
export function compareVerdicts(
  rejudging: Pick<Rejudging, 'label' | 'filter'>,
  before: readonly SubmissionDigest[],
  rejudged: readonly SubmissionDigest[],
): VerdictComparison {
  const again = byIdOf(rejudged);
  const pairs = before.flatMap((digest): RejudgedPair[] => {
    const after = again.get(digest.submissionId);
    return after?.state === 'judged' ? [{ before: digest, after }] : [];
  });
  const byWay = Map.groupBy(pairs, ({ before, after }) => `${before.verdict} ${after.verdict}`);
  const matrix = [...byWay.values()]
    .map((same) => ({
      from: same[0]?.before.verdict ?? 'JE',
      to: same[0]?.after.verdict ?? 'JE',
      count: same.length,
    }))
    .sort((a, b) => b.count - a.count || (`${a.from}${a.to}` < `${b.from}${b.to}` ? -1 : 1));
  const changed = pairs.filter(differs);
  return {
    matrix,
    changed,
    unchanged: pairs.length - changed.length,
    left: meantBy(before, rejudging.label, rejudging.filter).filter(
      ({ submissionId }) => !again.has(submissionId),
    ).length,
  };
}

const differs = ({ before, after }: RejudgedPair) =>
  before.verdict !== after.verdict || before.score !== after.score;

/** Submissions with what was judged again in force. */
export function withRejudged(
  before: readonly SubmissionDigest[],
  rejudged: readonly SubmissionDigest[],
): readonly SubmissionDigest[] {
  return putInForce(before, [byIdOf(rejudged)]);
}

/** Who has to be told that a verdict of theirs is another: those who are shown verdicts. Pure. */
export function whoIsConcerned(
  session: Pick<Session, 'policy' | 'settledAt'>,
  changed: readonly RejudgedPair[],
): readonly string[] {
  if (decideShown(session, false, 'participant') === 'nothing') return [];
  return [...new Set(changed.map(({ after }) => after.participantId))].sort();
}
