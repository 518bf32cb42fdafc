import { type Delivery, deliveryIdOf } from '../../core/webhooks/delivery.ts';
import type { Webhook } from '../../core/webhooks/webhook.ts';
import { EPOCH } from './sessions.ts';

/** `whsec_` and 32 bytes. */
export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** A webhook of ada's that is told of everything. */
export function webhookOf(changes: Partial<Webhook> = {}): Webhook {
  return {
    webhookId: 'w',
    owner: 'ada',
    everySession: false,
    url: 'https://lms.example.edu/hooks',
    events: ['submission.*', 'session.*'],
    secrets: [{ secret: SECRET }],
    createdAt: EPOCH,
    health: { failures: 0 },
    revision: 1,
    ...changes,
  };
}

/** A delivery that waits, of the event with this number, which happened as many ms after the epoch of tests. */
export function deliveryFor(webhookId: string, number: number): Delivery {
  return {
    webhookId,
    deliveryId: deliveryIdOf(EPOCH + number, `event-${number}`),
    type: 'session.settled',
    sessionId: 's',
    body: JSON.stringify({ type: 'session.settled', data: { number } }),
    state: 'waiting',
    tries: 0,
    nextTryAt: EPOCH,
  };
}
