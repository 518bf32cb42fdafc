import type { Clock } from '../exam/clock.ts';
import type { IdSource } from '../exam/ids.ts';
import type { SessionEvent } from '../exam/session-event.ts';
import type { SessionStore } from '../exam/session-store.ts';
import type { Tried } from './decide-delivery.ts';
import type { DeliveryStore, SenderTurn, WebhookStore } from './webhook-store.ts';

/** An event as its queue gave it out. */
export interface ReceivedEvent {
  readonly event: SessionEvent;
  /** What it is taken off the queue by. */
  readonly receipt: string;
}

/** The queue of events for webhooks, a subscriber of the topic like any other. Implementation: adapters/sns-sqs/event-inbox.ts. */
export interface EventInbox {
  /** Some of what is there; nothing only when the queue was found empty. What is no event is told of and taken off. */
  receive(): Promise<readonly ReceivedEvent[]>;
  remove(receipts: readonly string[]): Promise<void>;
}

/** Sends one message. Implementation: adapters/webhooks/http-message-sender.ts. */
export interface MessageSender {
  /** Never throws: what went wrong is what the try came to. */
  send(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Tried>;
}

/** What happened in sending that somebody may want to read in a log. */
export type SenderEvent =
  | { readonly event: 'disabled'; readonly webhookId: string; readonly reason: string }
  | {
      readonly event: 'gave-up';
      readonly webhookId: string;
      readonly deliveryId: string;
      readonly reason: string;
    };

/** Everything that sending touches. */
export interface SenderPorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  /** 0 to 1 */
  readonly random: () => number;
  readonly sessions: Pick<SessionStore, 'get'>;
  readonly webhooks: Pick<WebhookStore, 'list' | 'noteHealth'>;
  readonly deliveries: Pick<DeliveryStore, 'add' | 'note' | 'listWaiting'>;
  readonly turn: SenderTurn;
  readonly inbox: EventInbox;
  readonly messages: MessageSender;
  /** Plans that a sender starts at a time, ms since the epoch, instead of when it was planned before. */
  readonly planWake: (at: number) => Promise<void>;
  readonly tell: (happened: SenderEvent) => void;
}
