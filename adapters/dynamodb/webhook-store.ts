import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { EVENT_FILTERS } from '../../core/webhooks/event-filter.ts';
import type { Webhook, WebhookHealth } from '../../core/webhooks/webhook.ts';
import type { WebhookChange, WebhookStore } from '../../core/webhooks/webhook-store.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Key, putOnce, queryPrefix, type Table, updateIf } from './table.ts';

/** Partition of everything about sending: few rows, read whole. */
const PARTITION = 'WEBHOOKS';
const PREFIX = 'WEBHOOK#';

const webhookKey = (webhookId: string): Key => ({ pk: PARTITION, sk: PREFIX + webhookId });

const webhookRow = rowKindOf<Webhook>()(
  'webhook',
  z.object({
    webhookId: z.string(),
    owner: z.string(),
    everySession: z.boolean(),
    url: z.string(),
    description: z.exactOptional(z.string()),
    events: z.array(z.enum(EVENT_FILTERS)),
    sessionId: z.exactOptional(z.string()),
    secrets: z.array(z.object({ secret: z.string(), until: z.exactOptional(z.number()) })),
    createdAt: z.number(),
    disabled: z.exactOptional(z.object({ at: z.number(), reason: z.string() })),
    health: z.object({
      failures: z.number(),
      failingSince: z.exactOptional(z.number()),
      restUntil: z.exactOptional(z.number()),
      lastFailure: z.exactOptional(z.object({ at: z.number(), reason: z.string() })),
    }),
    revision: z.number(),
  }),
);

/** Webhooks in the sessions table, their secrets among the rest of the row. */
export class DynamoWebhookStore implements WebhookStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async create(webhook: Webhook): Promise<boolean> {
    return await putOnce(this.#table, { ...webhookKey(webhook.webhookId), ...webhookRow.write(webhook) });
  }

  async get(webhookId: string): Promise<Webhook | undefined> {
    return webhookRow.readIf(this.#table, await getItem(this.#table, webhookKey(webhookId)));
  }

  async list(): Promise<readonly Webhook[]> {
    return webhookRow.readAll(this.#table, await queryPrefix(this.#table, PARTITION, PREFIX));
  }

  async change(webhookId: string, revision: number, change: WebhookChange): Promise<Webhook | undefined> {
    const dropped = Object.entries(change).flatMap(([name, value]) => (value === null ? [name] : []));
    const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null));
    const health: WebhookHealth = { failures: 0 };
    const changed = await updateIf(this.#table, webhookKey(webhookId), {
      // What another address did, or did before it was disabled, says nothing about it now.
      set: {
        ...webhookRow.stamp,
        ...set,
        ...(change.disabled === null || change.url !== undefined ? { health } : {}),
      },
      remove: dropped,
      add: { revision: 1 },
      condition: '#revision = :revision',
      values: { revision },
    });
    return webhookRow.readIf(this.#table, changed);
  }

  async remove(webhookId: string): Promise<void> {
    await this.#table.client.send(
      new DeleteCommand({ TableName: this.#table.name, Key: webhookKey(webhookId) }),
    );
  }

  async noteHealth(
    { webhookId, revision }: Pick<Webhook, 'webhookId' | 'revision'>,
    health: WebhookHealth,
    disabled?: Webhook['disabled'],
  ): Promise<void> {
    await updateIf(this.#table, webhookKey(webhookId), {
      set: { health, disabled },
      condition: '#revision = :revision',
      values: { revision },
    });
  }
}
