import { presentDelivery } from '../../../core/api/present-webhook.ts';
import { pingOf } from '../../../core/webhooks/delivery.ts';
import { findEnabledWebhook } from '../find-webhook.ts';
import type { RouteHandler } from '../route-handler.ts';

export const pingWebhook: RouteHandler<'pingWebhook'> = async ({ params, caller }, services) => {
  const webhook = await findEnabledWebhook(services, caller, params.webhookId);
  const ping = pingOf(webhook, services.ids.next(), services.clock.now());
  await services.deliveries.requeue([ping]);
  await services.startSender();
  return presentDelivery(ping);
};
