import { presentDelivery } from '../../../core/api/present-webhook.ts';
import { findWebhook } from '../find-webhook.ts';
import type { RouteHandler } from '../route-handler.ts';

export const listDeliveries: RouteHandler<'listDeliveries'> = async ({ params, query, caller }, services) => {
  const { webhookId } = await findWebhook(services, caller, params.webhookId);
  const { limit, cursor } = query;
  // One more than is shown tells whether there is a page after this.
  const found = await services.deliveries.listLatest(webhookId, limit + 1, cursor);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(presentDelivery),
    ...(found.length > limit && last !== undefined ? { cursor: last.deliveryId } : {}),
  };
};
