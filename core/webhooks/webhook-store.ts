import type { Delivery } from './delivery.ts';
import type { Webhook, WebhookHealth } from './webhook.ts';

/** What a person changes of a webhook. */
export type WebhookChange = Partial<Pick<Webhook, 'url' | 'events' | 'secrets'>> & {
  /** null: it has none any more. */
  readonly description?: string | null;
  readonly sessionId?: string | null;
  /** null: it is sent to again, with a clean record. */
  readonly disabled?: NonNullable<Webhook['disabled']> | null;
};

/** Keeps webhooks. Implementation: adapters/dynamodb/webhook-store.ts. */
export interface WebhookStore {
  /** @returns false when the id exists */
  create(webhook: Webhook): Promise<boolean>;
  get(webhookId: string): Promise<Webhook | undefined>;
  /** All of the stage, oldest first. */
  list(): Promise<readonly Webhook[]>;
  /** Changes it by condition on the revision. @returns as it then is; undefined when somebody was faster */
  change(webhookId: string, revision: number, change: WebhookChange): Promise<Webhook | undefined>;
  remove(webhookId: string): Promise<void>;
  /** Notes how deliveries go, and that it is disabled for it; nothing when somebody has changed it since it was read. */
  noteHealth(
    webhook: Pick<Webhook, 'webhookId' | 'revision'>,
    health: WebhookHealth,
    disabled?: Webhook['disabled'],
  ): Promise<void>;
}

/** Keeps deliveries, each for 30 days after it was last touched. Implementation: adapters/dynamodb/delivery-store.ts. */
export interface DeliveryStore {
  /** Keeps a new one, waiting or skipped, once: repeats of its event change nothing, whatever has become of it. */
  add(delivery: Delivery): Promise<void>;
  /** Puts them among those that wait, whatever had become of them. */
  requeue(deliveries: readonly Delivery[]): Promise<void>;
  /** Writes what a try came to: it waits on, or has ended. */
  note(delivery: Delivery): Promise<void>;
  /** What waits, in the order of its events, after an id. */
  listWaiting(webhookId: string, limit: number, after?: string): Promise<readonly Delivery[]>;
  /** What has ended, in the order of its events, from an id on, up to another. */
  listEnded(webhookId: string, from: string, to: string, limit: number): Promise<readonly Delivery[]>;
  /** Everything, the latest event first, before an id. */
  listLatest(webhookId: string, limit: number, before?: string): Promise<readonly Delivery[]>;
  /** As it stands: while it waits, and when it has ended. */
  get(webhookId: string, deliveryId: string): Promise<Delivery | undefined>;
}

/** The sender's turn: one sends at a time, so that nothing is sent twice and order is kept. Implementation: adapters/dynamodb/sender-turn.ts. */
export interface SenderTurn {
  /**
   * Takes the turn until a time, ms since the epoch.
   * @returns when a sender is woken next, as the last one planned it; undefined when another has the turn
   */
  take(turnId: string, until: number, now: number): Promise<{ readonly wakeAt?: number } | undefined>;
  /** Gives it back. @returns whether somebody has asked for it meanwhile */
  end(turnId: string, wakeAt: number | undefined): Promise<boolean>;
  /**
   * Leaves word for whoever has the turn that something may be due which it has not seen.
   * @returns false when nobody has it
   */
  ask(now: number): Promise<boolean>;
}
