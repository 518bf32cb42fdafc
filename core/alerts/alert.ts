import { createHash } from 'node:crypto';
import type { SessionEvent } from '../exam/session-event.ts';
import type { Severity } from '../resilience/failure.ts';

/** Where causes of alerts come from. */
export type AlertSource = 'session' | 'circuit' | 'signal' | 'sweep';

/** Something that a person should know of, as long as it is so. */
export interface Cause {
  /** The same as long as it is the same; of a scope no two have the same. */
  readonly key: string;
  /** `stage`, or the session that it is about. */
  readonly scope: string;
  readonly source: AlertSource;
  readonly severity: Severity;
  /** A sentence that a person can check. */
  readonly what: string;
  /** How many, where more of it is news. */
  readonly count?: number;
}

/** Something that subscribers are to be told of an alert. */
export type AlertFact = Extract<
  SessionEvent,
  { readonly type: 'alert.raised' | 'alert.escalated' | 'alert.resolved' }
>;

/** What somebody has done with an alert. */
interface HandAct {
  /** ms since the epoch. */
  readonly at: number;
  readonly by: string;
  readonly reason: string;
}

/** One for each cause, from the first time that there was any; one row each. Times in ms since the epoch. */
export interface Alert extends Cause {
  readonly alertId: string;
  readonly state: 'open' | 'acknowledged' | 'resolved';
  /** The last time; how often in all. */
  readonly raisedAt: number;
  readonly times: number;
  /** When its severity was last raised. */
  readonly escalatedAt?: number;
  /** When `what` was written. */
  readonly seenAt: number;
  /** From when on nobody found its cause any more, as far as it was looked for since. */
  readonly goneAt?: number;
  readonly acknowledged?: HandAct;
  /** `by` is absent where it resolved by itself. */
  readonly resolved?: Omit<HandAct, 'by'> & { readonly by?: string };
  /** Whether subscribers know that it was raised: not what began and ended while it was to be quiet. */
  readonly told: boolean;
  /** What is not yet published. */
  readonly untold?: readonly AlertFact[];
  readonly revision: number;
}

/** A time in which nobody is told of alerts: somebody works on it. */
export interface Maintenance {
  readonly maintenanceId: string;
  /** From when and until when, ms since the epoch. */
  readonly from: number;
  readonly until: number;
  readonly by: string;
  readonly reason: string;
  /** Only of this session; absent: of the whole stage. */
  readonly sessionId?: string;
}

/** For how long a resolved alert, and a maintenance that is over, are kept, ms. */
export const ALERTS_KEPT_MS = 30 * 86_400_000;

/** Of letters that a path may have. */
export function alertIdOf({ scope, key }: Pick<Cause, 'scope' | 'key'>): string {
  return createHash('sha256').update(`${scope} ${key}`).digest('hex').slice(0, 20);
}

/** The session that it is about; undefined where it is the stage. */
export function sessionOfScope(scope: string): string | undefined {
  return scope === 'stage' ? undefined : scope;
}

/** What keeps an alert quiet at a time; undefined: nothing. */
export function maintenanceOf(
  scope: string,
  all: readonly Maintenance[],
  now: number,
): Maintenance | undefined {
  return all.find(
    ({ from, until, sessionId }) =>
      now >= from && now < until && (sessionId === undefined || sessionId === scope),
  );
}
