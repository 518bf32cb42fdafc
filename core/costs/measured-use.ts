import type { Session } from '../exam/session.ts';
import type { MeasuredUse } from './bill.ts';

/** What was counted of a session's judging. */
export interface CountedJudging {
  readonly submissions: number;
  /** Validator calls included. */
  readonly judgeCalls: number;
  readonly judgeCallsSaved: number;
  /** Time that judging took, all slots together, ms. */
  readonly judgingMs: number;
}

/** What a session has used by `until`, ms since the epoch: what was counted, and how long it was watched and open. */
export function measuredUse(
  { times, cancelledAt, participantCount }: Pick<Session, 'times' | 'cancelledAt' | 'participantCount'>,
  counted: CountedJudging,
  until: number,
): MeasuredUse {
  const openUntil = Math.min(until, times.lastClosesAt, cancelledAt ?? until);
  return {
    ...counted,
    pageMs: participantCount * Math.max(0, openUntil - times.opensAt),
    watchedMs: Math.max(0, until - times.launchAt),
  };
}
