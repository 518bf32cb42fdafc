import { createHash } from 'node:crypto';
import type { Clock } from '../../../core/exam/clock.ts';
import { Dice } from './dice.ts';

/** What a process of the application talks to. */
export type Service = 'dynamodb' | 'sns' | 'ec2' | 'lambda' | 'judge' | 'clock';

/** What becomes of one call of a process. */
export interface CallFate {
  /** On its way there and back, ms. */
  readonly latencyMs: number;
  /** `refused`: nothing was done; `unheard`: it was done and the answer is lost. */
  readonly fault?: 'refused' | 'unheard';
  /** The process dies of it, before the call was made or after. */
  readonly death?: 'before' | 'after';
  /** The process stands still for so long before the call, ms. */
  readonly freezeMs?: number;
}

/** How often what happens, in calls or messages of which one meets it; 0: never. */
export interface Rates {
  readonly refused: number;
  readonly unheard: number;
  readonly slow: number;
  readonly death: number;
  readonly freeze: number;
  readonly staleIndex: number;
  readonly messageLost: number;
  readonly messageTwice: number;
  readonly messageLate: number;
  readonly tickLost: number;
  readonly brokenAnswer: number;
}

/** Nothing ever goes wrong. */
export const CALM: Rates = {
  refused: 0,
  unheard: 0,
  slow: 0,
  death: 0,
  freeze: 0,
  staleIndex: 0,
  messageLost: 0,
  messageTwice: 0,
  messageLate: 0,
  tickLost: 0,
  brokenAnswer: 0,
};

/** Far more of everything than any exam has seen, and so little that judging goes on. */
const STORM: Rates = {
  refused: 1 / 250,
  unheard: 1 / 800,
  slow: 1 / 200,
  death: 1 / 800,
  freeze: 1 / 1_000,
  staleIndex: 1 / 15,
  messageLost: 1 / 2,
  messageTwice: 1 / 8,
  messageLate: 1 / 6,
  tickLost: 1 / 8,
  brokenAnswer: 1 / 300,
};

/** Submissions of an exam whose storm meets processes as often as {@link STORM} says. */
const SMALL = 300;
/** Of ten times as many submissions, each call is struck so much more seldom, as a power: functions make more calls a minute. */
const GROWTH = 0.75;

/** The storm for an exam of so many submissions. */
export function stormFor(submissions: number): Rates {
  const seldom = Math.max(1, (submissions / SMALL) ** GROWTH);
  const { refused, unheard, death, freeze } = STORM;
  return {
    ...STORM,
    refused: refused / seldom,
    unheard: unheard / seldom,
    death: death / seldom,
    freeze: freeze / seldom,
  };
}

/** While a service throttles, this share of its calls is refused. */
const THROTTLED_SHARE = 0.3;

/**
 * Decides what goes wrong, by a seed: the same calls in the same order meet the same faults. Keeps a record of all that it
 * did: counts by kind, and a hash of the whole in order.
 */
export class Adversary {
  readonly counts = new Map<string, number>();
  readonly dice: Dice;
  readonly rates: Rates;
  readonly #clock: Clock;
  readonly #trace = createHash('sha256');
  /** No function runs then: who makes a call in this time is dead. In ms since the epoch. */
  blackout: { readonly from: number; readonly until: number } | undefined;
  /** Services that throttle, and until when. */
  readonly #throttled = new Map<Service, number>();

  constructor(seed: number, rates: Rates, clock: Clock) {
    this.dice = new Dice(seed);
    this.rates = rates;
    this.#clock = clock;
  }

  /** What becomes of a call. Only calls that can fail are asked for: a clock only freezes or dies. */
  fateOf(who: string, service: Service, call: string): CallFate {
    const { dice, rates } = this;
    const latencyMs = service === 'clock' ? 0 : dice.between(1, service === 'judge' ? 5 : 12);
    const meets = (rate: number) => rate > 0 && dice.chance(rate);
    const note = (kind: string) => this.note(kind, `${who} ${call}`);
    if (meets(rates.death)) {
      note('process killed');
      return { latencyMs, death: dice.chance(0.5) ? 'before' : 'after' };
    }
    if (meets(rates.freeze)) {
      note('process frozen');
      return { latencyMs, freezeMs: dice.pick([5_000, 25_000, 60_000, 120_000]) };
    }
    if (service === 'clock' || service === 'judge') return { latencyMs };
    const throttled = (this.#throttled.get(service) ?? 0) > this.#clock.now();
    if (throttled ? dice.chance(THROTTLED_SHARE) : meets(rates.refused)) {
      note(`${service} throttled`);
      return { latencyMs, fault: 'refused' };
    }
    if (meets(rates.unheard)) {
      note(`${service} answer lost`);
      return { latencyMs, fault: 'unheard' };
    }
    if (meets(rates.slow)) {
      note(`${service} slow`);
      return { latencyMs: dice.between(500, 6_000) };
    }
    return { latencyMs };
  }

  /** Whether no function runs now. */
  isDark(): boolean {
    const now = this.#clock.now();
    return this.blackout !== undefined && now >= this.blackout.from && now < this.blackout.until;
  }

  /** From now on a service refuses a good part of its calls. */
  throttle(service: Service, ms: number): void {
    this.#throttled.set(service, this.#clock.now() + ms);
    this.note(`${service} throttles for a while`, String(ms));
  }

  /** Whether a thing of this kind happens now; if so it is noted. */
  strikes(rate: keyof Rates, kind: string, what: string): boolean {
    if (this.rates[rate] === 0 || !this.dice.chance(this.rates[rate])) return false;
    this.note(kind, what);
    return true;
  }

  note(kind: string, what: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    this.#trace.update(`${this.#clock.now()} ${kind}: ${what}\n`);
  }

  /** Stands for everything that was done so far, in order. */
  traceHash(): string {
    return this.#trace.copy().digest('hex').slice(0, 16);
  }
}
