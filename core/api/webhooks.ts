import * as z from 'zod';
import { EVENT_FILTERS } from '../webhooks/event-filter.ts';
import { instant, milliseconds, ulid, username } from './common.ts';

/** Parameters of a path below a webhook. */
export const ofWebhook = z.object({ webhookId: ulid });

const url = z
  .url({ protocol: /^https?$/, error: 'is no https address' })
  .max(2_000)
  .refine((text) => {
    const parsed = URL.parse(text);
    return parsed !== null && parsed.username === '' && parsed.password === '' && parsed.hash === '';
  }, 'has a user, a password or a fragment: leave them out')
  .describe('Where messages are posted to, by https at a public address; redirects are not followed');

const description = z.string().trim().min(1).max(200);
const eventFilter = z.enum(EVENT_FILTERS).meta({ id: 'EventFilter' });
const events = z
  .array(eventFilter)
  .min(1)
  .max(EVENT_FILTERS.length)
  .overwrite((filters) => [...new Set(filters)])
  .describe('Types of events, or families of them: `session.*`');

/** Id of a message, as it is in `webhook-id`. */
export const deliveryId = z
  .string()
  .max(200)
  .regex(/^\d{13}-[A-Za-z0-9:_-]+$/, 'is not the id of a delivery, as lists tell it')
  .meta({ id: 'DeliveryId', description: 'Begins with the time of the event: ids sort as things happened' });

/** Body of POST /v1/webhooks. */
export const webhookRequest = z
  .strictObject({
    url,
    description: description.exactOptional(),
    events: events.default(['submission.*', 'session.*']),
    sessionId: ulid.exactOptional().describe('Only events of this session, one of yours'),
  })
  .meta({ id: 'WebhookRequest' });

/** Body of PATCH /v1/webhooks/{webhookId}. */
export const webhookChangeRequest = z
  .strictObject({
    url: url.exactOptional(),
    description: description.nullable().exactOptional().describe('null: none'),
    events: events.exactOptional(),
    sessionId: ulid.nullable().exactOptional().describe('null: of every session'),
    enabled: z
      .boolean()
      .exactOptional()
      .describe('false: nothing is sent; true: what waited is sent, and what was skipped can be replayed'),
  })
  .refine((change) => Object.keys(change).length > 0, 'name something that is to change')
  .meta({ id: 'WebhookChangeRequest' });

/** Who is told of events, and how it goes. */
export const webhook = z
  .object({
    webhookId: ulid,
    owner: username,
    everySession: z
      .boolean()
      .describe("Made by an operator, it hears of every session; else of its owner's sessions"),
    url: z.string(),
    description: z.string().optional(),
    events: z.array(eventFilter),
    sessionId: ulid.optional(),
    createdAt: instant,
    enabled: z.boolean(),
    disabledAt: instant.optional(),
    disabledReason: z.string().optional(),
    failures: z.int().describe('Tries that failed since the last that did not'),
    failingSince: instant.optional(),
    restsUntil: instant.optional().describe('Nothing is sent before'),
    lastFailure: z.object({ at: instant, reason: z.string() }).optional(),
    oldSecretUntil: instant.optional().describe('Until then the secret before this one signs too'),
    revision: z.int(),
  })
  .meta({ id: 'Webhook' });
export type WebhookView = z.infer<typeof webhook>;

/** The same with its secret, which is told once. */
export const webhookWithSecret = z
  .object({
    ...webhook.shape,
    secret: z.string().describe('`whsec_` and 32 bytes in base64: told now and never again'),
  })
  .meta({ id: 'WebhookWithSecret' });

/** One event for one webhook, and what became of it. */
export const delivery = z
  .object({
    deliveryId,
    type: z.string(),
    sessionId: ulid.optional(),
    eventAt: instant,
    state: z
      .enum(['waiting', 'delivered', 'failed', 'skipped'])
      .describe('failed: all tries did; skipped: the webhook was disabled. Both can be replayed'),
    tries: z.int(),
    nextTryAt: instant.optional(),
    lastTry: z
      .object({
        at: instant,
        ms: milliseconds,
        status: z.int().optional().describe('HTTP status; absent when there was no answer'),
        reason: z.string(),
      })
      .optional(),
    reason: z.string().optional().describe('Why it is not tried any more'),
  })
  .meta({ id: 'WebhookDelivery' });
export type DeliveryView = z.infer<typeof delivery>;

export const deliveriesQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: deliveryId.exactOptional().describe('As the page before told it'),
});

/** Messages looked at in one replay. */
export const MAX_REPLAYED = 1_000;

/** Body of POST /v1/webhooks/{webhookId}/replay. */
export const replayRequest = z
  .strictObject({
    deliveryId: deliveryId.exactOptional().describe('This one, whatever became of it'),
    since: instant.exactOptional().describe('Those of events since then that were not delivered'),
    until: instant.exactOptional().describe('With since: of events before'),
    all: z.boolean().default(false).describe('With since: also those that were delivered'),
    after: deliveryId.exactOptional().describe('With since: `next` of the answer before'),
  })
  .refine(
    ({ deliveryId, since }) => (deliveryId === undefined) !== (since === undefined),
    'name either deliveryId or since',
  )
  .meta({ id: 'ReplayRequest' });

export const replayAnswer = z.object({
  queued: z.int().describe('Messages that are sent again, each with the id that it had'),
  next: deliveryId
    .optional()
    .describe(`There are more than the ${MAX_REPLAYED} that were looked at: ask again with it as \`after\``),
});
