import { presentMaintenance } from '../../../core/alerts/present-alert.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { beginAct } from '../audited.ts';
import type { RouteHandler } from '../route-handler.ts';

export const endMaintenance: RouteHandler<'endMaintenance'> = async ({ params, body, caller }, services) => {
  const { alerts, clock } = services;
  const { maintenanceId } = params;
  const maintenance = await alerts.getMaintenance(maintenanceId);
  if (maintenance === undefined)
    throw new ApiProblem(
      'not-found',
      `there is no maintenance ${maintenanceId}: GET /v1/resilience/alerts lists those that are not over`,
    );
  const now = clock.now();
  if (maintenance.until <= now) return presentMaintenance(maintenance, now);
  const ended = { ...maintenance, from: Math.min(maintenance.from, now), until: now };
  const target = maintenance.sessionId === undefined ? 'stage' : `session:${maintenance.sessionId}`;
  const act = { act: 'maintenance.end', target, reason: body.reason };
  const end = await beginAct(services, caller, act);
  await alerts.putMaintenance(ended);
  await end();
  return presentMaintenance(ended, now);
};
