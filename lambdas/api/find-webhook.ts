import { isIP } from 'node:net';
import { reachOf } from '../../adapters/judge0/address-reach.ts';
import { ApiProblem } from '../../core/api/problem-details.ts';
import type { Caller } from '../../core/exam/caller.ts';
import { isWebhookOf, type Webhook } from '../../core/webhooks/webhook.ts';
import type { WebhookChange } from '../../core/webhooks/webhook-store.ts';
import type { Services } from './services.ts';

/** The webhook for its owner or an operator. @throws ApiProblem not-found for everybody else */
export async function findWebhook(services: Services, caller: Caller, webhookId: string): Promise<Webhook> {
  const webhook = await services.webhooks.get(webhookId);
  if (webhook === undefined || !isWebhookOf(webhook, caller))
    throw new ApiProblem('not-found', `there is no webhook ${webhookId} that you may see`);
  return webhook;
}

/** The same of one that is sent to. @throws ApiProblem not-yet for one that is disabled */
export async function findEnabledWebhook(
  services: Services,
  caller: Caller,
  webhookId: string,
): Promise<Webhook> {
  const webhook = await findWebhook(services, caller, webhookId);
  if (webhook.disabled !== undefined)
    throw new ApiProblem(
      'not-yet',
      `the webhook is disabled (${webhook.disabled.reason}): enable it, then ask again`,
    );
  return webhook;
}

/** Changes it as it was found. @throws ApiProblem conflict */
export async function changeWebhook(
  services: Services,
  { webhookId, revision }: Webhook,
  change: WebhookChange,
): Promise<Webhook> {
  const changed = await services.webhooks.change(webhookId, revision, change);
  if (changed === undefined)
    throw new ApiProblem('conflict', 'somebody else has changed the webhook or removed it: look again');
  return changed;
}

/**
 * Refuses at once what the sender would refuse each time; where a name leads it finds out itself.
 * @throws ApiProblem invalid-request
 */
export function checkReceiver(url: string, { localReceivers }: Pick<Services, 'localReceivers'>): void {
  if (localReceivers) return;
  const { protocol, hostname } = new URL(url);
  const literal = hostname.replace(/^\[|\]$/g, '');
  const detail =
    protocol !== 'https:'
      ? 'is not https: what is told of participants is not sent in the clear'
      : isIP(literal) !== 0 && reachOf(literal) !== 'public'
        ? `is at ${literal}, which is no public address`
        : undefined;
  if (detail !== undefined)
    throw new ApiProblem('invalid-request', `the request has a fault: url ${detail}`, {
      faults: [{ field: 'url', detail }],
    });
}
