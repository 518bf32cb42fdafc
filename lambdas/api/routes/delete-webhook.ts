import { presentWebhook } from '../../../core/api/present-webhook.ts';
import { findWebhook } from '../find-webhook.ts';
import type { RouteHandler } from '../route-handler.ts';

export const deleteWebhook: RouteHandler<'deleteWebhook'> = async ({ params, caller }, services) => {
  const webhook = await findWebhook(services, caller, params.webhookId);
  await services.webhooks.remove(webhook.webhookId);
  return presentWebhook(webhook, services.clock.now());
};
