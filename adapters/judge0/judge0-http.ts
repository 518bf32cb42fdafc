import { setTimeout } from 'node:timers/promises';
import * as z from 'zod/mini';
import { JudgeError, type JudgeErrorKind } from '../../core/grading/judge.ts';

export interface Judge0HttpOptions {
  /** `http://10.0.3.17:2358`, without a path. */
  readonly url: string;
  /** Sent as X-Auth-Token. */
  readonly token?: string;
  /** Sent as X-Auth-User, which deleting needs; default: the token. */
  readonly userToken?: string;
  /** More headers, for a hosted Judge0 behind a gateway. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long one HTTP request may take, ms, beyond what its body needs; default 15 s. */
  readonly requestTimeoutMs?: number;
  readonly fetch?: typeof fetch;
  /** Milliseconds; only differences count. Default: the process's own monotonic clock. */
  readonly now?: () => number;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds since the epoch. Default: the machine's clock. */
  readonly epoch?: () => number;
  /** Aborts with a TimeoutError after so many milliseconds. Default: by the machine's clock. */
  readonly timeout?: (ms: number) => AbortSignal;
}

const LONGEST_MESSAGE = 300;
/** Judge0 1.13.1 on two cores takes 0.2 s for each MB of a body when it is idle, and 2.6 s was seen when it was busy. */
const MS_PER_BYTE = 4 / 1000;
/** An answer carries at most one call's output in base64. */
const LONGEST_ANSWER_BYTES = 64 * 1024 * 1024;

/** How long one HTTP request may take, ms, unless told. */
const REQUEST_TIMEOUT_MS = 15_000;

/** One request after the other to one Judge0: JSON in, checked JSON out, every failure a JudgeError of the right kind. */
export class Judge0Http {
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** How long one HTTP request may take, ms, beyond what its body needs. */
  readonly requestTimeoutMs: number;
  private readonly options: Judge0HttpOptions;
  /** When the host last answered anything, ms since the epoch. */
  answeredAt: number | undefined;

  constructor(options: Judge0HttpOptions) {
    this.options = options;
    this.requestTimeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
    this.now = options.now ?? (() => performance.now());
    this.sleep = options.sleep ?? sleepFor;
  }

  async get<T>(
    path: string,
    schema: z.ZodMiniType<T>,
    signal?: AbortSignal,
    timeoutMs = this.requestTimeoutMs,
  ): Promise<T> {
    return this.parse(path, await this.send('GET', path, undefined, signal, timeoutMs), schema);
  }

  async post<T>(path: string, body: unknown, schema: z.ZodMiniType<T>, signal?: AbortSignal): Promise<T> {
    const text = JSON.stringify(body);
    const timeoutMs = this.requestTimeoutMs + Math.ceil(text.length * MS_PER_BYTE);
    return this.parse(path, await this.send('POST', path, text, signal, timeoutMs), schema);
  }

  async delete(path: string, timeoutMs: number): Promise<void> {
    await this.send('DELETE', path, undefined, undefined, timeoutMs);
  }

  private parse<T>(path: string, text: string, schema: z.ZodMiniType<T>): T {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (cause) {
      throw new JudgeError('broken', `${path}: not JSON: ${text.slice(0, LONGEST_MESSAGE)}`, { cause });
    }
    const result = z.safeParse(schema, json);
    if (!result.success)
      throw new JudgeError('broken', `${path}: not what Judge0 answers: ${z.prettifyError(result.error)}`);
    return result.data;
  }

  private async send(
    method: string,
    path: string,
    body: string | undefined,
    signal: AbortSignal | undefined,
    timeoutMs: number,
  ): Promise<string> {
    const {
      url,
      token,
      userToken = token,
      headers,
      fetch: request = fetch,
      epoch = Date.now,
      timeout: timeoutOf = (ms) => AbortSignal.timeout(ms),
    } = this.options;
    const timeout = timeoutOf(timeoutMs);
    let status: number;
    let text: string;
    let retryAfter: string | null;
    try {
      const response = await request(new URL(path, url), {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { 'x-auth-token': token }),
          ...(userToken === undefined ? {} : { 'x-auth-user': userToken }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
        redirect: 'error',
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      this.answeredAt = epoch();
      text = await readBody(response, path);
      status = response.status;
      retryAfter = response.headers.get('retry-after');
    } catch (cause) {
      if (cause instanceof JudgeError) throw cause;
      if (signal?.aborted) throw new JudgeError('aborted', `${method} ${path}: aborted`, { cause });
      throw new JudgeError('unreachable', `${method} ${path}: ${describeCause(cause)}`, { cause });
    }
    if (status >= 200 && status < 300) return text;
    const retryAfterMs = Number(retryAfter) * 1000;
    throw new JudgeError(
      classifyStatus(status, text),
      `${method} ${path}: HTTP ${status}: ${text.slice(0, LONGEST_MESSAGE)}`,
      retryAfterMs > 0 ? { retryAfterMs } : {},
    );
  }
}

/** A body as text, however it is sent, up to what an answer can be. Throws JudgeError `broken` beyond that. */
async function readBody(response: Response, path: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > LONGEST_ANSWER_BYTES)
      throw new JudgeError('broken', `${path}: an answer of more than ${LONGEST_ANSWER_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

/** What an HTTP status of Judge0 (or of a gateway before it) means for the caller. */
export function classifyStatus(status: number, body: string): JudgeErrorKind {
  // 402: a hosted judge whose plan is not paid for.
  if (status === 401 || status === 402 || status === 403) return 'refused';
  if (status === 404) return 'lost';
  if (status === 429) return 'busy';
  if (status === 503) return /queue is full/i.test(body) ? 'busy' : 'unreachable';
  if (status === 502 || status === 504) return 'unreachable';
  return status >= 500 ? 'broken' : 'rejected';
}

/** fetch hides why it failed in causes of causes. */
function describeCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error.cause instanceof Error ? `: ${describeCause(error.cause)}` : '';
  return `${error.message}${inner}`;
}

async function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (cause) {
    throw new JudgeError('aborted', 'aborted while waiting for a report', { cause });
  }
}
