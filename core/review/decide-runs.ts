import type { Decision } from '../exam/decision.ts';
import type { Session } from '../exam/session.ts';
import { drainUntil } from '../exam/window.ts';
import type { RunsAsked } from './runs-store.ts';
import { isSandboxLanguage } from './sandbox/sandbox-languages.ts';

/** For so long the judges of a session that is over run compilers at most, ms: they are paid for meanwhile. */
export const RUNS_MS = 10 * 60_000;
/** Whoever is to put the runs in the queue has so long for it, ms; else judges would be kept for nothing. */
export const QUEUED_WITHIN_MS = 3 * 60_000;
/** Whoever notes what counts has so long before another is started, ms: the first may be at it still. */
export const START_AGAIN_MS = 30_000;

/** What the decision about compilers stands on. */
export interface RunsFacts {
  readonly session: Pick<
    Session,
    'policy' | 'languages' | 'deployment' | 'fleet' | 'cancelledAt' | 'budgetTold' | 'times'
  >;
  /** What was asked for, whenever. */
  readonly asked: RunsAsked | undefined;
  /** Whether any run is not over, as far as is known. */
  readonly left: boolean;
  readonly now: number;
}

/**
 * What becomes of the runs of compilers over the programs that count, between the last verdict and the end of the hosts. `none`: there are
 * none; `ask`: for them; `wait`: until they are over; `end`: what is left of them, and go on.
 */
export type RunsAction = 'none' | 'ask' | 'wait' | 'end';

/** Decides about the runs of a session whose queue was empty once after its close. Nothing of it may keep hosts for long. Pure. */
export function decideRuns({ session, asked, left, now }: RunsFacts): Decision<RunsAction> {
  const { lastClosesAt } = session.times;
  // Hours may have been moved after an earlier close.
  const current = asked !== undefined && asked.askedAt >= lastClosesAt ? asked : undefined;
  const against = whyNot(session, now);
  if (current === undefined)
    return against === undefined
      ? { action: 'ask', reason: 'its judges are there still' }
      : { action: 'none', reason: against };
  if (against !== undefined) return { action: 'end', reason: against };
  if (current.queued === true && !left) return { action: 'none', reason: 'all runs are over' };
  if (now >= current.askedAt + RUNS_MS)
    return { action: 'end', reason: `compilers have ${RUNS_MS / 60_000} minutes` };
  if (current.queued !== true && now >= current.askedAt + QUEUED_WITHIN_MS)
    return { action: 'end', reason: 'nobody put the runs in the queue' };
  return { action: 'wait', reason: 'compilers are asked what they say of its programs' };
}

/**
 * Whether somebody is to be started who notes what counts: when it was asked for just now, and again where that came to nothing for half a
 * minute. @param isNew whether this run of the shutdown has asked
 */
export function isToBeStarted({ askedAt, chosen }: RunsAsked, isNew: boolean, now: number): boolean {
  return chosen !== true && (isNew || now >= askedAt + START_AGAIN_MS);
}

function whyNot(session: RunsFacts['session'], now: number): string | undefined {
  const { policy, languages, deployment, fleet, cancelledAt, budgetTold } = session;
  if ((policy.reviews ?? 'off') === 'off') return 'the session wants no reviews';
  if (cancelledAt !== undefined) return 'the session was cancelled';
  if (!languages.some(isSandboxLanguage)) return 'no compiler is asked of its languages';
  if (deployment.kind !== 'fleet') return 'its judges are of somebody else';
  if (fleet === 'failed' || fleet === 'gone' || fleet === 'none') return 'it has no hosts';
  if (budgetTold?.state === 'used') return 'its budget is used';
  if (now >= drainUntil(session)) return "the session's time to judge is over";
  return undefined;
}
