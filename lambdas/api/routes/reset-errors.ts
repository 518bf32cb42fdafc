import { toInstant } from '../../../core/api/present-session.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { audit } from '../audited.ts';
import type { RouteHandler } from '../route-handler.ts';

export const resetErrors: RouteHandler<'resetErrors'> = async ({ body, caller }, services) => {
  const { reason } = body;
  const baseline = { at: services.clock.now(), by: actorOf(caller), reason };
  await services.errorBaseline.write(baseline);
  await audit(services, caller, { act: 'errors.reset', target: 'stage', reason });
  return { ...baseline, at: toInstant(baseline.at) };
};
