import type { Submission } from '../../core/submissions/submission.ts';
import { placeOf } from './queue-places.ts';
import type { Services } from './services.ts';

/** Longest wait that a request can ask for, s: the gateway ends one after 30. */
export const MAX_WAIT_S = 25;
/** A place that is not given back is free so long after the wait, ms. */
const GRACE_MS = 2_000;
const FIRST_LOOK_MS = 50;
const LAST_LOOK_MS = 1_000;

/** What became of a submission while a request waited for it. */
export interface Waited {
  /** As it was seen last. */
  readonly submission: Submission;
  /** Whether it was waited for at all: not where it would take longer, or too many wait already. */
  readonly waited: boolean;
}

/** Time between two looks at what has been waited for so long, ms: each finds a verdict a quarter too late at most. */
export function lookAfter(waitedMs: number): number {
  return Math.min(LAST_LOOK_MS, Math.max(FIRST_LOOK_MS, waitedMs / 4));
}

/**
 * Waits until a submission has ended, or until the deadline. Looks only: what becomes of the submission is the same whoever
 * waits, and a look that fails ends the wait.
 * @param deadline ms since the epoch
 */
export async function awaitVerdict(
  services: Services,
  submission: Submission,
  deadline: number,
): Promise<Waited> {
  if (hasEnded(submission)) return { submission, waited: true };
  const { clock, submissions } = services;
  const began = clock.now();
  const giveBack = await takePlace(services, submission, deadline).catch((error: unknown) => {
    services.warn('request.failed', { submissionId: submission.submissionId, error });
  });
  if (giveBack === undefined) return { submission, waited: false };
  let seen = submission;
  try {
    while (!hasEnded(seen)) {
      const now = clock.now();
      if (now >= deadline) break;
      await clock.sleep(Math.min(lookAfter(now - began), deadline - now));
      seen = (await submissions.get(submission.sessionId, submission.submissionId)) ?? seen;
    }
  } catch (error) {
    services.warn('request.failed', { submissionId: submission.submissionId, error });
  } finally {
    await giveBack().catch((error: unknown) => services.warn('request.failed', { error }));
  }
  return { submission: seen, waited: true };
}

/** A place to wait in, where the verdict is expected in time and one is free. @returns how it is given back */
async function takePlace(services: Services, submission: Submission, deadline: number) {
  const { clock, waiters } = services;
  const { expectedWaitMs = 0 } = submission.state === 'queued' ? await placeOf(services, submission) : {};
  const now = clock.now();
  if (now + expectedWaitMs > deadline) return undefined;
  return await waiters.places.take(waiters.count, deadline + GRACE_MS, now);
}

/** Whether nothing more becomes of it. */
export function hasEnded({ state }: Submission): boolean {
  return state === 'judged' || state === 'quarantined';
}
