import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ApiDocument } from '../../core/api/document.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import { type Route, routes } from '../../core/api/routes.ts';
import { createHandler } from '../middleware/create-handler.ts';
import { type ApiEvent, eventSchema } from './api-event.ts';
import { readCaller } from './caller.ts';
import { CallerLimits } from './caller-limits.ts';
import { composeServices } from './compose.ts';
import { envSchema } from './env.ts';
import { matchRoute, readRequest } from './read-request.ts';
import { refuse, respond, respondDocument } from './respond.ts';
import { routeHandlers } from './routes/index.ts';
import type { Services } from './services.ts';

const callerLimits = new CallerLimits();

async function answer(event: ApiEvent, services: Services): Promise<APIGatewayProxyStructuredResultV2> {
  const { method } = event.requestContext.http;
  const match = matchRoute(method, event.rawPath);
  if (match === undefined) throw new ApiProblem('not-found', `the API has no ${method} ${event.rawPath}`);
  const route: Route = routes[match.name];
  const caller = readCaller(event);
  if (caller.username !== '') callerLimits.take(caller.username, services.clock.now());
  if (route.roles !== 'anyone' && !route.roles.some((role) => caller.roles.includes(role)))
    throw new ApiProblem(
      'missing-role',
      `${method} ${route.path} is for ${route.roles.join(' and ')}; you are ${caller.roles.join(' and ') || 'in no group'}`,
    );
  const request = { ...readRequest(match.name, match.params, event), caller };
  const handle = routeHandlers[match.name] as (
    input: typeof request,
    from: typeof services,
  ) => Promise<object>;
  const answered = await handle(request, services);
  if (answered instanceof ApiDocument) return respondDocument(answered);
  const nothingMade = route.otherStatus !== undefined && 'dryRun' in answered && answered.dryRun === true;
  return respond(nothingMade ? (route.otherStatus ?? route.status) : route.status, answered);
}

/** Answers requests of the HTTP API. What goes wrong is told the caller; what is our fault is told the log too. */
export const handler = createHandler({
  envSchema,
  eventSchema,
  assemble: composeServices,
  handle: async (event, services, { logger }) =>
    await answer(event, services).catch((error: unknown) =>
      refuse(error, event.requestContext.requestId, logger),
    ),
});
