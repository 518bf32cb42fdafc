import * as z from 'zod/mini';
import type { HandedIn, Lane, QueuedSubmission } from '../../core/submissions/submission.ts';
import { outcomeOf } from '../../core/submissions/submission-digest.ts';
import type { AcceptedSubmission } from '../../core/submissions/submission-store.ts';
import { rowKindOf } from './row-kind.ts';
import { submissionRow } from './submission-item.ts';
import { type Item, type Key, sessionPk } from './table.ts';

/** How the sort keys of submissions begin. */
export const PREFIX = 'SUBMISSION#';
/** Trials are not kept: their rows go after a day. */
const TRIAL_LIFE_S = 86_400;

/** Where a submission is. */
export const keyOf = (sessionId: string, submissionId: string): Key => ({
  pk: sessionPk(sessionId),
  sk: PREFIX + submissionId,
});
/** Where what was handed in with it is. */
export const sourceKey = (sessionId: string, submissionId: string): Key => ({
  pk: sessionPk(sessionId),
  sk: `SOURCE#${submissionId}`,
});
/** Partition of the index `work` of what waits in a lane. */
export const queued = (sessionId: string, lane: Lane) => `${sessionId}#queued#${lane}`;

/** What was handed in. */
export const sourceRow = rowKindOf<HandedIn>()(
  'source',
  z.object({
    source: z.union([z.string(), z.array(z.object({ name: z.string(), source: z.string() }))]),
    mainFile: z.exactOptional(z.string()),
    input: z.exactOptional(z.string()),
  }),
);

const expiryOf = ({ lane, submittedAt }: QueuedSubmission) =>
  lane === 'trial' ? { expiresAt: Math.floor(submittedAt / 1000) + TRIAL_LIFE_S } : {};

/** The row of what was handed in with a submission. */
export const sourceItem = ({ submission, handedIn }: AcceptedSubmission): Key & Item => ({
  ...sourceKey(submission.sessionId, submission.submissionId),
  ...sourceRow.write(handedIn),
  ...expiryOf(submission),
});

/** The row of a submission as it is accepted. */
export const acceptedItem = (submission: QueuedSubmission): Key & Item => ({
  ...keyOf(submission.sessionId, submission.submissionId),
  ...submissionRow.write(submission),
  workKey: queued(submission.sessionId, submission.lane),
  workRank: submission.rank,
  participantKey: `${submission.sessionId}#${submission.participantId}`,
  // The index in short has no other attribute for what is known before the outcome.
  ...(submission.inputBytes === undefined ? {} : { outcome: outcomeOf(submission) }),
  ...expiryOf(submission),
});
