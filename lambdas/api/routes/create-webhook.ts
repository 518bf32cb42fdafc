import { presentWebhook } from '../../../core/api/present-webhook.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { MAX_WEBHOOKS, makeSecret, type Webhook } from '../../../core/webhooks/webhook.ts';
import { findOwnSession } from '../find-session.ts';
import { checkReceiver } from '../find-webhook.ts';
import type { RouteHandler } from '../route-handler.ts';

export const createWebhook: RouteHandler<'createWebhook'> = async ({ body, caller }, services) => {
  checkReceiver(body.url, services);
  if (body.sessionId !== undefined) await findOwnSession(services, caller, body.sessionId);
  const known = await services.webhooks.list();
  const own = known.filter(({ owner }) => owner === caller.username).length;
  if (own >= MAX_WEBHOOKS.person || known.length >= MAX_WEBHOOKS.stage)
    throw new ApiProblem(
      'limit-reached',
      own >= MAX_WEBHOOKS.person
        ? `you have ${own} webhooks, and ${MAX_WEBHOOKS.person} is the most: delete one that nobody needs`
        : `the stage has ${known.length} webhooks, and that is the most: ask an operator to delete some`,
    );
  const now = services.clock.now();
  const secret = makeSecret(services.drawBytes);
  const webhook: Webhook = {
    ...body,
    webhookId: services.ids.next(),
    owner: caller.username,
    everySession: caller.roles.includes('operator'),
    secrets: [{ secret }],
    createdAt: now,
    health: { failures: 0 },
    revision: 1,
  };
  await services.webhooks.create(webhook);
  return { ...presentWebhook(webhook, now), secret };
};
