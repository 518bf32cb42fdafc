import { type Delivery, eventTimeOf } from '../../../core/webhooks/delivery.ts';
import type { Webhook, WebhookHealth } from '../../../core/webhooks/webhook.ts';
import type {
  DeliveryStore,
  SenderTurn,
  WebhookChange,
  WebhookStore,
} from '../../../core/webhooks/webhook-store.ts';

/** In memory, for studies on virtual time: passes the contract suite of the store that production uses. */
export class MemoryWebhookStore implements WebhookStore {
  readonly #webhooks = new Map<string, Webhook>();

  async create(webhook: Webhook): Promise<boolean> {
    if (this.#webhooks.has(webhook.webhookId)) return false;
    this.#webhooks.set(webhook.webhookId, webhook);
    return true;
  }

  async get(webhookId: string): Promise<Webhook | undefined> {
    return this.#webhooks.get(webhookId);
  }

  async list(): Promise<readonly Webhook[]> {
    return [...this.#webhooks.values()].sort((a, b) => (a.webhookId < b.webhookId ? -1 : 1));
  }

  async change(webhookId: string, revision: number, change: WebhookChange): Promise<Webhook | undefined> {
    const webhook = this.#webhooks.get(webhookId);
    if (webhook?.revision !== revision) return undefined;
    const isAnew = change.disabled === null || change.url !== undefined;
    const health: WebhookHealth = isAnew ? { failures: 0 } : webhook.health;
    const merged = { ...webhook, ...change, health, revision: revision + 1 };
    const after = Object.fromEntries(
      Object.entries(merged).filter(([, value]) => value !== null),
    ) as unknown as Webhook;
    this.#webhooks.set(webhookId, after);
    return after;
  }

  async remove(webhookId: string): Promise<void> {
    this.#webhooks.delete(webhookId);
  }

  async noteHealth(
    { webhookId, revision }: Pick<Webhook, 'webhookId' | 'revision'>,
    health: WebhookHealth,
    disabled?: Webhook['disabled'],
  ): Promise<void> {
    const webhook = this.#webhooks.get(webhookId);
    if (webhook?.revision !== revision) return;
    this.#webhooks.set(webhookId, {
      ...webhook,
      health,
      ...(disabled === undefined ? {} : { disabled }),
    });
  }
}

/** The same of deliveries. */
export class MemoryDeliveryStore implements DeliveryStore {
  readonly #waiting = new Map<string, Delivery>();
  readonly #ended = new Map<string, Delivery>();

  async add(delivery: Delivery): Promise<void> {
    const key = keyOf(delivery);
    if (this.#ended.has(key) || this.#waiting.has(key)) return;
    (delivery.state === 'waiting' ? this.#waiting : this.#ended).set(key, delivery);
  }

  async requeue(deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of deliveries) this.#waiting.set(keyOf(delivery), delivery);
  }

  async note(delivery: Delivery): Promise<void> {
    const key = keyOf(delivery);
    if (delivery.state === 'waiting') return void this.#waiting.set(key, delivery);
    this.#ended.set(key, delivery);
    this.#waiting.delete(key);
  }

  async listWaiting(webhookId: string, limit: number, after = ''): Promise<readonly Delivery[]> {
    return sorted(this.#waiting, webhookId)
      .filter(({ deliveryId }) => deliveryId > after)
      .slice(0, limit);
  }

  async listEnded(webhookId: string, from: string, to: string, limit: number): Promise<readonly Delivery[]> {
    return sorted(this.#ended, webhookId)
      .filter(({ deliveryId }) => deliveryId >= from && deliveryId <= to)
      .slice(0, limit);
  }

  async listLatest(webhookId: string, limit: number, before = '~'): Promise<readonly Delivery[]> {
    const all = new Map([...this.#ended, ...this.#waiting]);
    return sorted(all, webhookId)
      .filter(({ deliveryId }) => deliveryId < before)
      .toReversed()
      .slice(0, limit);
  }

  async get(webhookId: string, deliveryId: string): Promise<Delivery | undefined> {
    const key = keyOf({ webhookId, deliveryId });
    return this.#waiting.get(key) ?? this.#ended.get(key);
  }
}

/** The same of the sender's turn. */
export class MemorySenderTurn implements SenderTurn {
  #held: { turnId: string; until: number; asked: boolean } | undefined;
  #wakeAt: number | undefined;

  async take(turnId: string, until: number, now: number): Promise<{ readonly wakeAt?: number } | undefined> {
    if (this.#held !== undefined && this.#held.until > now) return undefined;
    this.#held = { turnId, until, asked: false };
    return this.#wakeAt === undefined ? {} : { wakeAt: this.#wakeAt };
  }

  async end(turnId: string, wakeAt: number | undefined): Promise<boolean> {
    if (this.#held?.turnId !== turnId) return false;
    const { asked } = this.#held;
    this.#held = undefined;
    this.#wakeAt = wakeAt ?? this.#wakeAt;
    return asked;
  }

  async ask(now: number): Promise<boolean> {
    if (this.#held === undefined || this.#held.until <= now) return false;
    this.#held.asked = true;
    return true;
  }
}

function keyOf({ webhookId, deliveryId }: Pick<Delivery, 'webhookId' | 'deliveryId'>): string {
  return `${webhookId} ${deliveryId}`;
}

function sorted(deliveries: ReadonlyMap<string, Delivery>, webhookId: string): Delivery[] {
  return [...deliveries.values()]
    .filter((one) => one.webhookId === webhookId)
    .sort((a, b) => eventTimeOf(a) - eventTimeOf(b) || (a.deliveryId < b.deliveryId ? -1 : 1));
}
