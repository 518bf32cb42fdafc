import { presentWebhook } from '../../../core/api/present-webhook.ts';
import { isWebhookOf } from '../../../core/webhooks/webhook.ts';
import type { RouteHandler } from '../route-handler.ts';

export const listWebhooks: RouteHandler<'listWebhooks'> = async ({ caller }, services) => {
  const webhooks = await services.webhooks.list();
  const now = services.clock.now();
  return {
    items: webhooks.filter((one) => isWebhookOf(one, caller)).map((one) => presentWebhook(one, now)),
  };
};
