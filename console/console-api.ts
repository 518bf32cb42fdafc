import { retryAfterOf } from '../core/api/call-patiently.ts';
import { type ApiClient, ApiError, createApiClient, type Fetch } from '../core/api/client.ts';
import { type OperationName, routes } from '../core/api/routes.ts';
import { tellInstants } from './format.ts';
import type { LoginKeeper } from './login-keeper.ts';

/** The status of an ApiError for which nothing answered. */
export const NO_ANSWER = 0;

/**
 * The API as the page calls it. A login that has expired is renewed, before the call where that is known and else after it, which is
 * then made again: by the refresh token, or by whoever sits there, over the page. Everything thrown is an ApiError (status 0 when nothing answers), but for an
 * aborted call.
 */
export function createConsoleApi(keeper: LoginKeeper, fetch: Fetch): ApiClient {
  const client = createApiClient({
    baseUrl: '',
    token: () => keeper.login?.accessToken,
    fetch: (url, init) => reach(fetch, url, init),
  });
  const loggedIn = async <Answer>(
    name: OperationName,
    ask: () => Promise<Answer>,
    signal: AbortSignal | undefined,
  ) => {
    // Not sent to be refused: a room of pages that wake would look like an attack. What renewing itself asks needs no token.
    if (keeper.isOver && routes[name].roles !== 'anyone') {
      await keeper.renew();
      signal?.throwIfAborted();
    }
    const used = keeper.login?.accessToken;
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401 || used === undefined) throw error;
      if (keeper.login?.accessToken === used) await keeper.renew();
      signal?.throwIfAborted();
      return await ask();
    }
  };
  return {
    call: (name, request, signal) => loggedIn(name, () => client.call(name, request, signal), signal),
    download: (name, request, signal) => loggedIn(name, () => client.download(name, request, signal), signal),
  };
}

/** What the API asks to wait before the same call is made again, ms; undefined when it asks for nothing. */
export function retryAfterMsOf(error: unknown): number | undefined {
  return retryAfterOf(error, Date.now());
}

/** Whatever was thrown, as an ApiError whose words tell times in the reader's zone. */
export function toApiError(error: unknown): ApiError {
  return error instanceof ApiError
    ? inReadersZone(error)
    : new ApiError({
        type: 'about:blank',
        title: 'The page failed',
        status: NO_ANSWER,
        detail: error instanceof Error ? error.message : String(error),
      });
}

function inReadersZone({ details, retryAfter }: ApiError): ApiError {
  const { faults } = details;
  return new ApiError(
    {
      ...details,
      detail: tellInstants(details.detail),
      ...(faults === undefined
        ? {}
        : { faults: faults.map((fault) => ({ ...fault, detail: tellInstants(fault.detail) })) }),
    },
    retryAfter,
  );
}

const reach: (fetch: Fetch, ...call: Parameters<Fetch>) => ReturnType<Fetch> = async (fetch, url, init) => {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError({
      type: 'about:blank',
      title: 'No answer',
      status: NO_ANSWER,
      detail: 'The API does not answer. Trying again.',
    });
  }
};
