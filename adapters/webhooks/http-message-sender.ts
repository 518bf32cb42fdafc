import type { Tried } from '../../core/webhooks/decide-delivery.ts';
import type { MessageSender } from '../../core/webhooks/sender-ports.ts';

/** How long a receiver may take to answer, ms: within what Standard Webhooks recommends, 15 to 30 s. */
export const ANSWER_WITHIN_MS = 15_000;
/** Of an answer's body nobody reads anything; so much of it is let pass, so that the connection can be used again, bytes. */
const LET_PASS_BYTES = 16 * 1024;

/** Sends messages by HTTP POST. Redirects are not followed, and what a receiver says beside its status is not looked at. */
export class HttpMessageSender implements MessageSender {
  readonly #fetch: typeof fetch;
  readonly #now: () => number;
  readonly #withinMs: number;

  /** @param fetch one that goes to public addresses alone: URLs are those that people give */
  constructor(fetch_: typeof fetch, now: () => number, withinMs = ANSWER_WITHIN_MS) {
    this.#fetch = fetch_;
    this.#now = now;
    this.#withinMs = withinMs;
  }

  async send(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Tried> {
    const at = this.#now();
    const took = () => Math.max(0, this.#now() - at);
    const signal = AbortSignal.timeout(this.#withinMs);
    try {
      const answer = await this.#fetch(url, { method: 'POST', headers, body, signal });
      const ms = took();
      await letPass(answer.body).catch(() => undefined);
      const retryAfterMs = readRetryAfter(answer.headers.get('retry-after'), this.#now());
      return {
        at,
        ms,
        status: answer.status,
        reason: `HTTP ${answer.status}`,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      };
    } catch (error) {
      const reason = signal.aborted ? `no answer within ${this.#withinMs / 1_000} s` : describe(error);
      return { at, ms: took(), reason };
    }
  }
}

/** Reads a `Retry-After`: seconds, or a date. @returns ms; undefined when it is neither */
export function readRetryAfter(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

async function letPass(body: ReadableStream<Uint8Array> | null): Promise<void> {
  if (body === null) return;
  const reader = body.getReader();
  for (let passed = 0; passed < LET_PASS_BYTES; ) {
    const { done, value } = await reader.read();
    if (done) return;
    passed += value.byteLength;
  }
  await reader.cancel();
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code !== undefined && !error.message.includes(code) ? `${error.message} (${code})` : error.message;
}
