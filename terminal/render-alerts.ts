import pc from 'picocolors';
import type { AlertView, MaintenanceView } from '../core/api/alerts.ts';
import { formatTime } from './render-session.ts';
import { renderTable } from './table.ts';

const PAINT = { critical: pc.red, high: pc.red, low: pc.yellow } as const;

/** Alerts, a row each. */
export function renderAlerts(alerts: readonly AlertView[]): string[] {
  if (alerts.length === 0) return [pc.green('nothing needs you')];
  return renderTable(
    ['ALERT', 'WEIGHS', 'STATE', 'SINCE', 'WHAT'],
    alerts.map((alert) => [
      alert.alertId.slice(0, 8),
      PAINT[alert.severity](alert.severity),
      describeState(alert),
      formatTime(alert.raisedAt),
      alert.what,
    ]),
  );
}

function describeState({ state, acknowledged, resolved, quiet }: AlertView): string {
  if (state === 'acknowledged') return `acknowledged by ${acknowledged?.by ?? '-'}`;
  if (state === 'resolved') return resolved?.by === undefined ? 'over' : `resolved by ${resolved.by}`;
  return quiet === undefined ? state : 'open, quiet';
}

/** Times in which nobody is told. */
export function renderMaintenances(maintenances: readonly MaintenanceView[]): string[] {
  return maintenances.map(({ maintenanceId, from, until, by, reason, sessionId, active }) =>
    pc.dim(
      `maintenance ${maintenanceId}${sessionId === undefined ? '' : ` of ${sessionId}`}, ${formatTime(from)} to ${formatTime(until)}${active ? '' : ' (not now)'}, ${by}: ${reason}`,
    ),
  );
}
