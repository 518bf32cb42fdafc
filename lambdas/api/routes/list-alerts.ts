import { presentAlerts } from '../../../core/alerts/present-alert.ts';
import type { RouteHandler } from '../route-handler.ts';

export const listAlerts: RouteHandler<'listAlerts'> = async ({ query }, { alerts, clock }) => {
  const known = await alerts.list();
  return presentAlerts(known.alerts, known.maintenances, query, clock.now());
};
