import type { AlertList, AlertView, MaintenanceView } from '../api/alerts.ts';
import { toInstant } from '../api/present-session.ts';
import { given } from '../exam/given.ts';
import { type Alert, type Maintenance, maintenanceOf, sessionOfScope } from './alert.ts';

/** An alert as the API tells it. @param now ms since the epoch */
export function presentAlert(alert: Alert, maintenances: readonly Maintenance[], now: number): AlertView {
  const { alertId, key, source, scope, state, severity, what, count, times } = alert;
  const quiet = state === 'resolved' ? undefined : maintenanceOf(scope, maintenances, now);
  return {
    alertId,
    key,
    source,
    ...given({ sessionId: sessionOfScope(scope) }),
    state,
    severity,
    what,
    ...given({ count }),
    raisedAt: toInstant(alert.raisedAt),
    times,
    ...(alert.escalatedAt === undefined ? {} : { escalatedAt: toInstant(alert.escalatedAt) }),
    ...(alert.acknowledged === undefined
      ? {}
      : { acknowledged: { ...alert.acknowledged, at: toInstant(alert.acknowledged.at) } }),
    ...(alert.resolved === undefined
      ? {}
      : { resolved: { ...alert.resolved, at: toInstant(alert.resolved.at) } }),
    ...(quiet === undefined
      ? {}
      : {
          quiet: {
            maintenanceId: quiet.maintenanceId,
            until: toInstant(quiet.until),
            by: quiet.by,
            reason: quiet.reason,
          },
        }),
  };
}

/** A maintenance as the API tells it. */
export function presentMaintenance(maintenance: Maintenance, now: number): MaintenanceView {
  const { from, until } = maintenance;
  return {
    ...maintenance,
    from: toInstant(from),
    until: toInstant(until),
    active: now >= from && now < until,
  };
}

const STATES = ['open', 'acknowledged', 'resolved'] as const;
const SEVERITIES = ['critical', 'high', 'low'] as const;

/** Alerts by weight, those that are resolved last, of each the latest first, so many as are wanted. */
export function presentAlerts(
  alerts: readonly Alert[],
  maintenances: readonly Maintenance[],
  wanted: {
    readonly state: 'active' | 'open' | 'acknowledged' | 'resolved' | 'all';
    readonly sessionId?: string | undefined;
    readonly limit: number;
  },
  now: number,
): AlertList {
  const isWanted = ({ state, scope }: Alert) =>
    (wanted.sessionId === undefined || scope === wanted.sessionId) &&
    (wanted.state === 'all' || (wanted.state === 'active' ? state !== 'resolved' : state === wanted.state));
  const sorted = alerts
    .filter(isWanted)
    .toSorted(
      (a, b) =>
        Number(a.state === 'resolved') - Number(b.state === 'resolved') ||
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
        b.raisedAt - a.raisedAt,
    );
  return {
    at: toInstant(now),
    items: sorted.slice(0, wanted.limit).map((alert) => presentAlert(alert, maintenances, now)),
    total: sorted.length,
    maintenances: maintenances
      .filter(({ until }) => until > now)
      .toSorted((a, b) => a.from - b.from)
      .map((one) => presentMaintenance(one, now)),
  };
}
