import * as z from 'zod/mini';
import { type AskLimits, ModelError } from '../../core/review/models/language-model.ts';
import { ForbiddenAddressError } from '../judge0/guarded-fetch.ts';
import { readRetryAfter } from '../webhooks/http-message-sender.ts';
import { errorOfStatus, tooLarge } from './http-failures.ts';

/** Largest answer that is read, bytes: what models write is bounded by tokens, and this is many times as much. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024;
const MAX_DETAIL = 300;

/** How a service says that something went wrong. */
export interface ServiceFault {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterMs: number | undefined;
  readonly detail: string;
}

export interface ModelHttpOptions {
  /** One that goes only where models may be. */
  readonly fetch: typeof fetch;
  /** ms since the epoch. */
  readonly now: () => number;
  /** What a fault is, where its status alone does not say so. */
  readonly classify?: (fault: ServiceFault) => ModelError | undefined;
}

/**
 * Asks a service of language models by one POST of JSON.
 * @param secret never to be seen in what is told
 * @throws ModelError
 */
export async function postJson<T>(
  { fetch: request, now, classify }: ModelHttpOptions,
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: unknown,
  schema: z.ZodMiniType<T>,
  { withinMs, signal }: Pick<AskLimits, 'withinMs' | 'signal'>,
  secret: string | undefined,
): Promise<T> {
  const timeUp = AbortSignal.timeout(Math.max(1, Math.round(withinMs)));
  const told = (text: string) => {
    const safe = secret === undefined || secret === '' ? text : text.replaceAll(secret, '(key)');
    return safe.slice(0, MAX_DETAIL);
  };
  let response: Response;
  let text: string;
  try {
    response = await request(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.any([signal, timeUp]),
    });
    text = await readBody(response);
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    if (cause instanceof ForbiddenAddressError)
      throw new ModelError('forbidden', 'its address is none where a model may be', {
        detail: told(cause.message),
        cause,
      });
    if (timeUp.aborted || signal.aborted)
      throw new ModelError('timed-out', 'it gave no whole answer in time', { used: 'unknown', cause });
    const detail = told(cause instanceof Error ? cause.message : String(cause));
    throw new ModelError('unavailable', 'the connection to it failed', { used: 'unknown', detail, cause });
  }
  const json = parse(text);
  if (!response.ok) {
    const fault: ServiceFault = {
      status: response.status,
      body: json,
      retryAfterMs: readRetryAfter(response.headers.get('retry-after'), now()),
      detail: told(text),
    };
    throw classify?.(fault) ?? errorOfStatus(fault.status, fault);
  }
  const read = z.safeParse(schema, json);
  if (!read.success)
    throw new ModelError('malformed', 'it did not answer as such services do', {
      used: 'unknown',
      detail: told(text),
    });
  return read.data;
}

/** A path behind a base, whose query stays: `https://h/v1?api-version=1` and `/chat` make `https://h/v1/chat?api-version=1`. */
export function urlBelow(base: string, path: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`;
  return url;
}

async function readBody(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) throw tooLarge(MAX_BODY_BYTES);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
