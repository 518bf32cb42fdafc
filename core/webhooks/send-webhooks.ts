import { given } from '../exam/given.ts';
import { deliveryOf } from './delivery.ts';
import type { ReceivedEvent, SenderPorts } from './sender-ports.ts';
import { wantsEvent } from './webhook.ts';
import { WebhookWorker } from './webhook-worker.ts';

/** What one run of the sender came to. */
export interface Sent {
  /** Whether another had the turn: then nothing was done. */
  readonly busy: boolean;
  /** Events taken off the queue. */
  readonly events: number;
  readonly delivered: number;
  readonly failed: number;
  /** When the next sender starts on its own, ms since the epoch; absent while nothing waits. */
  readonly wakeAt?: number;
}

/** How long a run may take where nobody else rests for it, ms. */
export const SEND_MS = 20_000;
/** A try that has begun when the run ends is waited for; the turn is held for this long after it, ms. */
const OVERRUN_MS = 30_000;
/** A look at a queue that was empty is repeated after this time while workers work, ms. */
const LOOK_EVERY_MS = 1_000;

/**
 * Takes events off the queue, makes a delivery of each for every webhook that wants it, and sends what is due: each
 * webhook by a worker of its own, in the order of events, so that one that fails delays no other. It ends when nothing
 * is left to do before `until`, ms since the epoch, or then; what is due later wakes a sender of its own. Whatever it dies
 * of, events are on the queue or deliveries in the table, and the next run goes on: a message may be sent twice, with
 * one id.
 */
export async function sendWebhooks(until: number, ports: SenderPorts): Promise<Sent> {
  const sum = { busy: true, events: 0, delivered: 0, failed: 0 };
  for (;;) {
    const sent = await sendInTurn(until, ports);
    if (sent === undefined) {
      // Whoever has the turn may have looked already at what this one was started for.
      if (await ports.turn.ask(ports.clock.now())) return sum;
      continue;
    }
    sum.busy = false;
    sum.events += sent.events;
    sum.delivered += sent.delivered;
    sum.failed += sent.failed;
    if (!sent.wasAsked) return { ...sum, ...given({ wakeAt: sent.wakeAt }) };
  }
}

/** @returns undefined when another has the turn */
async function sendInTurn(
  until: number,
  ports: SenderPorts,
): Promise<(Omit<Sent, 'busy'> & { readonly wasAsked: boolean }) | undefined> {
  const { clock, turn, ids } = ports;
  const turnId = ids.next();
  const held = await turn.take(turnId, Math.max(until, clock.now()) + OVERRUN_MS, clock.now());
  if (held === undefined) return undefined;
  let wakeAt = held.wakeAt;
  let isDone = false;
  try {
    const run = new SenderRun(until, ports);
    const dueAt = await run.work();
    const planned = wakeAt !== undefined && wakeAt > clock.now() && wakeAt <= (dueAt ?? 0);
    if (dueAt !== undefined && !planned) {
      await ports.planWake(dueAt);
      wakeAt = dueAt;
    }
    const { events, delivered, failed } = run;
    isDone = true;
    const wasAsked = await turn.end(turnId, wakeAt);
    return { events, delivered, failed, wasAsked, ...given({ wakeAt: dueAt }) };
  } finally {
    if (!isDone) await turn.end(turnId, wakeAt);
  }
}

class SenderRun {
  events = 0;
  readonly #until: number;
  readonly #ports: SenderPorts;
  readonly #workers = new Map<string, WebhookWorker>();
  readonly #owners = new Map<string, Promise<string | undefined>>();

  constructor(until: number, ports: SenderPorts) {
    this.#until = until;
    this.#ports = ports;
  }

  get delivered(): number {
    return this.#sum(({ delivered }) => delivered);
  }

  get failed(): number {
    return this.#sum(({ failed }) => failed);
  }

  /** @returns when something is due that is left, ms since the epoch */
  async work(): Promise<number | undefined> {
    let drained: boolean;
    try {
      drained = await this.#lookAround();
    } finally {
      await this.#idle();
    }
    for (const { failure } of this.#workers.values()) if (failure !== undefined) throw failure.error;
    return drained ? this.#nextDue() : this.#ports.clock.now();
  }

  /** Looks at the queue and has workers work until nothing is left to do in time. @returns whether the queue was empty */
  async #lookAround(): Promise<boolean> {
    const { clock, inbox, webhooks } = this.#ports;
    let drained = false;
    while (clock.now() < this.#until) {
      const [received, known] = await Promise.all([inbox.receive(), webhooks.list()]);
      drained = received.length === 0;
      const concerned = await this.#file(received, known);
      for (const webhook of known) {
        const worker =
          this.#workers.get(webhook.webhookId) ?? new WebhookWorker(webhook, this.#until, this.#ports);
        this.#workers.set(webhook.webhookId, worker);
        worker.goOn(webhook, concerned.has(webhook.webhookId));
      }
      if (!drained) continue;
      await this.#watchWorkers();
      const next = this.#nextDue();
      if (next === undefined || next >= this.#until) break;
      if (next > clock.now()) await clock.sleep(next - clock.now());
    }
    return drained;
  }

  /** Resolves when no worker works, or it is time for another look at the queue. */
  async #watchWorkers(): Promise<void> {
    const looking = new AbortController();
    await Promise.race([this.#idle(), this.#ports.clock.sleep(LOOK_EVERY_MS, looking.signal)]);
    looking.abort();
  }

  /** Resolves when no worker works. */
  async #idle(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.idle()));
  }

  /** Makes deliveries of events, then takes these off the queue. @returns ids of webhooks that have new ones */
  async #file(
    received: readonly ReceivedEvent[],
    known: Awaited<ReturnType<SenderPorts['webhooks']['list']>>,
  ): Promise<ReadonlySet<string>> {
    const { clock, inbox, deliveries } = this.#ports;
    const concerned = new Set<string>();
    await Promise.all(
      received.map(async ({ event }) => {
        const asked = known.some(({ everySession }) => !everySession);
        const { sessionId } = event;
        const owner = asked && sessionId !== undefined ? await this.#ownerOf(sessionId) : undefined;
        const wanted = known.filter((webhook) => wantsEvent(webhook, event, owner));
        await Promise.all(wanted.map((webhook) => deliveries.add(deliveryOf(event, webhook, clock.now()))));
        for (const { webhookId } of wanted) concerned.add(webhookId);
      }),
    );
    if (received.length > 0) await inbox.remove(received.map(({ receipt }) => receipt));
    this.events += received.length;
    return concerned;
  }

  #ownerOf(sessionId: string): Promise<string | undefined> {
    const owner =
      this.#owners.get(sessionId) ?? this.#ports.sessions.get(sessionId).then((session) => session?.owner);
    this.#owners.set(sessionId, owner);
    return owner;
  }

  /** The soonest of all that wait; now, while somebody works. */
  #nextDue(): number | undefined {
    const due = [...this.#workers.values()].flatMap(({ nextDue }) =>
      nextDue === undefined ? [] : [nextDue],
    );
    return due.length === 0 ? undefined : Math.min(...due);
  }

  #sum(of: (worker: WebhookWorker) => number): number {
    return [...this.#workers.values()].reduce((sum, worker) => sum + of(worker), 0);
  }
}
