import { isPassingStatus, readRetryAfter, waitAsTold, waitBeforeAsk } from './ask-schedule.ts';
import { type ApiClient, ApiError } from './client.ts';

/** What asking again needs from outside. */
export interface Patience {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** 0 to 1 */
  readonly random: () => number;
  /** How long failures of one call are borne, ms. */
  readonly patienceMs: number;
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
 * @throws what the call threw last
 */
export async function callPatiently<T>(call: () => Promise<T>, patience: Patience): Promise<T> {
  const until = patience.now() + patience.patienceMs;
  for (let asked = 1; ; asked++) {
    try {
      return await call();
    } catch (error) {
      if (!isPassing(error)) throw error;
      const wait = waitBeforeAsk(asked, patience.random, retryAfterOf(error, patience.now()));
      if (patience.now() + wait > until) throw error;
      await patience.sleep(wait);
    }
  }
}

/** The client, whose calls are all made so: for questions, and for what carries an idempotency key. */
export function makePatient(client: ApiClient, patience: Patience): ApiClient {
  return {
    call: (name, request, signal) => callPatiently(() => client.call(name, request, signal), patience),
    download: (name, request, signal) =>
      callPatiently(() => client.download(name, request, signal), patience),
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
