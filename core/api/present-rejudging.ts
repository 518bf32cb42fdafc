import { given } from '../exam/given.ts';
import type { Rejudging } from '../exam/rejudging.ts';
import type { Session } from '../exam/session.ts';
import type { RejudgedPair, VerdictComparison } from '../rejudging/compare-verdicts.ts';
import { isWhole, type RejudgingProgress } from '../rejudging/decide-rejudging.ts';
import type { ChangedStanding } from '../results/compare-results.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';
import { toInstant } from './present-session.ts';
import type { RejudgingDetails, RejudgingView } from './rejudgings.ts';

/** A rejudging in short. @param progress undefined once it is applied or discarded, where its state says all */
export function presentRejudging(
  sessionId: string,
  rejudging: Rejudging,
  progress: RejudgingProgress | undefined,
): RejudgingView {
  const { rejudgingId, label, problemId, fromVersion, version, judgedIn } = rejudging;
  const { filter, createdAt, createdBy, submissions, reason, endedAt, endedBy } = rejudging;
  return {
    rejudgingId,
    sessionId,
    label,
    problemId,
    fromVersion,
    version,
    filter: filter as RejudgingView['filter'],
    judgedIn,
    createdAt: toInstant(createdAt),
    createdBy,
    state: progress?.state ?? rejudging.state,
    submissions,
    ...given({ progress: progress && presentProgress(progress) }),
    ...given({ reason, endedBy, endedAt: endedAt === undefined ? undefined : toInstant(endedAt) }),
  };
}

function presentProgress({ queued, running, judged, quarantined }: RejudgingProgress) {
  return { queued, running, judged, quarantined };
}

/** All that is told of a rejudging. */
export interface RejudgingFacts {
  readonly session: Session;
  readonly rejudging: Rejudging;
  readonly progress: RejudgingProgress;
  readonly comparison: VerdictComparison;
  readonly participants: readonly ChangedStanding[];
  readonly page: { readonly limit: number; readonly cursor?: string };
}

/** A rejudging with what it changes. */
export function presentRejudgingDetails(facts: RejudgingFacts): RejudgingDetails {
  const { session, rejudging, progress, comparison, participants, page } = facts;
  const { matrix, changed, unchanged, left } = comparison;
  const rest = changed.filter(({ before }) => page.cursor === undefined || before.submissionId > page.cursor);
  const items = rest.slice(0, page.limit);
  const last = items.at(-1);
  return {
    ...presentRejudging(session.sessionId, rejudging, progress),
    progress: presentProgress(progress),
    matrix: matrix.map((one) => ({ ...one })),
    changed: changed.length,
    unchanged,
    left,
    participants: participants.map((one) => ({
      ...one,
      before: { ...one.before },
      after: { ...one.after },
    })),
    movesVersion: isWhole(rejudging) && rejudging.version !== rejudging.fromVersion,
    gradesPublished: session.gradesPublishedAt !== undefined,
    items: items.map(presentPair),
    ...(rest.length > items.length && last !== undefined ? { cursor: last.before.submissionId } : {}),
  };
}

function presentPair({ before, after }: RejudgedPair): RejudgingDetails['items'][number] {
  const { submissionId, participantId, language, submittedAt } = before;
  return {
    submissionId,
    participantId,
    language,
    submittedAt: toInstant(submittedAt),
    before: presentJudgement(before),
    after: presentJudgement(after),
  };
}

function presentJudgement({ verdict = 'JE', score, firstFailing, passed, testCases }: SubmissionDigest) {
  return { verdict, passed, testCases, ...given({ score, firstFailing }) };
}
