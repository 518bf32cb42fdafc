import type { Clock } from '../../../core/exam/clock.ts';
import { EXECUTOR_LIFE_MS } from '../../../core/submissions/executor-time.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import type { Adversary, Service } from './adversary.ts';

/** An index follows the rows within this time, ms. */
const LAG_MS = 3_000;

/** AWS refused a call, after all that its client tried. */
function throttled(service: Service): Error {
  const error = new Error(`${service}: rate exceeded`);
  error.name = 'ThrottlingException';
  return error;
}

/** The answer to a call got lost: whether it was done nobody knows. */
function unheard(service: Service): Error {
  const error = new Error(`${service}: the connection was closed before the answer came`);
  error.name = 'TimeoutError';
  return error;
}

/**
 * One invocation of a function. All that it touches goes through a gate: one that was killed never gets an answer again,
 * as a dead process does not, whatever it waits for; one that stands still goes on as if nothing had been.
 */
export class Process {
  readonly name: string;
  readonly clock: Clock;
  /** Resolves when it dies. */
  readonly died: Promise<void>;
  readonly endsAt: number;
  readonly #time: VirtualClock;
  readonly #adversary: Adversary;
  readonly #told = new Map<string, { readonly at: number; readonly answer: unknown }>();
  #isDead = false;
  #frozenUntil = 0;
  #die!: () => void;

  constructor(name: string, time: VirtualClock, adversary: Adversary) {
    this.name = name;
    this.#time = time;
    this.#adversary = adversary;
    this.endsAt = time.now() + EXECUTOR_LIFE_MS;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
    this.clock = {
      now: () => time.now(),
      sleep: (ms, signal) => this.call('clock', 'sleep', () => time.sleep(ms, signal)),
    };
  }

  /** Runs it. @returns what it answered; undefined when it died, or failed */
  async run<T>(act: (process: Process) => Promise<T>): Promise<{ readonly answer: T } | undefined> {
    const ended = act(this).then(
      (answer) => ({ answer }),
      () => undefined,
    );
    const first = await Promise.race([ended, this.died]);
    return first ?? undefined;
  }

  /** It never gets an answer again. */
  kill(): void {
    this.#isDead = true;
    this.#die();
  }

  /** Every call that the process makes. */
  async call<T>(service: Service, name: string, make: () => Promise<T>): Promise<T> {
    if (this.#adversary.isDark()) this.kill();
    if (this.#isDead) await this.#goOn();
    const fate = this.#adversary.fateOf(this.name, service, name);
    if (fate.freezeMs !== undefined) this.#frozenUntil = this.#time.now() + fate.freezeMs;
    if (fate.death === 'before') this.kill();
    await this.#goOn();
    if (fate.latencyMs > 0) await this.#time.sleep(fate.latencyMs);
    await this.#goOn();
    if (fate.fault === 'refused') throw throttled(service);
    const answer = await make();
    if (fate.death === 'after') this.kill();
    await this.#goOn();
    if (fate.fault === 'unheard') throw unheard(service);
    return answer;
  }

  /** An object whose methods are calls to a service; those of `index` sometimes answer as they did before. */
  gate<T extends object>(service: Service, target: T, index: readonly (keyof T & string)[] = []): T {
    const gated = new Map<string | symbol, unknown>();
    return new Proxy(target, {
      get: (object, key) => {
        const known = gated.get(key);
        if (known !== undefined) return known;
        const member = Reflect.get(object, key, object) as unknown;
        if (typeof member !== 'function') return member;
        const name = String(key);
        const lags = (index as readonly string[]).includes(name);
        const call = (...args: unknown[]) =>
          this.call(service, name, async () => {
            const answer = (await member.apply(object, args)) as unknown;
            return lags ? this.#mayLag(name, args, answer) : answer;
          });
        gated.set(key, call);
        return call;
      },
    });
  }

  /** DynamoDB's indexes follow the rows after a while. */
  #mayLag(name: string, args: readonly unknown[], answer: unknown): unknown {
    const asked = `${name} ${args.filter((one) => typeof one === 'string').join(' ')}`;
    const before = this.#told.get(asked);
    this.#told.set(asked, { at: this.#time.now(), answer });
    if (before === undefined || this.#time.now() - before.at > LAG_MS) return answer;
    return this.#adversary.strikes('staleIndex', 'index lags', `${this.name} ${asked}`)
      ? before.answer
      : answer;
  }

  async #goOn(): Promise<void> {
    const waitMs = this.#frozenUntil - this.#time.now();
    if (waitMs > 0) await this.#time.sleep(waitMs);
    if (this.#isDead) await new Promise<never>(() => undefined);
  }
}
