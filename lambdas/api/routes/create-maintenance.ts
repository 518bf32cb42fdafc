import { presentMaintenance } from '../../../core/alerts/present-alert.ts';
import { toInstant } from '../../../core/api/present-session.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { given } from '../../../core/exam/given.ts';
import { beginAct } from '../audited.ts';
import { findOwnSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

/** Who forgets one hears of nothing for no longer, ms. */
const LONGEST_MS = 24 * 3_600_000;

export const createMaintenance: RouteHandler<'createMaintenance'> = async ({ body, caller }, services) => {
  const { alerts, clock, ids } = services;
  const { reason, sessionId } = body;
  const now = clock.now();
  const from = body.from === undefined ? now : Date.parse(body.from);
  const until = Date.parse(body.until);
  const fault = (detail: string) =>
    new ApiProblem('invalid-request', `until ${detail}`, { faults: [{ field: 'until', detail }] });
  if (until <= from || until <= now) throw fault('must be later than now and than `from`');
  if (until - from > LONGEST_MS) throw fault('must be at most 24 h after `from`: make another one later');
  if (sessionId !== undefined) await findOwnSession(services, caller, sessionId);
  const maintenance = {
    maintenanceId: ids.next(),
    from,
    until,
    by: actorOf(caller),
    reason,
    ...given({ sessionId }),
  };
  const target = sessionId === undefined ? 'stage' : `session:${sessionId}`;
  const what = `from ${toInstant(from)} until ${toInstant(until)}`;
  const end = await beginAct(services, caller, { act: 'maintenance.create', target, reason }, what);
  await alerts.putMaintenance(maintenance);
  await end(what);
  return presentMaintenance(maintenance, now);
};
