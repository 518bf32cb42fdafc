import { presentWebhook } from '../../../core/api/present-webhook.ts';
import { makeSecret, rotateSecrets } from '../../../core/webhooks/webhook.ts';
import { changeWebhook, findWebhook } from '../find-webhook.ts';
import type { RouteHandler } from '../route-handler.ts';

export const rotateWebhookSecret: RouteHandler<'rotateWebhookSecret'> = async (
  { params, caller },
  services,
) => {
  const webhook = await findWebhook(services, caller, params.webhookId);
  const now = services.clock.now();
  const secret = makeSecret(services.drawBytes);
  const secrets = rotateSecrets(webhook.secrets, secret, now);
  const changed = await changeWebhook(services, webhook, { secrets });
  return { ...presentWebhook(changed, now), secret };
};
