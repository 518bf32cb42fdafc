import { setTimeout as sleepUntil } from 'node:timers/promises';
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
  /** Acts after so many milliseconds, unless what it returns is called before. Default: by the machine's clock. */
  readonly after?: (ms: number, act: () => void) => () => void;
  /**
   * Whether the machine takes connections; asked when a request has had no answer for a second. Absent where something else
   * than the judge's own machine would take them.
   */
  readonly canConnect?: (url: string, timeoutMs: number, signal: AbortSignal) => Promise<boolean>;
}

const LONGEST_MESSAGE = 300;
/** Judge0 1.13.1 on two cores takes 0.2 s for each MB of a body when it is idle, and 2.6 s was seen when it was busy. */
const MS_PER_BYTE = 4 / 1000;
/** An answer carries at most one call's output in base64. */
const LONGEST_ANSWER_BYTES = 64 * 1024 * 1024;

/** How long one HTTP request may take, ms, unless told. */
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * A request is silent for so long, and then a connection cannot be made for so long, ms: that is no busy host. Kernels try a
 * handshake again after 1 s.
 */
const SILENCE_MS = 1_000;
const CONNECT_MS = 2_500;

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

  /** The first bytes of an answer, as text; the rest is not waited for. */
  async getHead(path: string, bytes: number, signal?: AbortSignal): Promise<string> {
    return await this.send('GET', path, undefined, signal, this.requestTimeoutMs, bytes);
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
    enough = Number.POSITIVE_INFINITY,
  ): Promise<string> {
    const { url, token, userToken = token, headers, fetch: request = fetch, epoch = Date.now } = this.options;
    const ending = new RequestEnding(this.options, timeoutMs, signal);
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
        signal: ending.signal,
      });
      ending.stopLooking();
      this.answeredAt = epoch();
      text = await readBody(response, path, enough);
      status = response.status;
      retryAfter = response.headers.get('retry-after');
    } catch (cause) {
      if (cause instanceof JudgeError) throw cause;
      if (signal?.aborted) throw new JudgeError('aborted', `${method} ${path}: aborted`, { cause });
      const { isGone } = ending;
      throw new JudgeError('unreachable', `${method} ${path}: ${describeCause(cause)}`, { cause, isGone });
    } finally {
      ending.release();
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

/**
 * What ends a request before its answer: its time, whoever asked, or that its machine is not there. Plain timers and one
 * controller, since a judge is asked many times a second.
 */
class RequestEnding {
  readonly #controller = new AbortController();
  readonly #looking = new AbortController();
  readonly #cancels: (() => void)[];
  /** The machine takes no connection. */
  isGone = false;

  constructor(
    { after = afterTimeout, canConnect, url }: Judge0HttpOptions,
    timeoutMs: number,
    asker: AbortSignal | undefined,
  ) {
    const timeUp = () => this.#controller.abort(new DOMException('aborted due to timeout', 'TimeoutError'));
    const leave = () => this.#controller.abort(asker?.reason);
    if (asker?.aborted) leave();
    asker?.addEventListener('abort', leave);
    this.#cancels = [after(timeoutMs, timeUp), () => asker?.removeEventListener('abort', leave)];
    if (canConnect === undefined) return;
    const look = async () => {
      if (this.#looking.signal.aborted || (await canConnect(url, CONNECT_MS, this.#looking.signal))) return;
      this.isGone = true;
      this.#controller.abort(new Error('the machine takes no connection'));
    };
    this.#cancels.push(after(SILENCE_MS, () => void look()));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** It has answered: it is there. With a reason, since an error that nobody reads is made for each without one. */
  stopLooking(): void {
    this.#looking.abort('answered');
  }

  /** Nothing ends it any more. */
  release(): void {
    this.stopLooking();
    for (const cancel of this.#cancels) cancel();
  }
}

function afterTimeout(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
}

/**
 * A body as text, however it is sent, as far as that is `enough`, and up to what an answer can be. Throws JudgeError
 * `broken` beyond that.
 */
async function readBody(response: Response, path: string, enough: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > LONGEST_ANSWER_BYTES)
      throw new JudgeError('broken', `${path}: an answer of more than ${LONGEST_ANSWER_BYTES} bytes`);
    parts.push(part);
    if (bytes >= enough) break;
  }
  return Buffer.concat(parts).subarray(0, enough).toString();
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
    await sleepUntil(ms, undefined, { signal });
  } catch (cause) {
    throw new JudgeError('aborted', 'aborted while waiting for a report', { cause });
  }
}
