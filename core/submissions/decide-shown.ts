import { given } from '../exam/given.ts';
import type { Session, Shows } from '../exam/session.ts';
import { NO_OUTCOME, type SubmissionDigest } from './submission-digest.ts';

/**
 * What a session shows somebody of a submission: everything to staff, of trials, and once it is settled; until then what its
 * policy says. Pure.
 */
export function decideShown(
  { policy, settledAt }: Pick<Session, 'policy' | 'settledAt'>,
  trial: boolean,
  as: 'staff' | 'participant',
): Shows {
  return as === 'staff' || trial || settledAt !== undefined ? 'all' : (policy.shows ?? 'all');
}

/** When a submission was judged as its participant may know it, ms: to the second where how long it ran tells of test cases. */
export function concealTime(shows: Shows, judgedAt: number): number {
  return shows === 'all' ? judgedAt : Math.ceil(judgedAt / 1000) * 1000;
}

/**
 * A submission in short as its participant may know it. What is ours to solve is always told: a quarantined one stays what
 * it is.
 */
export function concealOutcome(
  session: Pick<Session, 'policy' | 'settledAt'>,
  digest: SubmissionDigest,
): SubmissionDigest {
  const shows = decideShown(session, digest.trial, 'participant');
  if (shows === 'all' || digest.state !== 'judged') return digest;
  const { submissionId, participantId, problemId, label, language, trial, state, submittedAt } = digest;
  const { verdict, score, endedAt, inputBytes } = digest;
  return {
    ...{ submissionId, participantId, problemId, label, language, trial, state, submittedAt },
    ...NO_OUTCOME,
    ...given({ inputBytes }),
    ...(endedAt === undefined ? {} : { endedAt: concealTime(shows, endedAt) }),
    ...(shows === 'nothing' || verdict === undefined ? {} : { verdict }),
    ...(shows === 'nothing' || score === undefined ? {} : { score }),
  };
}
