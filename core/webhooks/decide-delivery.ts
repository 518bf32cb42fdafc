import type { Attempt } from './delivery.ts';
import type { WebhookHealth } from './webhook.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Between two tries of a message, ms: what Standard Webhooks recommends, 10 tries in three days. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5_000,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** A webhook of which every try failed for so long is disabled, ms: longer than one message is tried. */
export const DISABLE_AFTER_MS = 5 * 24 * HOUR;
/** Failures in a row after which a webhook is left alone for a while: a place that is down is not asked for each message. */
export const REST_AFTER_FAILURES = 3;
const LEAST_REST_MS = MINUTE;
const MOST_REST_MS = 30 * MINUTE;
/** What a receiver may ask for at most, ms. */
const MOST_ASKED_MS = 24 * HOUR;
/** Later by up to this part of the delay, so that what failed together does not come back together. */
const JITTER = 0.2;

/** Answers that ask for less of everything, not of this message alone. */
const THROTTLES = new Set([429, 502, 503, 504]);

export interface Tried extends Attempt {
  /** What the receiver asked for by `Retry-After`, ms. */
  readonly retryAfterMs?: number;
}

export type DeliveryDecision =
  | { readonly action: 'delivered'; readonly reason: string }
  | { readonly action: 'retry'; readonly at: number; readonly reason: string }
  | { readonly action: 'give-up'; readonly reason: string };

/**
 * What becomes of a message after a try.
 * @param tries with this one
 * @param random 0 to 1
 */
export function decideDelivery(tries: number, tried: Tried, random: number): DeliveryDecision {
  const { reason } = tried;
  if (isDelivered(tried)) return { action: 'delivered', reason };
  const delay = RETRY_DELAYS_MS[tries - 1];
  if (tried.status === 410) return { action: 'give-up', reason: 'the receiver wants no more (HTTP 410)' };
  if (delay === undefined) return { action: 'give-up', reason: `${tries} tries failed, the last: ${reason}` };
  const wait = Math.max(spread(delay, random), askedFor(tried));
  return { action: 'retry', at: tried.at + tried.ms + wait, reason };
}

export type WebhookDecision = {
  readonly action: 'keep' | 'rest' | 'disable';
  readonly reason: string;
  readonly health: WebhookHealth;
};

/** What becomes of a webhook after a try. @param random 0 to 1 */
export function decideWebhook(before: WebhookHealth, tried: Tried, random: number): WebhookDecision {
  const { status, reason } = tried;
  const now = tried.at + tried.ms;
  if (isDelivered(tried))
    return {
      action: 'keep',
      reason,
      health: {
        failures: 0,
        ...(before.lastFailure === undefined ? {} : { lastFailure: before.lastFailure }),
      },
    };
  const failures = before.failures + 1;
  const failingSince = before.failingSince ?? tried.at;
  const health: WebhookHealth = {
    failures,
    failingSince,
    lastFailure: { at: tried.at, reason },
  };
  if (status === 410)
    return { action: 'disable', reason: 'its receiver answered that it is gone (HTTP 410)', health };
  if (now - failingSince >= DISABLE_AFTER_MS)
    return {
      action: 'disable',
      reason: `every try has failed since ${new Date(failingSince).toISOString()}, the last: ${reason}`,
      health,
    };
  const throttled = status !== undefined && THROTTLES.has(status);
  if (!throttled && failures < REST_AFTER_FAILURES) return { action: 'keep', reason, health };
  const doublings = Math.max(0, failures - REST_AFTER_FAILURES);
  const rest = Math.min(MOST_REST_MS, LEAST_REST_MS * 2 ** Math.min(doublings, 16));
  const restUntil = now + Math.max(spread(rest, random), askedFor(tried));
  return { action: 'rest', reason, health: { ...health, restUntil } };
}

function isDelivered({ status }: Pick<Attempt, 'status'>): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

function askedFor({ retryAfterMs = 0 }: Tried): number {
  return Math.min(MOST_ASKED_MS, Math.max(0, retryAfterMs));
}

function spread(delay: number, random: number): number {
  return Math.round(delay * (1 + JITTER * random));
}
