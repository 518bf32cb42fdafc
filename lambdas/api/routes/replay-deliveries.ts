import { ApiProblem } from '../../../core/api/problem-details.ts';
import { MAX_REPLAYED } from '../../../core/api/webhooks.ts';
import { given } from '../../../core/exam/given.ts';
import { type Delivery, firstIdAt, replayOf } from '../../../core/webhooks/delivery.ts';
import { findEnabledWebhook } from '../find-webhook.ts';
import type { RouteHandler } from '../route-handler.ts';

/** Read at a time. */
const PAGE = 200;

export const replayDeliveries: RouteHandler<'replayDeliveries'> = async (
  { params, body, caller },
  services,
) => {
  const { webhookId } = await findEnabledWebhook(services, caller, params.webhookId);
  const { deliveryId, since = '', until, all, after } = body;
  const again = async (deliveries: readonly Delivery[]) =>
    await services.deliveries.requeue(deliveries.map((one) => replayOf(one, services.clock.now())));
  if (deliveryId !== undefined) {
    const delivery = await services.deliveries.get(webhookId, deliveryId);
    if (delivery === undefined)
      throw new ApiProblem('not-found', `the webhook has no delivery ${deliveryId}: it is kept for 30 days`);
    await again([delivery]);
    await services.startSender();
    return { queued: 1 };
  }
  const to = until === undefined ? '~' : firstIdAt(Date.parse(until));
  let next = after;
  let queued = 0;
  for (let looked = 0; looked < MAX_REPLAYED; ) {
    // An id with this sign sorts after the id and before every other.
    const from = next === undefined ? firstIdAt(Date.parse(since)) : `${next}!`;
    const page = await services.deliveries.listEnded(webhookId, from, to, PAGE);
    const wanted = page.filter(({ state }) => all || state !== 'delivered');
    await again(wanted);
    looked += page.length;
    queued += wanted.length;
    next = page.at(-1)?.deliveryId;
    if (next === undefined) break;
  }
  await services.startSender();
  return { queued, ...given({ next }) };
};
