import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError } from '../aws/http-types.ts';
import { replaceFile } from '../aws/state-file.ts';
import type { AsyncConfig, FunctionFailure } from './definition.ts';

/** One event handed to a function asynchronously, kept on disk until it was run or given up. */
export interface AsyncEvent {
  readonly requestId: string;
  readonly functionName: string;
  readonly payload: string;
  readonly acceptedAtMs: number;
  readonly attempts: number;
  /** Failure of the last attempt. */
  readonly lastFailure?: FunctionFailure;
}

export type AsyncEnd =
  | { readonly condition: 'Success' }
  | { readonly condition: 'RetriesExhausted' | 'EventAgeExceeded'; readonly failure?: FunctionFailure };

export interface AsyncDeps {
  /** Runs one attempt; throws AwsError when throttled. */
  readonly run: (event: AsyncEvent) => Promise<{ failure?: FunctionFailure }>;
  readonly configOf: (functionName: string) => AsyncConfig | undefined;
  /** Told once an event has left the queue. */
  readonly onEnd: (event: AsyncEvent, end: AsyncEnd) => Promise<void>;
  readonly onProblem: (event: AsyncEvent, problem: string) => void;
  readonly now: () => number;
  /** Waits before the second and third attempt in ms; AWS: one minute, then two. */
  readonly retryDelaysMs: readonly number[];
}

/** Throttled events come again after 1 s, then twice as long each time, up to 5 min; AWS's own schedule. */
const THROTTLE_DELAY_MS = 1_000;
const THROTTLE_DELAY_MAX_MS = 300_000;

/**
 * Lambda's queue of asynchronous invocations: each event runs at least once, is retried after a failure of the
 * function, waits out throttles until its maximum age, and ends in success or in the failure destination.
 */
export class AsyncInvocations {
  readonly #dir: string;
  readonly #deps: AsyncDeps;
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(dir: string, deps: AsyncDeps) {
    this.#dir = dir;
    this.#deps = deps;
    mkdirSync(dir, { recursive: true });
  }

  /** Events accepted and not yet ended. */
  get pending(): number {
    return readdirSync(this.#dir).filter((name) => name.endsWith('.json')).length;
  }

  /** Takes an event: once this returns it survives a kill of the system. */
  accept(functionName: string, requestId: string, payload: string): void {
    const event: AsyncEvent = {
      requestId,
      functionName,
      payload,
      acceptedAtMs: this.#deps.now(),
      attempts: 0,
    };
    this.#save(event);
    this.#schedule(event, 0, THROTTLE_DELAY_MS);
  }

  /** Goes on with what the last system had accepted; call it when the functions are known. */
  resume(): number {
    const names = readdirSync(this.#dir).filter((name) => name.endsWith('.json'));
    for (const name of names) {
      const event = JSON.parse(readFileSync(join(this.#dir, name), 'utf8')) as AsyncEvent;
      this.#schedule(event, 0, THROTTLE_DELAY_MS);
    }
    return names.length;
  }

  /** Stops starting attempts; what waits stays on disk. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #schedule(event: AsyncEvent, delayMs: number, throttleDelayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#attempt(event, throttleDelayMs);
    }, delayMs);
    this.#timers.add(timer);
  }

  async #attempt(event: AsyncEvent, throttleDelayMs: number): Promise<void> {
    if (this.#stopped) return;
    const config = this.#deps.configOf(event.functionName);
    if (config === undefined) {
      this.#deps.onProblem(event, 'its function does not exist any more');
      this.#forget(event);
      return;
    }
    const ageLimitMs = config.maximumEventAgeS * 1000;
    if (this.#deps.now() - event.acceptedAtMs > ageLimitMs) {
      await this.#end(event, { condition: 'EventAgeExceeded', ...failureOf(event) });
      return;
    }
    try {
      const result = await this.#deps.run(event);
      if (this.#stopped) return;
      const attempted = { ...event, attempts: event.attempts + 1 };
      if (result.failure === undefined) {
        await this.#end(attempted, { condition: 'Success' });
        return;
      }
      const failed = { ...attempted, lastFailure: result.failure };
      if (failed.attempts > config.maximumRetryAttempts) {
        await this.#end(failed, { condition: 'RetriesExhausted', failure: result.failure });
        return;
      }
      this.#save(failed);
      this.#schedule(failed, this.#deps.retryDelaysMs[failed.attempts - 1] ?? 0, THROTTLE_DELAY_MS);
    } catch (error) {
      if (this.#stopped) return;
      if (!(error instanceof AwsError && error.status === 429)) {
        this.#deps.onProblem(event, String(error));
      }
      this.#schedule(event, throttleDelayMs, Math.min(throttleDelayMs * 2, THROTTLE_DELAY_MAX_MS));
    }
  }

  async #end(event: AsyncEvent, end: AsyncEnd): Promise<void> {
    try {
      await this.#deps.onEnd(event, end);
    } catch (error) {
      this.#deps.onProblem(event, `its destination could not be told: ${String(error)}`);
    }
    this.#forget(event);
  }

  #save(event: AsyncEvent): void {
    replaceFile(join(this.#dir, `${event.requestId}.json`), JSON.stringify(event));
  }

  #forget(event: AsyncEvent): void {
    rmSync(join(this.#dir, `${event.requestId}.json`), { force: true });
  }
}

function failureOf(event: AsyncEvent): { failure?: FunctionFailure } {
  return event.lastFailure === undefined ? {} : { failure: event.lastFailure };
}
