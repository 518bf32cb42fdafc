import { toInstant } from '../../../core/api/present-session.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { decideBaseline } from '../../../core/monitoring/decide-baseline.ts';
import { beginAct } from '../audited.ts';
import type { RouteHandler } from '../route-handler.ts';

export const resetMonitoring: RouteHandler<'resetMonitoring'> = async ({ body, caller }, services) => {
  const { monitoring, clock } = services;
  const before = await monitoring.getBaseline();
  const baseline = decideBaseline(actorOf(caller), body.reason, clock.now());
  const countsFrom = toInstant(baseline.from);
  const what = `figures count from ${countsFrom}${before === undefined ? '' : `, before that from ${toInstant(before.from)}`}`;
  const act = { act: 'monitoring.reset', target: 'monitoring', reason: body.reason };
  const end = await beginAct(services, caller, act, what);
  await monitoring.putBaseline(baseline);
  await end(what);
  return {
    countsFrom,
    at: toInstant(baseline.at),
    by: baseline.by,
    reason: baseline.reason,
    ...(before === undefined ? {} : { before: toInstant(before.from) }),
  };
};
