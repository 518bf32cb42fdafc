import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { movedTo } from '../../core/api/moved-routes.ts';
import type { ApiEvent } from './api-event.ts';
import { matchRoute } from './read-request.ts';

/**
 * The answer to an older system's path: 308 to where it is now, with its query; the method stays. 301, after which clients read, where
 * what was done by POST is only read now. Undefined for every other path. Whoever follows it sends their token there, so that nothing is
 * told here.
 * @throws ApiProblem as `matchRoute` does, for what is not there by that method either
 */
export function answerMoved({
  rawPath,
  rawQueryString = '',
  requestContext,
}: ApiEvent): APIGatewayProxyStructuredResultV2 | undefined {
  const { method } = requestContext.http;
  const moved = movedTo(method, rawPath);
  if (moved === undefined) return undefined;
  matchRoute(moved.method, moved.path);
  const location = moved.path.split('/').map(encode).join('/');
  return {
    statusCode: moved.method === method ? 308 : 301,
    headers: {
      location: rawQueryString === '' ? location : `${location}?${rawQueryString}`,
      'cache-control': 'no-store',
    },
  };
}

/** Once encoded, whether the gateway has decoded it or not. */
function encode(segment: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(segment));
  } catch {
    return encodeURIComponent(segment);
  }
}
