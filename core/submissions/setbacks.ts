import type { Decision } from '../exam/decision.ts';

/**
 * Something that kept a submission from its verdict through no fault of its own.
 * - `host-lost`: the host could not be reached, the connection broke, or it was closed as failed while it judged this
 * - `failed`: a judge call was accepted and came to nothing, or judging ended in JE
 * - `turned-away`: the host was busy, refused our token, or was closed before judging began; says nothing about the submission
 */
export interface Setback {
  readonly kind: 'host-lost' | 'failed' | 'turned-away';
  readonly hostId: string;
  readonly reason: string;
  readonly at: number;
}

/** Failed judge calls, and executors that died with it, after which a submission is given up. */
export const MAX_FAILURES = 5;
/**
 * Different hosts that a submission may be lost with. One dead host says little; a second one that died with the same
 * submission on it says enough not to try a third.
 */
export const MAX_HOSTS_LOST = 2;
/** Losses with the same host, which was repaired in between. */
export const MAX_LOSSES = 3;
/** Setbacks of any kind. Reached after minutes without one working host. */
export const MAX_SETBACKS = 60;

/**
 * Whether to go on with a submission that met setbacks. A host that is down is no reason to give a submission up (a
 * retry elsewhere would judge it); a submission that takes one host after the other with it is.
 * @param attempts leases taken so far; more than there are setbacks means that executors died without a word
 */
export function decideRetry(
  attempts: number,
  setbacks: readonly Setback[],
): Decision<'retry' | 'quarantine'> {
  const last = setbacks.at(-1);
  const because = last === undefined ? '' : `; the last time on ${last.hostId}: ${last.reason}`;
  const losses = setbacks.filter(({ kind }) => kind === 'host-lost');
  const lostHosts = new Set(losses.map(({ hostId }) => hostId));
  const failures = setbacks.filter(({ kind }) => kind === 'failed').length;
  const silent = attempts - setbacks.length;
  if (lostHosts.size >= MAX_HOSTS_LOST)
    return { action: 'quarantine', reason: `${lostHosts.size} hosts were lost while judging it${because}` };
  if (losses.length >= MAX_LOSSES)
    return { action: 'quarantine', reason: `its host was lost ${losses.length} times${because}` };
  if (failures >= MAX_FAILURES)
    return { action: 'quarantine', reason: `judging it failed ${failures} times${because}` };
  if (silent >= MAX_FAILURES)
    return {
      action: 'quarantine',
      reason: `${silent} executors ended without a word while judging it${because}`,
    };
  if (setbacks.length >= MAX_SETBACKS)
    return {
      action: 'quarantine',
      reason: `no host could judge it in ${setbacks.length} attempts${because}`,
    };
  return { action: 'retry', reason: last === undefined ? 'not tried before' : last.reason };
}
