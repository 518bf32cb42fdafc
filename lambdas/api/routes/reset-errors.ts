import { toInstant } from '../../../core/api/present-session.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { beginAct } from '../audited.ts';
import type { RouteHandler } from '../route-handler.ts';

export const resetErrors: RouteHandler<'resetErrors'> = async ({ body, caller }, services) => {
  const { reason } = body;
  const baseline = { at: services.clock.now(), by: actorOf(caller), reason };
  const end = await beginAct(services, caller, { act: 'errors.reset', target: 'stage', reason });
  await services.errorBaseline.write(baseline);
  await end();
  return { ...baseline, at: toInstant(baseline.at) };
};
