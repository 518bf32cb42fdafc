import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ApiProblem } from '../../core/api/problem-details.ts';
import { type Route, routes } from '../../core/api/routes.ts';
import { type ApiEvent, readCaller } from './caller.ts';
import { CallerLimits } from './caller-limits.ts';
import { composeServices } from './compose.ts';
import { envSchema } from './env.ts';
import { matchRoute, readRequest } from './read-request.ts';
import { refuse, respond } from './respond.ts';
import { routeHandlers } from './routes/index.ts';

const logger = new Logger({ serviceName: 'api' });
const services = composeServices(envSchema.parse(process.env), logger);
const callerLimits = new CallerLimits();

async function handle(event: ApiEvent): Promise<APIGatewayProxyStructuredResultV2> {
  const { method } = event.requestContext.http;
  try {
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
    const handler = routeHandlers[match.name] as (
      input: typeof request,
      from: typeof services,
    ) => Promise<object>;
    const answer = await handler(request, services);
    const nothingMade = route.otherStatus !== undefined && 'dryRun' in answer && answer.dryRun === true;
    return respond(nothingMade ? (route.otherStatus ?? route.status) : route.status, answer);
  } catch (error) {
    return refuse(error, event.requestContext.requestId, logger);
  }
}

export const handler = middy(handle).use(injectLambdaContext(logger, { resetKeys: true }));
