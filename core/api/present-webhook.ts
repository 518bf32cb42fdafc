import { given } from '../exam/given.ts';
import { type Delivery, eventTimeOf } from '../webhooks/delivery.ts';
import type { Webhook } from '../webhooks/webhook.ts';
import type { DeliveryView, WebhookView } from './webhooks.ts';

const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());

/** A webhook without its secrets. @param now for which of them sign still, ms since the epoch */
export function presentWebhook(webhook: Webhook, now: number): WebhookView {
  const { secrets, disabled, health, createdAt, events, ...rest } = webhook;
  const { failures, failingSince, restUntil, lastFailure } = health;
  const until = secrets.map((one) => one.until ?? 0).filter((one) => one > now);
  return {
    ...rest,
    events: [...events],
    createdAt: new Date(createdAt).toISOString(),
    enabled: disabled === undefined,
    failures,
    ...given({
      disabledAt: iso(disabled?.at),
      disabledReason: disabled?.reason,
      failingSince: iso(failingSince),
      restsUntil: restUntil !== undefined && restUntil > now ? iso(restUntil) : undefined,
      lastFailure:
        lastFailure === undefined
          ? undefined
          : { at: new Date(lastFailure.at).toISOString(), reason: lastFailure.reason },
      oldSecretUntil: until.length === 0 ? undefined : iso(Math.max(...until)),
    }),
  };
}

/** What became of a message. */
export function presentDelivery(delivery: Delivery): DeliveryView {
  const { webhookId: _, body: __, nextTryAt, lastTry, ...rest } = delivery;
  return {
    ...rest,
    eventAt: new Date(eventTimeOf(delivery)).toISOString(),
    ...given({
      nextTryAt: iso(nextTryAt),
      lastTry: lastTry === undefined ? undefined : { ...lastTry, at: new Date(lastTry.at).toISOString() },
    }),
  };
}
