import type { Clock } from '../../core/exam/clock.ts';
import type { Submission } from '../../core/submissions/submission.ts';
import { placeOf } from './queue-places.ts';
import type { Services, Waiters } from './services.ts';

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
 * Waits until a submission has ended, or until the deadline.
 * @param deadline ms since the epoch
 */
export async function awaitVerdict(
  services: Services,
  submission: Submission,
  deadline: number,
): Promise<Waited> {
  const { sessionId, submissionId } = submission;
  const { seen, waited } = await awaitEnd(services, submission, deadline, {
    waiters: services.waiters,
    about: { submissionId },
    hasEnded,
    look: async () => await services.submissions.get(sessionId, submissionId),
    expectedWaitMs: async () =>
      submission.state === 'queued' ? ((await placeOf(services, submission)).expectedWaitMs ?? 0) : 0,
  });
  return { submission: seen, waited };
}

/** How something is waited for. */
export interface Awaited<T> {
  /** Whose places are taken. */
  readonly waiters: Waiters;
  /** What a failed look is logged with. */
  readonly about: Readonly<Record<string, string>>;
  readonly hasEnded: (seen: T) => boolean;
  readonly look: () => Promise<T | undefined>;
  readonly expectedWaitMs: () => Promise<number>;
}

/**
 * Waits until something has ended, or until the deadline (ms since the epoch). Looks only: what becomes of it is the same whoever waits,
 * and a look that fails ends the wait.
 */
export async function awaitEnd<T>(
  services: Pick<Services, 'clock' | 'warn'>,
  first: T,
  deadline: number,
  { waiters, about, hasEnded: isOver, look, expectedWaitMs }: Awaited<T>,
): Promise<{ readonly seen: T; readonly waited: boolean }> {
  if (isOver(first)) return { seen: first, waited: true };
  const { clock } = services;
  const began = clock.now();
  const giveBack = await takePlace(clock, waiters, expectedWaitMs, deadline).catch((error: unknown) => {
    services.warn('request.failed', { ...about, error });
  });
  if (giveBack === undefined) return { seen: first, waited: false };
  let seen = first;
  try {
    while (!isOver(seen)) {
      const now = clock.now();
      if (now >= deadline) break;
      await clock.sleep(Math.min(lookAfter(now - began), deadline - now));
      seen = (await look()) ?? seen;
    }
  } catch (error) {
    services.warn('request.failed', { ...about, error });
  } finally {
    await giveBack().catch((error: unknown) => services.warn('request.failed', { error }));
  }
  return { seen, waited: true };
}

/** A place to wait in, where the end is expected in time and one is free. @returns how it is given back */
async function takePlace(
  clock: Clock,
  waiters: Waiters,
  expectedWaitMs: () => Promise<number>,
  deadline: number,
) {
  const expected = await expectedWaitMs();
  const now = clock.now();
  if (now + expected > deadline) return undefined;
  return await waiters.places.take(waiters.count, deadline + GRACE_MS, now);
}

/** Whether nothing more becomes of it. */
export function hasEnded({ state }: Submission): boolean {
  return state === 'judged' || state === 'quarantined';
}
