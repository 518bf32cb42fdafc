import { isPassingStatus, readRetryAfter, waitAsTold, waitBeforeAsk } from './ask-schedule.ts';
import { type ApiClient, ApiError } from './client.ts';

/** What asking again needs from outside. */
export interface Patience {
  readonly now: () => number;
  /** Ends early when the signal aborts, where one is given. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** 0 to 1 */
  readonly random: () => number;
  /** How long failures of one call are borne, ms. */
  readonly patienceMs: number;
  /** Hears of each failure that is borne. @param forMs how long the call has failed */
  readonly onWait?: (error: unknown, forMs: number) => void;
}

/** Whether the same call may succeed a little later: a passing status, or a connection that broke. */
function isPassing(error: unknown): boolean {
  if (error instanceof ApiError) return isPassingStatus(error.status);
  // What fetch throws where nothing answered or the answer broke off, and where a call took too long.
  return error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError');
}

/** What an answer asks to wait before the next try, ms; undefined where it is none, or asks for nothing. */
export function retryAfterOf(error: unknown, now: number): number | undefined {
  return error instanceof ApiError ? readRetryAfter(error.retryAfter, now) : undefined;
}

/**
 * Makes a call until it succeeds, as long as what fails is passing and patience lasts. A call that changes something
 * must carry its idempotency key, the same one each time.
 * @param signal aborts when nobody wants the answer any more
 * @throws what the call threw last, or why the signal aborted
 */
export async function callPatiently<T>(
  call: () => Promise<T>,
  patience: Patience,
  signal?: AbortSignal,
): Promise<T> {
  const began = patience.now();
  const until = began + patience.patienceMs;
  for (let asked = 1; ; asked++) {
    try {
      return await call();
    } catch (error) {
      if (!isPassing(error)) throw error;
      const wait = waitBeforeAsk(asked, patience.random, retryAfterOf(error, patience.now()));
      if (patience.now() + wait > until) throw error;
      patience.onWait?.(error, patience.now() - began);
      signal?.throwIfAborted();
      await patience.sleep(wait, signal);
      signal?.throwIfAborted();
    }
  }
}

/** The client, whose calls are all made so: for questions, and for what carries an idempotency key. */
export function makePatient(client: ApiClient, patience: Patience): ApiClient {
  return {
    call: (name, request, signal) =>
      callPatiently(() => client.call(name, request, signal), patience, signal),
    download: (name, request, signal) =>
      callPatiently(() => client.download(name, request, signal), patience, signal),
  };
}

/**
 * Asks until the answer is final, each time when the answer before says so, else after 1, 2, 4, then every 5 s; and each
 * ask as patiently as `callPatiently`.
 * @param known what was answered already, which says when to ask first
 * @throws what an ask threw last
 */
export async function askUntil<T extends { readonly nextAskMs?: number | undefined }>(
  ask: () => Promise<T>,
  isFinal: (answer: T) => boolean,
  patience: Patience,
  known?: T,
): Promise<T> {
  let answer = known ?? (await callPatiently(ask, patience));
  for (let asked = 1; !isFinal(answer); asked++) {
    const { nextAskMs } = answer;
    await patience.sleep(
      nextAskMs === undefined
        ? waitBeforeAsk(asked, patience.random)
        : waitAsTold(nextAskMs, patience.random),
    );
    answer = await callPatiently(ask, patience);
  }
  return answer;
}
