import type { Decision } from '../exam/decision.ts';
import { given } from '../exam/given.ts';
import type { Severity } from '../resilience/failure.ts';
import {
  type Alert,
  type AlertFact,
  alertIdOf,
  type Cause,
  type Maintenance,
  sessionOfScope,
} from './alert.ts';

/** What is known when it is looked at an alert. */
export interface AlertFacts {
  /** Undefined: there never was one. */
  readonly alert: Alert | undefined;
  /** Undefined: it was looked for, and is not there. */
  readonly cause: Cause | undefined;
  /** What keeps it quiet. */
  readonly maintenance: Maintenance | undefined;
  /** A cause that comes and goes ends nothing: it must have been gone for so long, ms. */
  readonly goneForMs: number;
  readonly now: number;
}

export type AlertAction =
  | 'keep'
  /** There is none, or the last is resolved: it is open from now on. */
  | 'raise'
  /** It weighs more from now on: its cause does, or nobody has seen to it for long. */
  | 'escalate'
  /** What is written of its cause is old. */
  | 'update'
  /** Its maintenance is over and it is still there: subscribers are told. */
  | 'tell'
  /** Its cause is not there, for now. */
  | 'note-gone'
  | 'resolve';

/** After how long an open alert that nobody acknowledges weighs more, ms; what is critical cannot. */
export const ESCALATES_AFTER_MS: Readonly<Record<Severity, number>> = {
  low: 30 * 60_000,
  high: 10 * 60_000,
  critical: Number.POSITIVE_INFINITY,
};
/** What is written of a cause that changes all the time, as a wait, may be so old, ms. */
const STALE_MS = 5 * 60_000;

const SEVERITIES: readonly Severity[] = ['low', 'high', 'critical'];
const weightOf = (severity: Severity) => SEVERITIES.indexOf(severity);

/** What an alert weighs at most by its age alone: light signals are made by strangers, who must not wake anybody by keeping on. */
const ceilingOf = ({ source, severity }: Cause): Severity =>
  source === 'signal' && severity === 'low' ? 'high' : 'critical';

/** What becomes of an alert. Pure. */
export function decideAlert({
  alert,
  cause,
  maintenance,
  goneForMs,
  now,
}: AlertFacts): Decision<AlertAction> {
  if (cause === undefined) return decideWithoutCause(alert, goneForMs, now);
  if (alert === undefined) return { action: 'raise', reason: cause.what };
  if (alert.state === 'resolved') return decideAgain(alert, cause);
  if (weightOf(cause.severity) > weightOf(alert.severity))
    return { action: 'escalate', reason: `it is ${cause.severity} by now: ${cause.what}` };
  const since = alert.escalatedAt ?? alert.raisedAt;
  if (
    alert.state === 'open' &&
    maintenance === undefined &&
    weightOf(alert.severity) < weightOf(ceilingOf(cause)) &&
    now - since >= ESCALATES_AFTER_MS[alert.severity]
  )
    return {
      action: 'escalate',
      reason: `nobody has acknowledged it for ${Math.round((now - since) / 60_000)} min: ${cause.what}`,
    };
  if (!alert.told && maintenance === undefined)
    return { action: 'tell', reason: `it was raised during a maintenance and is still there: ${cause.what}` };
  const isNews =
    alert.goneAt !== undefined ||
    alert.count !== cause.count ||
    (alert.what !== cause.what && now - alert.seenAt >= STALE_MS);
  return isNews
    ? { action: 'update', reason: 'its cause is still there, and has changed' }
    : { action: 'keep', reason: 'its cause is still there' };
}

function decideWithoutCause(alert: Alert | undefined, goneForMs: number, now: number): Decision<AlertAction> {
  if (alert === undefined) return { action: 'keep', reason: 'there is nothing to tell' };
  if (alert.state === 'resolved')
    return alert.goneAt === undefined
      ? { action: 'note-gone', reason: 'its cause has gone since it was resolved' }
      : { action: 'keep', reason: 'it is resolved' };
  if (now - (alert.goneAt ?? now) >= goneForMs) return { action: 'resolve', reason: 'its cause is gone' };
  return alert.goneAt === undefined
    ? { action: 'note-gone', reason: 'its cause is not there for the moment' }
    : { action: 'keep', reason: 'its cause is not there for the moment' };
}

/** What somebody has resolved is not raised again by what they knew of. */
function decideAgain(alert: Alert, cause: Cause): Decision<AlertAction> {
  const isKnown =
    alert.goneAt === undefined &&
    alert.resolved?.by !== undefined &&
    (cause.count ?? 0) <= (alert.count ?? 0) &&
    weightOf(cause.severity) <= weightOf(alert.severity);
  return isKnown
    ? { action: 'keep', reason: `${alert.resolved?.by} has resolved it, and it is no worse since` }
    : { action: 'raise', reason: cause.what };
}

/** The alert after what was decided; undefined: it stays as it is. Pure. */
export function turnAlert(facts: AlertFacts): Alert | undefined {
  const { alert, cause, maintenance, now } = facts;
  const { action, reason } = decideAlert(facts);
  const quiet = maintenance !== undefined;
  switch (action) {
    case 'keep':
      return undefined;
    case 'raise':
      return cause && raise(alert, cause, reason, quiet, now);
    case 'escalate': {
      if (alert === undefined || cause === undefined) return undefined;
      const next = SEVERITIES[weightOf(alert.severity) + 1] ?? alert.severity;
      const severity = weightOf(cause.severity) > weightOf(alert.severity) ? cause.severity : next;
      const { goneAt: _, ...before } = alert;
      const after: Alert = { ...before, ...seen(cause, now), severity, escalatedAt: now };
      return quiet || !alert.told ? after : withFact(after, 'alert.escalated', reason, now);
    }
    case 'update': {
      if (alert === undefined || cause === undefined) return undefined;
      const { goneAt: _, ...before } = alert;
      return { ...before, ...seen(cause, now) };
    }
    case 'tell':
      return alert && withFact({ ...alert, told: true }, 'alert.raised', reason, now);
    case 'note-gone':
      return alert && { ...alert, goneAt: now };
    case 'resolve':
      return alert && resolveAlert(alert, { at: now, reason }, true);
  }
}

/** The alert as somebody, or nobody, resolves it. @param isGone its cause is */
export function resolveAlert(alert: Alert, resolved: NonNullable<Alert['resolved']>, isGone: boolean): Alert {
  const { goneAt, ...before } = alert;
  const after: Alert = {
    ...before,
    state: 'resolved',
    resolved,
    ...(isGone ? { goneAt: goneAt ?? resolved.at } : {}),
  };
  const by = resolved.by === undefined ? '' : `${resolved.by}: `;
  return alert.told ? withFact(after, 'alert.resolved', `${by}${resolved.reason}`, resolved.at) : after;
}

function raise(alert: Alert | undefined, cause: Cause, reason: string, quiet: boolean, now: number): Alert {
  const raised: Alert = {
    ...cause,
    alertId: alertIdOf(cause),
    state: 'open',
    raisedAt: now,
    seenAt: now,
    times: (alert?.times ?? 0) + 1,
    told: !quiet,
    ...given({ untold: alert?.untold }),
    revision: alert?.revision ?? 0,
  };
  return quiet ? raised : withFact(raised, 'alert.raised', reason, now);
}

const seen = ({ what, count }: Cause, now: number) => ({ what, seenAt: now, ...given({ count }) });

function withFact(alert: Alert, type: AlertFact['type'], reason: string, at: number): Alert {
  const { alertId, severity, what, scope, raisedAt, untold = [] } = alert;
  const told = type === 'alert.escalated' ? `:${severity}` : '';
  const fact: AlertFact = {
    type,
    eventId: `alert:${alertId}:${raisedAt}:${type.slice('alert.'.length)}${told}`,
    at,
    alertId,
    severity,
    what,
    reason,
    ...given({ sessionId: sessionOfScope(scope) }),
  };
  return { ...alert, untold: [...untold, fact] };
}
