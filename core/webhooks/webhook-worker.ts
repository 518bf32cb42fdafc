import { decideDelivery, decideWebhook } from './decide-delivery.ts';
import type { Delivery } from './delivery.ts';
import type { SenderPorts } from './sender-ports.ts';
import { signMessage } from './sign-message.ts';
import { signingSecrets, type Webhook } from './webhook.ts';

/** Deliveries read at a time. */
const PAGE = 50;
/** What Assize calls itself. */
const USER_AGENT = 'Assize-Webhooks/1';

/** Sends what is due to one webhook, one message after the other, until nothing is or its time is over. */
export class WebhookWorker {
  delivered = 0;
  failed = 0;
  readonly #until: number;
  readonly #ports: SenderPorts;
  #webhook: Webhook;
  #work: Promise<void> | undefined;
  #more = true;
  #nextDue: number | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(webhook: Webhook, until: number, ports: SenderPorts) {
    this.#webhook = webhook;
    this.#until = until;
    this.#ports = ports;
  }

  /** When something is due, ms since the epoch; now while it works, undefined when nothing waits. */
  get nextDue(): number | undefined {
    return this.#work === undefined ? this.#nextDue : this.#ports.clock.now();
  }

  /** What kept it from working. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** Works on, if it does not work already and something may be due. @param hasNew whether something was added */
  goOn(webhook: Webhook, hasNew: boolean): void {
    this.#more ||= hasNew;
    // What it knows itself is newer than what was read, unless a person has changed it: then all that waits may be due.
    if (this.#webhook.revision < webhook.revision) {
      this.#webhook = webhook;
      this.#more = true;
    }
    if (this.#work !== undefined || this.#failure !== undefined) return;
    if (!this.#more && (this.#nextDue ?? Number.POSITIVE_INFINITY) > this.#ports.clock.now()) return;
    this.#work = this.#run()
      .then(
        (nextDue) => {
          // One that is disabled has nothing due until a person enables it.
          this.#nextDue = this.#webhook.disabled === undefined ? nextDue : undefined;
        },
        (error: unknown) => {
          this.#failure = { error };
          this.#nextDue = undefined;
        },
      )
      .finally(() => {
        this.#work = undefined;
      });
  }

  /** Resolves when it rests, or has failed. */
  async idle(): Promise<void> {
    await this.#work;
  }

  /** @returns when something is due that is left, ms since the epoch */
  async #run(): Promise<number | undefined> {
    const { clock, deliveries } = this.#ports;
    let after: string | undefined;
    let soonest: number | undefined;
    for (;;) {
      if (after === undefined) this.#more = false;
      const page = await deliveries.listWaiting(this.#webhook.webhookId, PAGE, after);
      for (const delivery of page) {
        const { health, disabled } = this.#webhook;
        // What is behind it has not been looked at, and may be due.
        if (disabled !== undefined || clock.now() >= this.#until) return clock.now();
        const { restUntil: rest = 0 } = health;
        // Before the rest is over nothing is due, and then this is.
        if (rest > clock.now()) return Math.min(soonest ?? rest, rest);
        const { nextTryAt = 0 } = delivery;
        const due = nextTryAt > clock.now() ? nextTryAt : await this.#try(delivery);
        if (due !== undefined) soonest = Math.min(soonest ?? due, due);
      }
      if (page.length > 0) after = page.at(-1)?.deliveryId;
      else if (!this.#more) return soonest;
      else [after, soonest] = [undefined, undefined];
    }
  }

  /** @returns when it is due again */
  async #try(delivery: Delivery): Promise<number | undefined> {
    const { clock, random, messages, deliveries, webhooks, tell } = this.#ports;
    const webhook = this.#webhook;
    const { webhookId, url, health } = webhook;
    const { deliveryId, body } = delivery;
    const headers = {
      'content-type': 'application/json',
      'user-agent': USER_AGENT,
      ...signMessage(deliveryId, body, signingSecrets(webhook, clock.now()), clock.now()),
    };
    const tried = await messages.send(url, headers, body);
    const { retryAfterMs: __, ...lastTry } = tried;
    const tries = delivery.tries + 1;
    const decision = decideDelivery(tries, tried, random());
    const { nextTryAt: _, ...rest } = delivery;
    const after: Delivery = { ...rest, tries, lastTry };
    switch (decision.action) {
      case 'delivered':
        this.delivered++;
        await deliveries.note({ ...after, state: 'delivered' });
        break;
      case 'retry':
        this.failed++;
        await deliveries.note({ ...after, nextTryAt: decision.at });
        break;
      case 'give-up':
        this.failed++;
        await deliveries.note({ ...after, state: 'failed', reason: decision.reason });
        tell({ event: 'gave-up', webhookId, deliveryId, reason: decision.reason });
    }
    const verdict = decideWebhook(health, tried, random());
    const disabled =
      verdict.action === 'disable' ? { at: clock.now(), reason: verdict.reason } : webhook.disabled;
    // Somebody who has changed it meanwhile has begun another record.
    if (this.#webhook.revision === webhook.revision)
      this.#webhook = { ...webhook, health: verdict.health, ...(disabled === undefined ? {} : { disabled }) };
    // A clean record that stays clean is not written each time.
    if (health.failures > 0 || verdict.health.failures > 0)
      await webhooks.noteHealth(webhook, verdict.health, disabled);
    if (verdict.action === 'disable') tell({ event: 'disabled', webhookId, reason: verdict.reason });
    return decision.action === 'retry' ? decision.at : undefined;
  }
}
