import { toInstant } from '../../../core/api/present-session.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { SPAN_MS, startOf } from '../../../core/metrics/metric-series-store.ts';
import { beginAct } from '../audited.ts';
import type { RouteHandler } from '../route-handler.ts';

export const resetErrors: RouteHandler<'resetErrors'> = async ({ body, caller }, services) => {
  const { reason } = body;
  // The next full minute: what was counted in this one cannot be told apart.
  const at = startOf('minute', services.clock.now()) + SPAN_MS.minute;
  const baseline = { at, by: actorOf(caller), reason };
  const end = await beginAct(services, caller, { act: 'errors.reset', target: 'stage', reason });
  await services.errorBaseline.write(baseline);
  await end();
  return { ...baseline, at: toInstant(baseline.at) };
};
