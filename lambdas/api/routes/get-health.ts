import { toInstant } from '../../../core/api/present-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getHealth: RouteHandler<'getHealth'> = async (_request, { stage, clock }) => ({
  status: 'ok',
  stage,
  at: toInstant(clock.now()),
});
