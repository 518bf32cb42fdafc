import { presentWebhook } from '../../../core/api/present-webhook.ts';
import { actorOf } from '../../../core/exam/caller.ts';
import { findOwnSession } from '../find-session.ts';
import { changeWebhook, checkReceiver, findWebhook } from '../find-webhook.ts';
import type { RouteHandler } from '../route-handler.ts';

export const updateWebhook: RouteHandler<'updateWebhook'> = async ({ params, body, caller }, services) => {
  const webhook = await findWebhook(services, caller, params.webhookId);
  const { enabled, ...change } = body;
  if (change.url !== undefined) checkReceiver(change.url, services);
  if (typeof change.sessionId === 'string') await findOwnSession(services, caller, change.sessionId);
  const now = services.clock.now();
  const disabled =
    enabled === undefined || enabled === (webhook.disabled === undefined)
      ? {}
      : { disabled: enabled ? null : { at: now, reason: `${actorOf(caller)} disabled it` } };
  const changed = await changeWebhook(services, webhook, { ...change, ...disabled });
  if (enabled === true) await services.startSender();
  return presentWebhook(changed, now);
};
