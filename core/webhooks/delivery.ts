import { given } from '../exam/given.ts';
import type { SessionEvent } from '../exam/session-event.ts';
import type { Webhook } from './webhook.ts';

/** One try to deliver, and what came of it. */
export interface Attempt {
  /** When it began, ms since the epoch. */
  readonly at: number;
  readonly ms: number;
  /** HTTP status; absent when there was no answer. */
  readonly status?: number;
  readonly reason: string;
}

/** One event for one webhook. */
export interface Delivery {
  readonly webhookId: string;
  /**
   * The message's id on the wire (`webhook-id`), the same for every try. It begins with the time of the event, so that ids
   * sort as things happened.
   */
  readonly deliveryId: string;
  readonly type: string;
  readonly sessionId?: string;
  /** What is sent, byte for byte. */
  readonly body: string;
  readonly state: 'waiting' | 'delivered' | 'failed' | 'skipped';
  readonly tries: number;
  /** While it waits: when it is due, ms since the epoch. */
  readonly nextTryAt?: number;
  readonly lastTry?: Attempt;
  /** Why it was neither delivered nor tried on. */
  readonly reason?: string;
}

/** Ids of 2001 and of 2286 are as long as each other, so that texts sort as times do. */
const TIME_DIGITS = 13;

/** The id of a message about something that happened `at`, ms since the epoch. */
export function deliveryIdOf(at: number, eventId: string): string {
  return `${String(at).padStart(TIME_DIGITS, '0')}-${eventId}`;
}

/** Sorts before every id of what happened at `at`, ms since the epoch, or later. */
export function firstIdAt(at: number): string {
  return String(Math.max(0, at)).padStart(TIME_DIGITS, '0');
}

/** When the event of a delivery happened, ms since the epoch. */
export function eventTimeOf({ deliveryId }: Pick<Delivery, 'deliveryId'>): number {
  return Number(deliveryId.slice(0, TIME_DIGITS));
}

/** The delivery of an event to a webhook that takes some, due at once, or skipped by one that is disabled. */
export function deliveryOf(event: SessionEvent, { webhookId, disabled }: Webhook, now: number): Delivery {
  const { eventId, at, type, ...data } = event;
  const delivery = {
    webhookId,
    deliveryId: deliveryIdOf(at, eventId),
    type,
    ...given({ sessionId: event.sessionId }),
    body: bodyOf(type, at, data),
    tries: 0,
  };
  return disabled === undefined
    ? { ...delivery, state: 'waiting', nextTryAt: now }
    : { ...delivery, state: 'skipped', reason: `the webhook was disabled: ${disabled.reason}` };
}

/** A message that tells of nothing, to see whether it arrives. @param eventId of its own */
export function pingOf({ webhookId }: Pick<Webhook, 'webhookId'>, eventId: string, now: number): Delivery {
  const type = 'webhook.ping';
  return {
    webhookId,
    deliveryId: deliveryIdOf(now, `${eventId}:ping`),
    type,
    body: bodyOf(type, now, { webhookId }),
    state: 'waiting',
    tries: 0,
    nextTryAt: now,
  };
}

/** The same message once more, whatever became of it. */
export function replayOf({ reason: _, lastTry: __, ...delivery }: Delivery, now: number): Delivery {
  return { ...delivery, state: 'waiting', tries: 0, nextTryAt: now };
}

function bodyOf(type: string, at: number, data: object): string {
  return JSON.stringify({ type, timestamp: new Date(at).toISOString(), data });
}
