import { NDJSON } from './bulk.ts';
import { type ProblemDetails, problemDetails } from './problem-details.ts';
import type { Route } from './route.ts';
import { type AnswerOf, type CallOf, type DocumentOperation, type OperationName, routes } from './routes.ts';

/** The part of `fetch` that the client uses; given by whoever makes it. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal?: AbortSignal },
) => Promise<{
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}>;

/** The API refused, or answered something that is not its own (`details.type` is then `about:blank`). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly details: ProblemDetails;
  /** Its `Retry-After`, as it came. */
  readonly retryAfter: string | undefined;

  constructor(details: ProblemDetails, retryAfter?: string) {
    super(details.detail);
    this.details = details;
    this.retryAfter = retryAfter;
  }

  get status(): number {
    return this.details.status;
  }
}

/** A file that an operation answered. */
export interface DownloadedFile {
  /** As the API calls it. */
  readonly fileName: string;
  /** With its charset. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Typed calls of the API: `call('getSession', { params: { sessionId } })`. */
export interface ApiClient {
  /**
   * Calls an operation. Throws ApiError when the API refuses; what `fetch` throws when it cannot be reached is passed on.
   */
  call<N extends OperationName>(name: N, request: CallOf<N>, signal?: AbortSignal): Promise<AnswerOf<N>>;
  /** The same of an operation that answers a file, where the request asks for one. */
  download<N extends DocumentOperation>(
    name: N,
    request: CallOf<N>,
    signal?: AbortSignal,
  ): Promise<DownloadedFile>;
}

/**
 * Makes a client for the API at `baseUrl` (without `/v1`).
 * @param token answers the access token for each call, or undefined to call without one
 * @param headers sent with every call
 */
export function createApiClient(options: {
  readonly baseUrl: string;
  readonly token?: () => string | undefined | Promise<string | undefined>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
}): ApiClient {
  /** The answer to a call. @throws ApiError when it is a refusal */
  const ask = async (name: OperationName, request: object, signal: AbortSignal | undefined) => {
    const route: Route = routes[name];
    const parts = request as { params?: Values; query?: Values; headers?: Values; body?: unknown };
    const token = await options.token?.();
    const response = await options.fetch(options.baseUrl.replace(/\/$/, '') + urlOf(route, parts), {
      method: route.method,
      headers: {
        accept: ['application/json', ...(route.documents ?? [])].join(', '),
        ...(route.body === undefined
          ? {}
          : { 'content-type': route.ndjson === undefined ? 'application/json' : NDJSON }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...options.headers,
        ...definedOf(parts.headers),
      },
      ...(route.body === undefined ? {} : { body: bodyOf(route, parts.body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.ok) return response;
    throw new ApiError(
      detailsOf(response.status, await response.text()),
      response.headers.get('retry-after') ?? undefined,
    );
  };
  return {
    async call(name, request, signal) {
      return JSON.parse(await (await ask(name, request, signal)).text());
    },
    async download(name, request, signal) {
      const response = await ask(name, request, signal);
      const disposition = response.headers.get('content-disposition') ?? '';
      return {
        fileName: /filename="([^"]+)"/.exec(disposition)?.[1] ?? name,
        mediaType: response.headers.get('content-type') ?? 'application/octet-stream',
        bytes: new Uint8Array(await response.arrayBuffer()),
      };
    },
  };
}

type Values = Readonly<Record<string, unknown>>;

function bodyOf({ ndjson }: Route, body: unknown): string {
  return ndjson === undefined ? JSON.stringify(body ?? {}) : (body as readonly string[]).join('\n');
}

function definedOf(values: Values = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

function urlOf(route: Route, parts: { params?: Values; query?: Values }): string {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(parts.params?.[name])),
  );
  const query = new URLSearchParams(definedOf(parts.query)).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Our own problem+json, or the gateway's `{"message"}` in the same shape. */
function detailsOf(status: number, text: string): ProblemDetails {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  const ours = problemDetails.safeParse(body);
  if (ours.success) return ours.data;
  const message =
    typeof body === 'object' && body !== null && 'message' in body
      ? String(body.message)
      : text.slice(0, 200);
  return { type: 'about:blank', title: `HTTP ${status}`, status, detail: message || `HTTP ${status}` };
}
