import type { Alert } from '../../core/alerts/alert.ts';
import { presentAlert } from '../../core/alerts/present-alert.ts';
import type { AlertView } from '../../core/api/alerts.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import type { Caller } from '../../core/exam/caller.ts';
import { beginAct } from './audited.ts';
import type { Services } from './services.ts';

/** Writes that the tick was faster at. */
const MOST_TRIES = 5;

/**
 * Does something with an alert by hand, and writes it down; where nothing changes nothing is written.
 * @param change the alert after it; undefined where it is as wanted already
 */
export async function changeAlert(
  services: Services,
  caller: Caller,
  { alertId, act, reason }: { readonly alertId: string; readonly act: string; readonly reason: string },
  change: (alert: Alert, now: number) => Alert | undefined,
): Promise<AlertView> {
  const { alerts, clock } = services;
  const { maintenances } = await alerts.list();
  let end: Awaited<ReturnType<typeof beginAct>> | undefined;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const alert = await alerts.get(alertId);
    if (alert === undefined)
      throw new ApiProblem(
        'not-found',
        `there is no alert ${alertId}: GET /v1/resilience/alerts lists those that there are`,
      );
    const now = clock.now();
    const after = change(alert, now);
    if (after === undefined) {
      await end?.('somebody was faster');
      return presentAlert(alert, maintenances, now);
    }
    end ??= await beginAct(services, caller, { act, target: `alert:${alertId}`, reason }, after.what);
    if (!(await alerts.put(after))) continue;
    await end(after.what);
    return presentAlert(after, maintenances, now);
  }
  throw new ApiProblem('conflict', 'the alert changes just now: look again and repeat');
}
