import { countOf } from '../exam/count-of.ts';
import type { Decision } from '../exam/decision.ts';
import { given } from '../exam/given.ts';
import type { Session } from '../exam/session.ts';
import type { SubmissionResult } from '../grading/judge-submission.ts';
import { canBeAlone } from './decide-alone.ts';
import type { WorkAction } from './decide-work.ts';
import type { LostLease } from './hold-leases.ts';
import { decideRetry, isSuspect, type RetryDecision, type Setback } from './setbacks.ts';
import type { RunningSubmission } from './submission.ts';

/** What an attempt to judge a submission came to. */
export type Outcome =
  | {
      readonly kind: 'result';
      readonly result: SubmissionResult;
      /** As a row holds it. */
      readonly stored: SubmissionResult;
    }
  | { readonly kind: 'setback'; readonly setback: Setback }
  /** What is needed to judge it is gone for good. */
  | { readonly kind: 'hopeless'; readonly reason: string };

/** All that the fate of a leased submission stands on. */
export interface FateFacts {
  readonly outcome: Outcome;
  /** The lease that was lost meanwhile. */
  readonly lost: LostLease | undefined;
  /** Why the store will never take the result. */
  readonly refused?: string;
  /** Leases taken so far, this one too. */
  readonly attempts: number;
  /** What it met before. */
  readonly setbacks: readonly Setback[];
  readonly hostId: string;
  /** Whether nothing else was judged on the host. */
  readonly alone: boolean;
  /** Whether EC2 had told that it takes the host back. */
  readonly leaving?: boolean;
  readonly now: number;
}

/** What becomes of a leased submission: one write, or none (`leave`: it is somebody else's). */
export type Fate = (
  | (Decision<'judge'> & { readonly stored: SubmissionResult })
  | (Decision<'quarantine'> & { readonly hostile?: true })
  | Decision<'leave'>
  | (Decision<'give-back'> & { readonly setback: Setback })
) & {
  /** False: the host is not to be used again by this executor, and its slot is left to expire. */
  readonly slotGood: boolean;
};

/** Decides the fate of a submission that somebody held a lease of to judge it. Pure. */
export function decideFate(facts: FateFacts): Fate {
  const { outcome, lost, refused } = facts;
  if (lost === 'submission')
    return {
      action: 'leave',
      reason: 'somebody else holds the lease; nothing was written',
      slotGood: true,
    };
  if (outcome.kind === 'hopeless') return { action: 'quarantine', reason: outcome.reason, slotGood: true };
  if (outcome.kind === 'result' && lost === undefined) {
    const { result, stored } = outcome;
    return refused === undefined
      ? {
          action: 'judge',
          reason: `${result.verdict} in ${countOf(result.judgeCalls, 'judge call')}`,
          stored,
          slotGood: true,
        }
      : {
          action: 'quarantine',
          reason: `its result (${result.verdict}) cannot be stored: ${refused}`,
          slotGood: true,
        };
  }
  const met = setbackOf(facts);
  const setback: Setback = facts.alone && met.kind === 'host-lost' ? { ...met, alone: true } : met;
  const slotGood = setback.kind === 'failed';
  const { action, reason, hostile } = decideRetry(facts.attempts, [...facts.setbacks, setback]);
  return action === 'quarantine'
    ? { action, reason, slotGood, ...given({ hostile }) }
    : { action: 'give-back', reason, setback, slotGood };
}

/** A slot that was lost explains whatever judging on it came to, and so does a host that EC2 takes back: no submission did that. */
function setbackOf({ outcome, lost, leaving, hostId, now }: FateFacts): Setback {
  if (leaving === true)
    return { kind: 'turned-away', hostId, reason: 'EC2 took its host back while it was judged', at: now };
  if (lost === 'slot')
    return { kind: 'host-lost', hostId, reason: 'its host failed while it was judged', at: now };
  if (lost === 'no-slot' || outcome.kind !== 'setback')
    return { kind: 'turned-away', hostId, reason: 'its slot was taken back', at: now };
  return outcome.setback;
}

/** All that is known of a submission that was just leased. */
export interface LeasedFacts {
  readonly work: Decision<WorkAction>;
  readonly running: Pick<RunningSubmission, 'attempts' | 'setbacks'>;
  readonly session: Pick<Session, 'deployment'>;
  readonly hostId: string;
  readonly now: number;
}

/** The fate of a submission that was leased and is not to be judged here; undefined when it is. Pure. */
export function decideBefore({ work, running, session, hostId, now }: LeasedFacts): Fate | undefined {
  const { action, reason, hostile }: RetryDecision =
    work.action === 'quarantine'
      ? { action: 'quarantine', reason: work.reason }
      : decideRetry(running.attempts - 1, running.setbacks ?? []);
  if (action === 'quarantine') return { action, reason, slotGood: true, ...given({ hostile }) };
  if (work.action === 'take-alone' || !canBeAlone(session) || !isSuspect(running.setbacks)) return undefined;
  // Whoever took it did not know: it came by its doorbell, or its lease had ended.
  const why = 'a host was lost with it: it is judged with nothing else beside it';
  const setback: Setback = { kind: 'turned-away', hostId, reason: why, at: now };
  return { action: 'give-back', reason: why, setback, slotGood: true };
}
