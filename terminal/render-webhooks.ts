import type { DeliveryView, WebhookView } from '../core/api/webhooks.ts';
import { countOf } from '../core/exam/count-of.ts';
import { formatTime } from './render-session.ts';
import { renderTable } from './table.ts';

/** Webhooks in a row each. */
export function renderWebhooks(webhooks: readonly WebhookView[]): string[] {
  return renderTable(
    ['WEBHOOK', 'STATE', 'EVENTS', 'URL', 'OWNER'],
    webhooks.map((one) => [one.webhookId, stateOf(one), one.events.join(' '), one.url, one.owner]),
  );
}

/** A webhook with what is known of it. */
export function renderWebhook(webhook: WebhookView): string[] {
  const { description, sessionId, everySession, owner, oldSecretUntil, lastFailure } = webhook;
  const of = sessionId === undefined ? (everySession ? 'every session' : `sessions of ${owner}`) : sessionId;
  return [
    ...renderWebhooks([webhook]),
    '',
    ...(description === undefined ? [] : [description]),
    `made ${formatTime(webhook.createdAt)}, told of ${of}`,
    ...(webhook.disabledReason === undefined
      ? []
      : [`disabled: ${webhook.disabledReason}; assize webhook change ${webhook.webhookId} --enable`]),
    ...(webhook.failingSince === undefined
      ? []
      : [
          `${countOf(webhook.failures, 'try has', 'tries have')} failed since ${formatTime(webhook.failingSince)}`,
        ]),
    ...(webhook.restsUntil === undefined
      ? []
      : [`nothing is sent before ${formatTime(webhook.restsUntil)}: it is left alone`]),
    ...(lastFailure === undefined
      ? []
      : [`last failure ${formatTime(lastFailure.at)}: ${lastFailure.reason}`]),
    ...(oldSecretUntil === undefined
      ? []
      : [`the secret before this one signs too until ${formatTime(oldSecretUntil)}`]),
  ];
}

/** Messages and what became of them, in a row each. */
export function renderDeliveries(deliveries: readonly DeliveryView[]): string[] {
  return renderTable(
    ['DELIVERY', 'TYPE', 'STATE', 'TRIES', 'LAST TRY', 'WHAT CAME OF IT'],
    deliveries.map((one) => [
      one.deliveryId,
      one.type,
      one.state,
      String(one.tries),
      one.lastTry === undefined ? '' : formatTime(one.lastTry.at),
      tell(one),
    ]),
  );
}

function stateOf({ enabled, restsUntil, failures }: WebhookView): string {
  if (!enabled) return 'disabled';
  if (restsUntil !== undefined) return 'rests';
  return failures > 0 ? 'failing' : 'enabled';
}

function tell({ state, reason, lastTry, nextTryAt }: DeliveryView): string {
  if (state === 'waiting' && lastTry !== undefined && nextTryAt !== undefined)
    return `${lastTry.reason}; again ${formatTime(nextTryAt)}`;
  return reason ?? lastTry?.reason ?? '';
}
