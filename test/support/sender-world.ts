import type { SessionEvent } from '../../core/exam/session-event.ts';
import { RETRY_DELAYS_MS, type Tried } from '../../core/webhooks/decide-delivery.ts';
import { SEND_MS, type Sent, sendWebhooks } from '../../core/webhooks/send-webhooks.ts';
import type { SenderEvent, SenderPorts } from '../../core/webhooks/sender-ports.ts';
import type { Webhook } from '../../core/webhooks/webhook.ts';
import { MemoryDeliveryStore, MemorySenderTurn, MemoryWebhookStore } from './memory/webhook-stores.ts';
import { sessionOf } from './sessions.ts';
import { VirtualClock } from './virtual-clock.ts';
import { webhookOf } from './webhooks.ts';

/** How long a message that was received and not removed stays hidden, ms. */
const HIDDEN_MS = 60_000;
/** Scheduler acts by the minute, ms. */
const WAKE_AHEAD_MS = 60_000;

/** A message as a receiver had it. */
export interface Arrival {
  readonly at: number;
  readonly id: string;
  readonly body: string;
  readonly status: number | undefined;
}

/** What a receiver answers: its status after so many ms, or nothing within the time that it has. */
export type Answer = { readonly status?: number; readonly ms?: number; readonly retryAfterMs?: number };

/** Of a process that dies: before its call of this number. */
class Died extends Error {}

/** The sender on virtual time: the real decisions, stores in memory, a queue that repeats itself, receivers by a rule. */
export class SenderWorld {
  readonly clock = new VirtualClock();
  readonly webhooks = new MemoryWebhookStore();
  readonly deliveries = new MemoryDeliveryStore();
  readonly turn = new MemorySenderTurn();
  readonly told: SenderEvent[] = [];
  /** By URL, in order. */
  readonly arrivals = new Map<string, Arrival[]>();
  readonly wakes: number[] = [];
  /** What the receiver at a URL answers to its next message. */
  answer: (url: string, id: string) => Answer = () => ({ status: 204, ms: 20 });
  readonly #messages = new Map<string, { readonly event: SessionEvent; visibleAt: number }>();
  #serial = 0;

  async add(changes: Partial<Webhook> = {}): Promise<Webhook> {
    const webhook = webhookOf({ webhookId: `w${++this.#serial}`, everySession: true, ...changes });
    await this.webhooks.create(webhook);
    return webhook;
  }

  /** Publishes events to the sender's queue. */
  publish(...events: readonly SessionEvent[]): void {
    for (const event of events)
      this.#messages.set(`m${++this.#serial}`, { event, visibleAt: this.clock.now() });
  }

  get queued(): number {
    return this.#messages.size;
  }

  arrivalsAt(url: string): readonly Arrival[] {
    return this.arrivals.get(url) ?? [];
  }

  /** One run of the sender. @param dieAtCall of its ports, counted over all of them */
  async run(ms = SEND_MS, dieAtCall = Number.POSITIVE_INFINITY): Promise<Sent | undefined> {
    let ended: { readonly sent: Sent | undefined } | undefined;
    let failure: unknown;
    sendWebhooks(this.clock.now() + ms, this.#ports(dieAtCall)).then(
      (sent) => {
        ended = { sent };
      },
      (error: unknown) => {
        ended = { sent: undefined };
        if (!(error instanceof Died)) failure = error;
      },
    );
    await this.clock.runUntil(() => ended !== undefined, this.clock.now() + ms + 60_000);
    if (failure !== undefined) throw failure;
    return ended?.sent;
  }

  /** Lets time pass as long as something is planned: each sender is woken when the one before planned it. */
  async liveUntil(done: () => boolean, longestMs = 2 * sum(RETRY_DELAYS_MS)): Promise<void> {
    const end = this.clock.now() + longestMs;
    while (!done()) {
      const sent = await this.run();
      const wakeAt = Math.max(sent?.wakeAt ?? 0, this.clock.now() + WAKE_AHEAD_MS);
      if (wakeAt > end) throw new Error('not done in time');
      await this.pass(wakeAt - this.clock.now());
    }
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    let over = false;
    void this.clock.sleep(ms).then(() => {
      over = true;
    });
    await this.clock.runUntil(() => over, this.clock.now() + ms);
  }

  #ports(dieAtCall: number): SenderPorts {
    let calls = 0;
    const mortal = <T extends object>(port: T): T =>
      new Proxy(port, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name, target);
          if (typeof member !== 'function') return member;
          return async (...args: unknown[]) => {
            if (++calls >= dieAtCall) throw new Died(`call ${calls}`);
            return await member.apply(target, args);
          };
        },
      });
    return {
      clock: this.clock,
      ids: { next: () => `turn-${++this.#serial}` },
      random: () => 0.5,
      sessions: mortal({
        get: async (sessionId: string) => sessionOf({ sessionId, owner: ownerOf(sessionId) }),
      }),
      webhooks: mortal(this.webhooks),
      deliveries: mortal(this.deliveries),
      turn: mortal(this.turn),
      inbox: mortal({
        receive: async () => this.#receive(),
        remove: async (receipts: readonly string[]) => {
          for (const receipt of receipts) this.#messages.delete(receipt);
        },
      }),
      messages: mortal({
        send: async (url: string, headers: Readonly<Record<string, string>>, body: string) =>
          await this.#deliver(url, headers, body),
      }),
      planWake: async (at) => void this.wakes.push(at),
      tell: (happened) => void this.told.push(happened),
    };
  }

  #receive() {
    const now = this.clock.now();
    const found = [...this.#messages].filter(([, { visibleAt }]) => visibleAt <= now).slice(0, 10);
    for (const [, message] of found) message.visibleAt = now + HIDDEN_MS;
    return found.map(([receipt, { event }]) => ({ event, receipt }));
  }

  async #deliver(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Tried> {
    const at = this.clock.now();
    const id = headers['webhook-id'] ?? '';
    const { status, ms = status === undefined ? 15_000 : 20, retryAfterMs } = this.answer(url, id);
    await this.clock.sleep(ms);
    this.arrivals.set(url, [...this.arrivalsAt(url), { at, id, body, status }]);
    return {
      at,
      ms,
      reason: status === undefined ? 'no answer within 15 s' : `HTTP ${status}`,
      ...(status === undefined ? {} : { status }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  }
}

/** Who booked a session of these studies: `ada-1` is ada's. */
function ownerOf(sessionId: string): string {
  return sessionId.split('-')[0] ?? '';
}

function sum(all: readonly number[]): number {
  return all.reduce((one, other) => one + other, 0);
}
