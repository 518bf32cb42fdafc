import type { Doorbell } from '../../../core/exam/session-event.ts';
import { EXECUTOR_LIFE_MS, HIDDEN_LIVES, MOST_RECEIVES } from '../../../core/submissions/executor-time.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import type { Adversary } from './adversary.ts';

type Ring = Parameters<Doorbell['ring']>[0];

/** As lib/ makes the executors' queue. */
const VISIBILITY_MS = HIDDEN_LIVES * EXECUTOR_LIFE_MS;

interface Message {
  readonly ring: Ring;
  receives: number;
}

/**
 * The topic and the queue between whoever rings and the executors: at least once for what SNS took, in any order, and with
 * an adversary also not at all. An invocation that fails brings its message back when its visibility ends.
 */
export class Doorbells implements Doorbell {
  /** Messages that were received too often. */
  readonly deadLetters: Ring[] = [];
  readonly #clock: VirtualClock;
  readonly #adversary: Adversary;
  readonly #waiting: Message[] = [];
  readonly #invoke: (ring: Ring) => Promise<boolean>;
  readonly #maxConcurrency: number;
  #running = 0;

  /** @param invoke runs an executor. @returns whether it has done with the message */
  constructor(
    clock: VirtualClock,
    adversary: Adversary,
    maxConcurrency: number,
    invoke: (ring: Ring) => Promise<boolean>,
  ) {
    this.#clock = clock;
    this.#adversary = adversary;
    this.#maxConcurrency = maxConcurrency;
    this.#invoke = invoke;
  }

  async ring(ring: Ring): Promise<void> {
    const { submissionId } = ring;
    if (this.#adversary.strikes('messageLost', 'doorbell lost', submissionId)) return;
    this.#deliver({ ring, receives: 0 });
    if (this.#adversary.strikes('messageTwice', 'doorbell doubled', submissionId))
      this.#deliver({ ring, receives: 0 });
  }

  #deliver(message: Message): void {
    const { dice } = this.#adversary;
    const late = this.#adversary.strikes('messageLate', 'doorbell late', message.ring.submissionId);
    const afterMs = late ? dice.between(1_000, 60_000) : dice.between(20, 300);
    void this.#clock.sleep(afterMs).then(() => {
      this.#waiting.push(message);
      this.#receive();
    });
  }

  #receive(): void {
    while (this.#running < this.#maxConcurrency && this.#waiting.length > 0) {
      // SQS keeps no order.
      const at = this.#adversary.dice.between(0, Math.min(this.#waiting.length - 1, 9));
      const [message] = this.#waiting.splice(at, 1);
      if (message !== undefined) void this.#work(message);
    }
  }

  async #work(message: Message): Promise<void> {
    this.#running++;
    message.receives++;
    const done = await this.#invoke(message.ring).catch(() => false);
    this.#running--;
    if (!done) {
      if (message.receives >= MOST_RECEIVES) this.deadLetters.push(message.ring);
      else
        void this.#clock.sleep(VISIBILITY_MS).then(() => {
          this.#waiting.push(message);
          this.#receive();
        });
    }
    this.#receive();
  }
}
