import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { classifyError, ERROR_FAILURES } from '../../adapters/errors/classify-error.ts';
import type { ApiDocument } from '../../core/api/document.ts';
import { ApiProblem, PROBLEM_TYPES } from '../../core/api/problem-details.ts';
import { CalendarContendedError } from '../../core/booking/reservations.ts';
import { InvalidCursorError } from '../../core/exam/page.ts';
import type { Tools } from '../middleware/tools.ts';

/** When to come back to what is unavailable and does not say for how long, ms. */
const DEFAULT_WAIT_MS = 1_000;

/** An error as the caller is told it. What is not an ApiProblem is a failure of ours: logged, and not explained. */
export function refuse(
  error: unknown,
  requestId: string,
  logger: Tools['logger'],
): APIGatewayProxyStructuredResultV2 {
  const problem = toProblem(error, requestId, logger);
  const details = problem.toDetails(`urn:assize:request:${requestId}`);
  return respond(details.status, details, {
    'content-type': 'application/problem+json',
    ...refusalHeaders(problem),
  });
}

/** What went wrong as the API says it; what is our failure is logged. */
export function toProblem(
  error: unknown,
  requestId: string,
  logger: Pick<Tools['logger'], 'warn' | 'error'>,
): ApiProblem {
  const known = translate(error);
  if (!(known instanceof ApiProblem)) {
    logger.error('request.failed', { error });
    return new ApiProblem('internal', `something failed on our side; say ${requestId} when you report it`);
  }
  if (known.cause !== undefined) logger.warn('request.failed', { error: known.cause });
  return known;
}

/** What HTTP wants beside a refusal: when to come back, which methods there are, how to log in. */
function refusalHeaders({ type, retryAfterMs, allow, scope }: ApiProblem): Record<string, string> {
  const waitMs = retryAfterMs ?? (PROBLEM_TYPES[type].status === 503 ? DEFAULT_WAIT_MS : undefined);
  return {
    ...(waitMs === undefined ? {} : { 'retry-after': String(Math.ceil(waitMs / 1000)) }),
    ...(allow === undefined ? {} : { allow: allow.join(', ') }),
    ...(type === 'not-logged-in' ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {}),
    // RFC 6750, 3.1.
    ...(scope === undefined
      ? {}
      : { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` }),
  };
}

/** Errors of the layers below that have a word of their own in the API. */
function translate(error: unknown): unknown {
  if (error instanceof InvalidCursorError)
    return new ApiProblem('invalid-request', error.message, {
      faults: [{ field: 'cursor', detail: error.message }],
    });
  if (error instanceof CalendarContendedError)
    return new ApiProblem('unavailable', error.message, { retryAfterMs: 1_000 });
  if (ERROR_FAILURES[classifyError(error)].retry === 'again')
    return new ApiProblem('unavailable', 'too much is going on at once; try again', {
      cause: error,
      retryAfterMs: 1_000,
    });
  return error;
}

/** A JSON answer; nothing of ours may be kept by caches. */
export function respond(
  statusCode: number,
  body: object,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

/** A file. The gateway takes what is not UTF-8 as base64. */
export function respondDocument(document: ApiDocument): APIGatewayProxyStructuredResultV2 {
  const headers = { 'cache-control': 'no-store', ...document.headers };
  if (document.encoding === 'utf-8') return { statusCode: 200, headers, body: document.text };
  const body = Buffer.from(document.text, document.encoding).toString('base64');
  return { statusCode: 200, headers, body, isBase64Encoded: true };
}
