import type { Decision } from '../exam/decision.ts';
import type { JudgeErrorKind } from '../grading/judge.ts';
import type { Failure } from '../resilience/failure.ts';

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
  /** Nothing else was judged on the host: whatever took it down, no neighbour did. */
  readonly alone?: true;
}

/** What each kind is a failure of: all are judged again, by another lease. */
export const SETBACK_FAILURES: Readonly<Record<Setback['kind'], Failure>> = {
  'host-lost': {
    class: 'infrastructure',
    severity: 'high',
    retry: 'elsewhere',
    plan: ['restart', 'escalate'],
  },
  failed: { class: 'judge', severity: 'high', retry: 'elsewhere', plan: ['restart', 'escalate'] },
  'turned-away': { class: 'judge', severity: 'low', retry: 'elsewhere', plan: ['restart', 'escalate'] },
};

/** What a judge call that failed is to the submission: only `failed` and `host-lost` count towards its quarantine. */
export const SETBACK_OF: Readonly<Record<JudgeErrorKind, Setback['kind']>> = {
  busy: 'turned-away',
  unreachable: 'host-lost',
  refused: 'turned-away',
  timeout: 'failed',
  lost: 'failed',
  rejected: 'failed',
  incapable: 'failed',
  broken: 'failed',
  aborted: 'turned-away',
};

/** Failed judge calls, and executors that died with it, after which a submission is given up. */
export const MAX_FAILURES = 5;
/** Within this a host that is gone, or whose runs all fail, is found out and repaired or replaced: what lasts longer says something about the submission, ms. */
const REPAIR_MS = 3 * 60_000;
/**
 * Hosts that a submission may be lost with, or times that the only one may. One dead host says little, but that whatever ran
 * there is judged alone from now on; one that dies with nothing else on it says enough not to try another.
 */
export const MAX_LOSSES = 2;
/** Losses of which nobody can tell whose they are: a pooled judge is shared with strangers. */
export const MAX_SHARED_LOSSES = 3;
/** Setbacks of any kind, in minutes without one working host. */
export const MAX_SETBACKS = 60;

/** `hostile`: it has taken hosts down, and nothing else can have done it. */
export type RetryDecision = Decision<'retry' | 'quarantine'> & { readonly hostile?: true };

/**
 * Whether to go on with a submission that met setbacks. A host that is down is no reason to give a submission up (a
 * retry elsewhere would judge it); a submission that takes one host after the other with it is.
 * @param attempts leases taken so far; more than there are setbacks means that executors died without a word
 */
export function decideRetry(attempts: number, setbacks: readonly Setback[]): RetryDecision {
  const last = setbacks.at(-1);
  const because = last === undefined ? '' : `; the last time on ${last.hostId}: ${last.reason}`;
  const losses = setbacks.filter(({ kind }) => kind === 'host-lost');
  const failures = setbacks.filter(({ kind }) => kind === 'failed');
  const silent = attempts - setbacks.length;
  if (losses.length >= MAX_LOSSES && losses.some(({ alone }) => alone === true))
    return {
      action: 'quarantine',
      reason: `${tellLosses(losses)}, with nothing else on it the last time`,
      hostile: true,
    };
  if (losses.length >= MAX_SHARED_LOSSES) return { action: 'quarantine', reason: tellLosses(losses) };
  if (failures.length >= MAX_FAILURES && !isHostsFault(failures))
    return { action: 'quarantine', reason: `judging it failed ${failures.length} times${because}` };
  if (silent >= MAX_FAILURES)
    return {
      action: 'quarantine',
      reason: `${silent} executors ended without a word while judging it${because}`,
    };
  if (setbacks.length >= MAX_SETBACKS && spanOf(setbacks) >= REPAIR_MS)
    return {
      action: 'quarantine',
      reason: `no host could judge it in ${setbacks.length} attempts${because}`,
    };
  return { action: 'retry', reason: last === undefined ? 'not tried before' : last.reason };
}

/** Whether failures may be those of the one host that they were met on, and nobody had the time to repair it. */
function isHostsFault(failures: readonly Setback[]): boolean {
  const hosts = new Set(failures.map(({ hostId }) => hostId));
  return hosts.size === 1 && spanOf(failures) < REPAIR_MS;
}

/** From the first to the last, ms. */
function spanOf(setbacks: readonly Setback[]): number {
  const times = setbacks.map(({ at }) => at);
  return Math.max(...times) - Math.min(...times);
}

/**
 * Whether a submission may be what took a host down, and is not to share another with anything. Said of everything that ran
 * on a host that was lost: one of them did it, or none.
 */
export function isSuspect(setbacks: readonly Setback[] = []): boolean {
  return setbacks.some(({ kind }) => kind === 'host-lost');
}

/** Characters of a reason that are evidence enough. */
const EVIDENCE_LENGTH = 120;

/** The hosts that were lost, each with how. */
function tellLosses(losses: readonly Setback[]): string {
  const hosts = new Set(losses.map(({ hostId }) => hostId)).size;
  const evidence = losses.map(({ hostId, reason }) => `${hostId} (${reason.slice(0, EVIDENCE_LENGTH)})`);
  const what =
    hosts === losses.length ? `${hosts} hosts were lost` : `its host was lost ${losses.length} times`;
  return `${what} while it was judged: ${evidence.join(', ')}`;
}
