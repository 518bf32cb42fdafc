import type { SubmissionDigest } from './submission-digest.ts';

/** Verdicts that a pace is made of: as many as tell chance from change. */
const RECENT = 20;
/** Fewer distances between verdicts say less than what judging takes, shared among the slots. */
const ENOUGH = 3;

/** A doorbell and a cold start take no longer, ms: what does waited for hosts, and says nothing of the next one. */
const MOST_TAKEN_UP_MS = 5_000;

type Facts = Pick<SubmissionDigest, 'submittedAt' | 'endedAt' | 'judgingMs' | 'state'>;
type Ended = Facts & { readonly endedAt: number };

/** How a session's judging goes: what waits are made of, ms. */
export interface Pace {
  /** From a submission to a free slot until it is taken up. */
  readonly takenUpMs: number;
  readonly judgingMs: number;
  /** Between two verdicts while all slots are busy. */
  readonly distanceMs: number;
  readonly freeSlots: number;
}

/**
 * The pace of the latest verdicts. While all slots were busy these came in a distance that holds everything, also what
 * passes between two judgings; where that has not been seen yet, it is what one takes, shared among the slots. Undefined
 * until something was judged, or while there is no slot. Pure.
 */
export function measurePace(digests: readonly Facts[], slots: number): Pace | undefined {
  const recent = digests
    .filter((one): one is Ended => one.endedAt !== undefined && one.judgingMs !== undefined)
    .sort((a, b) => a.endedAt - b.endedAt)
    .slice(-RECENT);
  const judgingMs = meanOf(recent.map((one) => one.judgingMs ?? 0));
  if (judgingMs === undefined || slots === 0) return undefined;
  const takenUpMs = meanOf(
    recent
      // Beside those that came at the same moment, of which one was the first.
      .filter(({ submittedAt }) => inSystemAt(digests, submittedAt + 1) <= slots)
      .map((one) => one.endedAt - one.submittedAt - (one.judgingMs ?? 0)),
  );
  const distances = recent.flatMap(({ endedAt }, at) => {
    const last = recent[at - 1];
    return last !== undefined && inSystemAt(digests, last.endedAt) >= slots ? [endedAt - last.endedAt] : [];
  });
  const running = digests.filter(({ state }) => state === 'running').length;
  return {
    takenUpMs: Math.min(MOST_TAKEN_UP_MS, Math.max(0, takenUpMs ?? 0)),
    judgingMs,
    distanceMs: distances.length >= ENOUGH ? (meanOf(distances) ?? 0) : judgingMs / slots,
    freeSlots: Math.max(0, slots - running),
  };
}

/**
 * How long a submission will wait for its verdict at this pace, ms: whoever finds a free slot until it is taken up and
 * judged; whoever does not, also for a verdict of each that must come before. Pure.
 * @param place in the queue, from 1
 */
export function expectWait(pace: Pace | undefined, place: number): number | undefined {
  if (pace === undefined) return undefined;
  const { takenUpMs, judgingMs, distanceMs, freeSlots } = pace;
  return Math.round(takenUpMs + judgingMs + Math.max(0, place - freeSlots) * distanceMs);
}

/** Submissions that waited or ran at a moment. */
function inSystemAt(digests: readonly Facts[], at: number): number {
  return digests.filter(
    ({ submittedAt, endedAt }) => submittedAt < at && (endedAt === undefined || endedAt > at),
  ).length;
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
