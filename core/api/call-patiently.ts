import { isPassingStatus, readRetryAfter, waitBeforeAsk } from './ask-schedule.ts';
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
      const asksFor =
        error instanceof ApiError ? readRetryAfter(error.retryAfter, patience.now()) : undefined;
      const wait = waitBeforeAsk(asked, patience.random, asksFor);
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
 * Asks until the answer is final: 1, 2, 4, then every 5 s, and each ask as patiently as `callPatiently`.
 * @throws what an ask threw last
 */
export async function askUntil<T>(
  ask: () => Promise<T>,
  isFinal: (answer: T) => boolean,
  patience: Patience,
): Promise<T> {
  for (let asked = 1; ; asked++) {
    const answer = await callPatiently(ask, patience);
    if (isFinal(answer)) return answer;
    await patience.sleep(waitBeforeAsk(asked, patience.random));
  }
}
