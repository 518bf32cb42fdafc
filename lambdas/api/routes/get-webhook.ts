import { presentWebhook } from '../../../core/api/present-webhook.ts';
import { findWebhook } from '../find-webhook.ts';
import type { RouteHandler } from '../route-handler.ts';

export const getWebhook: RouteHandler<'getWebhook'> = async ({ params, caller }, services) =>
  presentWebhook(await findWebhook(services, caller, params.webhookId), services.clock.now());
