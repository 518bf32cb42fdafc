import { CURSOR_OVERLAP_MS } from '../exam/cursor-overlap.ts';
import { given } from '../exam/given.ts';
import type { Participant, Session } from '../exam/session.ts';
import type { Reading } from '../messages/read-messages.ts';
import type { PublishedGrade } from '../results/grade-store.ts';
import type { PointsTeller, ToldPoints } from '../results/tell-points.ts';
import { concealOutcome } from '../submissions/decide-shown.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';
import { decideNextAsk } from './decide-next-ask.ts';
import type { QueuePlace } from './decide-next-look.ts';
import type { Desk, DeskSubmission } from './desk.ts';
import { presentMessage } from './present-message.ts';
import { type ProblemNames, presentForParticipant, toInstant } from './present-session.ts';
import { presentPlace } from './present-submission.ts';

/** What ended this long before a cursor is told again, ms: a verdict is written a moment after its time. */
const OVERLAP_MS = 10_000;

/** What a desk is made of. */
export interface DeskFacts {
  readonly session: Session;
  readonly participant: Participant;
  readonly names: ProblemNames;
  /** The participant's own, oldest first. */
  readonly submissions: readonly SubmissionDigest[];
  /** Of those that are queued, by id. */
  readonly places: ReadonlyMap<string, QueuePlace>;
  readonly messages: Reading;
  /** How submissions are told in points; absent where the session gives none. */
  readonly points?: PointsTeller;
  /** Once it is published. */
  readonly grade?: PublishedGrade;
  readonly now: number;
}

/** A participant's desk. @param since time of the answer before, ms since the epoch */
export function presentDesk(facts: DeskFacts, since: number | undefined): Desk {
  const { session, participant, submissions, places, messages, now } = facts;
  const waiting = submissions.filter(({ endedAt }) => endedAt === undefined);
  // With the settlement everything is shown that the session's policy held back, with a rejudging other verdicts.
  const changedAt = [session.settledAt, ...(session.rejudgings ?? []).map(({ endedAt }) => endedAt)];
  const isShownAnew =
    since === undefined || changedAt.some((at) => at !== undefined && at > since - CURSOR_OVERLAP_MS);
  return {
    at: toInstant(now),
    session: presentForParticipant(session, participant, facts.names, now),
    submissions: submissions
      .filter((digest) => isShownAnew || hasChanged(digest, since - OVERLAP_MS))
      .map((digest) =>
        presentDeskSubmission(
          concealOutcome(session, { ...digest, ...scoreOf(facts.points?.(digest)) }),
          places.get(digest.submissionId),
        ),
      ),
    messages: messages.items.map((item) => presentMessage(item, { as: 'participant', participant })),
    unread: messages.unread,
    ...(facts.grade === undefined ? {} : { grade: presentShortly(facts.grade) }),
    cursor: toInstant(now),
    nextAskMs: decideNextAsk(
      session,
      participant,
      waiting.map(({ submissionId, submittedAt }) => ({ submittedAt, place: places.get(submissionId) })),
      now,
    ).inMs,
  };
}

const scoreOf = (told: ToldPoints | undefined) => (told === undefined ? {} : { score: told.score });

function presentShortly({ publishedAt, result: { points, possible } }: PublishedGrade): Desk['grade'] {
  return {
    publishedAt: toInstant(publishedAt),
    points,
    ...(possible === undefined ? {} : { possible }),
  };
}

/** What waits has changed as long as it waits: others before it are judged. */
function hasChanged({ endedAt, submittedAt }: SubmissionDigest, since: number): boolean {
  return endedAt === undefined || endedAt > since || submittedAt > since;
}

function presentDeskSubmission(digest: SubmissionDigest, place: QueuePlace | undefined): DeskSubmission {
  const { submissionId, label, language, trial, state, submittedAt, endedAt, verdict, score } = digest;
  return {
    submissionId,
    label,
    language,
    trial,
    state,
    submittedAt: toInstant(submittedAt),
    ...(state === 'queued' && place !== undefined ? { queue: presentPlace(place) } : {}),
    ...(endedAt === undefined ? {} : { judgedAt: toInstant(endedAt) }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(score === undefined ? {} : { score }),
    // Nothing is told of test cases where the session does not show them all.
    ...(state === 'judged' && digest.testCases > 0
      ? { passed: digest.passed, testCases: digest.testCases }
      : {}),
    ...given({ inputBytes: digest.inputBytes }),
  };
}
