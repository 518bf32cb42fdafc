import type { Decision } from '../exam/decision.ts';
import type { Failure } from './failure.ts';

/** When circuits open, and for how long. */
export interface CircuitPolicy {
  /** Failures in a row. */
  readonly failuresToOpen: number;
  /** From a circuit's opening to the next try, and from one try to the next, ms. */
  readonly openMs: number;
}

/** What of the failures of one operation at one place is kept; nothing where the last went right. */
export interface Circuit {
  /** In a row, counted until it opened. */
  readonly failures: number;
  /** Present since it opened: nobody tries before; then one does, ms since the epoch. */
  readonly openUntil?: number;
  /** Whose work failed last, where it was somebody's. */
  readonly by?: string;
  /** When it last failed, ms since the epoch: what nobody met for long is no row of failures any more. */
  readonly failedAt?: number;
}

/**
 * Whether an operation may be tried. `probe`: by the one whose {@link claimProbe} is written first; to everybody else it stays
 * open. Pure.
 */
export function decideCircuit(circuit: Circuit | undefined, now: number): Decision<'go' | 'probe' | 'leave'> {
  if (circuit?.openUntil === undefined || isForgotten(circuit, now))
    return { action: 'go', reason: 'its circuit is closed' };
  const { failures, openUntil } = circuit;
  return now < openUntil
    ? {
        action: 'leave',
        reason: `${failures} tries in a row failed; the next is in ${Math.ceil((openUntil - now) / 1000)} s`,
      }
    : { action: 'probe', reason: `${failures} tries in a row failed; one more finds out whether it is over` };
}

/** The circuit of one who probes: to all others it stays open, until the next may if this one never tells. */
export function claimProbe(circuit: Circuit, now: number, { openMs }: CircuitPolicy): Circuit {
  return { ...circuit, openUntil: now + openMs };
}

/**
 * The circuit after one more failure; after a success there is none. What fails while it is open began before, and says
 * nothing new.
 * @param by whose work it was: one person's counts once in a row, or whoever hands in what breaks would open circuits alone
 */
export function countFailure(
  before: Circuit | undefined,
  now: number,
  policy: CircuitPolicy,
  by?: string,
): Circuit {
  const circuit = isForgotten(before, now) ? undefined : before;
  if (circuit?.openUntil !== undefined)
    return now < circuit.openUntil ? circuit : { ...claimProbe(circuit, now, policy), failedAt: now };
  if (circuit !== undefined && by !== undefined && circuit.by === by) return circuit;
  const failures = (circuit?.failures ?? 0) + 1;
  const counted = { failures, failedAt: now, ...(by === undefined ? {} : { by }) };
  return failures < policy.failuresToOpen ? counted : claimProbe(counted, now, policy);
}

/** Successes write nothing, so that failures of days are one row only if none of them is long past, ms. */
const FORGOTTEN_AFTER_MS = 5 * 60_000;

function isForgotten(circuit: Circuit | undefined, now: number): boolean {
  const last = Math.max(circuit?.failedAt ?? now, circuit?.openUntil ?? 0);
  return now - last > FORGOTTEN_AFTER_MS;
}

/** What a change of a circuit is to those who look on; undefined: nothing, as one more failure or a probe. */
export function tellTurn(
  before: Circuit | undefined,
  after: Circuit | undefined,
  { openMs }: CircuitPolicy,
): Decision<'opened' | 'closed'> | undefined {
  const wasOpen = before?.openUntil !== undefined;
  if (!wasOpen && after?.openUntil !== undefined)
    return {
      action: 'opened',
      reason: `${after.failures} tries in a row failed: nobody tries for ${Math.round(openMs / 1000)} s`,
    };
  return wasOpen && after === undefined ? { action: 'closed', reason: 'a try went right' } : undefined;
}

/** Whether a failure speaks against the place where it was met: not what is a moment's, a person's, or of our own making. */
export function countsAgainstPlace({ class: of, severity }: Failure): boolean {
  return severity !== 'low' && of !== 'user' && of !== 'application';
}

/** The thresholds of a stage that says nothing else. */
export const DEFAULT_CIRCUITS: CircuitPolicy = { failuresToOpen: 5, openMs: 60_000 };
