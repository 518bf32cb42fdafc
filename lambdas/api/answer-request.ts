import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ApiDocument } from '../../core/api/document.ts';
import { isKnown } from '../../core/api/entity-tags.ts';
import type { Route } from '../../core/api/route.ts';
import { routes } from '../../core/api/routes.ts';
import { headersOf } from './answer-headers.ts';
import { answerMoved } from './answer-moved.ts';
import type { ApiEvent } from './api-event.ts';
import { callerOf, readHolder } from './caller.ts';
import { CallerLimits, rateLimitHeaders, requireAllowed } from './caller-limits.ts';
import { matchRoute, readRequest } from './read-request.ts';
import { Reply } from './reply.ts';
import { requireRight } from './require-right.ts';
import { respond, respondDocument } from './respond.ts';
import { routeHandlers } from './routes/index.ts';
import type { Services } from './services.ts';

const callerLimits = new CallerLimits();

type Answer = APIGatewayProxyStructuredResultV2;

/** Lets the route's handler answer whom it is for. @param standing is given the headers that tell callers what is left to them, refused or not */
export async function answerRequest(
  event: ApiEvent,
  services: Services,
  standing: Record<string, string>,
): Promise<Answer> {
  const moved = answerMoved(event);
  if (moved !== undefined) return moved;
  const { method } = event.requestContext.http;
  const holder = readHolder(event, services);
  // Counted whatever is asked, so that nobody loops over what is not there or not theirs.
  if (holder !== undefined) {
    const counted = callerLimits.take(holder, services.clock.now());
    Object.assign(standing, rateLimitHeaders(counted));
    requireAllowed(counted);
  }
  const match = matchRoute(method, event.rawPath);
  const route: Route = routes[match.name];
  const caller = callerOf(holder, event);
  requireRight(route, caller, holder);
  if (caller.machine !== undefined)
    services.tell('machine.request', {
      machine: caller.machine,
      onBehalfOf: caller.username,
      operation: match.name,
    });
  const now = services.clock.now();
  const receivedAt = Math.min(now, event.requestContext.timeEpoch ?? now);
  const request = { ...readRequest(match.name, match.params, event), caller, receivedAt };
  const handle = routeHandlers[match.name] as (
    input: typeof request,
    from: typeof services,
  ) => Promise<object>;
  const given = await handle(request, services);
  if (given instanceof ApiDocument) return respondDocument(given);
  const { body: answered, ...said } = given instanceof Reply ? given : new Reply(given);
  const nothingMade = route.otherStatus !== undefined && 'dryRun' in answered && answered.dryRun === true;
  const status = said.status ?? (nothingMade ? (route.otherStatus ?? route.status) : route.status);
  const headers = {
    ...headersOf(route, match.params, answered as Record<string, unknown>, !nothingMade),
    ...said.headers,
  };
  const known = event.headers['if-none-match'];
  if (route.etag === 'content' && known !== undefined && isKnown(known, headers['etag'] ?? ''))
    return { statusCode: 304, headers };
  return respond(status, answered, headers);
}

/** HEAD is told what GET would be, without its content. */
export function withoutContent({ body: _, ...rest }: Answer): Answer {
  return rest;
}
