import type { Host } from '../../core/fleet/host.ts';
import type { SubmissionDigest } from '../../core/submissions/submission-digest.ts';
import { hostOf } from './sessions.ts';

const S = 1_000;
type Facts = Pick<
  SubmissionDigest,
  'participantId' | 'trial' | 'submittedAt' | 'endedAt' | 'judgingMs' | 'state'
>;

/**
 * Submissions of as many participants that are judged one after the other on so many slots, each for so long, all of them busy; as many wait at `now` as the
 * growth of the queue makes, ms.
 */
export function queueAt(
  now: number,
  {
    slots,
    waiting,
    judgingMs = 3 * S,
    growsBy = 0,
  }: {
    readonly slots: number;
    readonly waiting: number;
    readonly judgingMs?: number;
    /** More that wait than a minute ago. */
    readonly growsBy?: number;
  },
): Facts[] {
  const distanceMs = judgingMs / slots;
  const judged = Math.ceil((2 * 60 * S) / distanceMs);
  // Handed in long ago: whoever waits now has waited for all of them.
  const ended = Array.from({ length: judged }, (_, index) => {
    const endedAt = now - (judged - index) * distanceMs;
    return { state: 'judged' as const, submittedAt: now - 10 * 60 * S + index, judgingMs, endedAt };
  });
  const running = Array.from({ length: slots }, () => ({
    state: 'running' as const,
    submittedAt: now - 9 * 60 * S,
  }));
  const came = 60 * S;
  const queued = Array.from({ length: waiting }, (_, index) => {
    const isNew = index >= waiting - judged / 2 - growsBy;
    const back = ((waiting - index) / (judged / 2 + growsBy)) * came;
    return { state: 'queued' as const, submittedAt: isNew ? now - Math.ceil(back) : now - 8 * 60 * S };
  });
  return [...ended, ...running, ...queued].map((one, index) => ({
    ...one,
    participantId: `p-${index}`,
    trial: false,
  }));
}

/** Hosts that have judged since a moment, each a minute after it was asked for. */
export function readyHosts(count: number, since: number): Host[] {
  return Array.from({ length: count }, (_, number) =>
    hostOf({
      hostId: `i-${number}`,
      state: 'ready',
      requestedAt: since - 60 * S,
      stateAt: since,
      milestones: { examinedAt: since },
    }),
  );
}
