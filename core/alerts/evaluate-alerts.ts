import type { Clock } from '../exam/clock.ts';
import type { EventPublisher } from '../exam/session-event.ts';
import { type Alert, alertIdOf, type Cause, maintenanceOf } from './alert.ts';
import type { AlertStore } from './alert-store.ts';
import { turnAlert } from './decide-alert.ts';

/** What looking at alerts touches. */
export interface AlertPorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly alerts: Pick<AlertStore, 'list' | 'put'>;
  readonly events: EventPublisher;
}

/** What was looked at. */
export interface Look {
  readonly causes: readonly Cause[];
  /** Whether the causes of an alert would be among these: one that is not there is gone. */
  readonly covers: (alert: Alert) => boolean;
  /** A cause that was found gone is believed to be so long after, ms. */
  readonly goneForMs: (alert: Alert) => number;
}

/** A tick looks twice a minute: a cause must be missing at three looks, ms. */
export const GONE_FOR_MS = 60_000;
/** What others have written to be told they tell themselves, but for those who died over it, ms. */
const TOLD_WITHIN_MS = 60_000;

/**
 * Raises, escalates and resolves alerts by what was looked at, and tells subscribers. Each alert is one conditional write: of two who look at
 * once one is heard. What is to be told is on the row in the same write, published, and then taken off: a crash in between tells again with
 * the same id. @returns how many facts were told
 */
export async function evaluateAlerts(look: Look, { clock, alerts, events }: AlertPorts): Promise<number> {
  const { alerts: known, maintenances } = await alerts.list();
  const causes = new Map(look.causes.map((cause) => [alertIdOf(cause), cause]));
  const ids = new Set([...causes.keys(), ...known.filter(look.covers).map(({ alertId }) => alertId)]);
  const now = clock.now();
  const written = await Promise.all(
    [...ids].map(async (alertId) => {
      const alert = known.find((one) => one.alertId === alertId);
      const cause = causes.get(alertId);
      const scope = cause?.scope ?? alert?.scope ?? 'stage';
      const maintenance = maintenanceOf(scope, maintenances, now);
      const goneForMs = alert === undefined ? 0 : look.goneForMs(alert);
      const after = turnAlert({ alert, cause, maintenance, goneForMs, now });
      if (after === undefined) return alert;
      return (await alerts.put(after)) ? { ...after, revision: after.revision + 1 } : undefined;
    }),
  );
  const left = known.filter(
    ({ alertId, untold = [] }) => !ids.has(alertId) && untold.some(({ at }) => now - at >= TOLD_WITHIN_MS),
  );
  const telling = [...written, ...left].flatMap((alert) =>
    alert?.untold === undefined || alert.untold.length === 0 ? [] : [alert],
  );
  if (telling.length === 0) return 0;
  const facts = telling.flatMap(({ untold = [] }) => untold);
  await events.publish(facts);
  await Promise.all(telling.map(async ({ untold: _, ...told }) => await alerts.put(told)));
  return facts.length;
}
