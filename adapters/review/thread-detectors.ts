import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type Detection, DetectionError, type ReviewedSource } from '../../core/review/detector.ts';

/** What one source may take of the reviewer. */
export interface DetectionBounds {
  /** ms of a thread that has begun. */
  readonly timeMs: number;
  /** ms until a thread has begun. */
  readonly startMs: number;
  /** MB of heap that live objects may take. */
  readonly heapMb: number;
}

/** A source of 500 lines takes 0.3 s; the heap leaves room for what the function itself has. */
export const DETECTION_BOUNDS: DetectionBounds = { timeMs: 10_000, startMs: 5_000, heapMb: 768 };

/** A thread that has had less of a processor than this part of its time was starved: one that a source keeps busy has all of it, or half. */
const STARVED_BELOW = 0.5;

/** What a thread answers. */
export type ThreadAnswer = { readonly detection: Detection } | { readonly failed: string };

/**
 * Detectors in a thread of their own, which knows no environment and can be ended: a source on which a parser never ends, or eats all
 * memory, costs its own review. The thread is kept for the next source until one had to be ended.
 */
export class ThreadDetectors {
  readonly #entry: URL;
  readonly #bounds: DetectionBounds;
  readonly #cpuMs: () => number;
  #thread: Worker | undefined;

  /**
   * @param entry the module that a thread runs: it takes a source as a message, and answers a {@link ThreadAnswer}
   * @param cpuMs what this process has had of processors by now, all its threads together, ms: what others of it take counts as the source's
   */
  constructor(entry: URL, bounds: DetectionBounds = DETECTION_BOUNDS, cpuMs: () => number = cpuOfProcess) {
    this.#entry = entry;
    this.#bounds = bounds;
    this.#cpuMs = cpuMs;
  }

  /** Looks at one source; one at a time. @throws DetectionError where the thread had to be ended, or ended */
  async detect(source: ReviewedSource): Promise<Detection> {
    const thread = this.#thread ?? (await this.#start());
    this.#thread = undefined;
    try {
      const answer = await this.#ask(thread, source);
      // What a thread could not do is tried on a new one.
      if ('failed' in answer) throw new DetectionError(`the detectors failed: ${answer.failed}`);
      this.#thread = thread;
      return answer.detection;
    } finally {
      if (this.#thread === undefined) await thread.terminate();
    }
  }

  /** Ends the thread that is kept. */
  async stop(): Promise<void> {
    await this.#thread?.terminate();
    this.#thread = undefined;
  }

  async #start(): Promise<Worker> {
    const thread = new Worker(this.#entry, {
      env: {},
      // Nothing that is loaded before the function itself: a thread needs none of it.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.#bounds.heapMb, stackSizeMb: 4 },
    });
    // Nobody waits for a thread that rests.
    thread.unref();
    // It has seen nothing of the source yet.
    const late = () =>
      new DetectionError(`the detectors could not begin: ${NOT_REVIEWED}`, { starved: true });
    await this.#within(this.#bounds.startMs, thread, once(thread, 'online'), late);
    return thread;
  }

  async #ask(thread: Worker, source: ReviewedSource): Promise<ThreadAnswer> {
    const answered = once(thread, 'message');
    thread.postMessage(source);
    const { timeMs } = this.#bounds;
    const before = this.#cpuMs();
    const late = () => {
      const starved = this.#cpuMs() - before < timeMs * STARVED_BELOW;
      const what = starved ? 'had next to no processor for' : 'took longer than';
      return new DetectionError(`the detectors ${what} ${timeMs / 1_000} s ${OVER_SOURCE}`, { starved });
    };
    const [answer] = await this.#within(timeMs, thread, answered, late);
    return answer as ThreadAnswer;
  }

  /** What happens, unless the thread ends or the time is over before. */
  async #within<T>(ms: number, thread: Worker, happens: Promise<T>, late: () => Error): Promise<T> {
    const ended = new AbortController();
    const { signal } = ended;
    const refuse = (reason: string) => {
      throw new DetectionError(`the detectors ${reason} ${OVER_SOURCE}`);
    };
    const timer = Promise.withResolvers<never>();
    const timeout = setTimeout(() => timer.reject(late()), ms);
    try {
      return await Promise.race([
        // An error of the thread, out of memory for one, is thrown by either.
        happens.catch((error: NodeJS.ErrnoException) =>
          refuse(
            error.code === 'ERR_WORKER_OUT_OF_MEMORY'
              ? `needed more than ${this.#bounds.heapMb} MB`
              : `failed (${error.message})`,
          ),
        ),
        once(thread, 'exit', { signal }).then(() => refuse('ended')),
        timer.promise,
      ]);
    } finally {
      clearTimeout(timeout);
      timer.promise.catch(() => undefined);
      ended.abort();
    }
  }
}

const NOT_REVIEWED = 'it is not reviewed';
const OVER_SOURCE = `over this source: ${NOT_REVIEWED}`;

function cpuOfProcess(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
