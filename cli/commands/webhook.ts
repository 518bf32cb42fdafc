import { type Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../../adapters/system-clock.ts';
import type { ApiClient } from '../../core/api/client.ts';
import type { CallOf } from '../../core/api/routes.ts';
import type { DeliveryView } from '../../core/api/webhooks.ts';
import { given } from '../../core/exam/given.ts';
import { EVENT_FILTERS, type EventFilter } from '../../core/webhooks/event-filter.ts';
import { renderDeliveries, renderWebhook, renderWebhooks } from '../../terminal/render-webhooks.ts';
import { contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { readCount } from '../read-duration.ts';
import { readTime } from '../read-time.ts';

interface WebhookOptions {
  readonly events?: EventFilter[];
  readonly session?: string;
  readonly description?: string;
}
interface ChangeOptions extends WebhookOptions {
  readonly url?: string;
  readonly everySession?: boolean;
  readonly enable?: boolean;
  readonly disable?: boolean;
}
interface ReplayOptions {
  readonly since?: string;
  readonly until?: string;
  readonly all?: boolean;
}

const WEBHOOK = 'id of the webhook, as `webhook list` tells it; its last letters suffice';
const EVENTS = `what is told: ${EVENT_FILTERS.join(', ')}`;
/** How long a ping is waited for, ms, and how long between two looks. */
const PING_MS = 40_000;
const LOOK_MS = 1_000;

/** Webhooks and what became of their messages. */
export function addWebhook(program: Command): void {
  const webhook = program
    .command('webhook')
    .description('have events posted to an address of yours, signed; see what became of them');
  addMaking(webhook);
  addSending(webhook);
}

function addMaking(webhook: Command): void {
  webhook
    .command('create')
    .argument('<url>', 'where messages are posted to, by https')
    .option('-e, --events <filter...>', `${EVENTS} (default: submission.* and session.*)`, readFilter)
    .option('-s, --session <id>', 'only of this session (default: yours; of an operator: all)')
    .option('-d, --description <text>', 'what it is for')
    .description('make a webhook; its secret is printed once')
    .action(async (url: string, { events, session, description }: WebhookOptions, command: Command) => {
      const context = contextOf(command);
      const body = { url, ...given({ events, sessionId: session?.toLowerCase(), description }) };
      const made = await context.access().client.call('createWebhook', { body });
      print(context, made, () => [...renderWebhook(made), ...tellSecret(made.secret)]);
    });
  webhook
    .command('list')
    .description('webhooks, the oldest first: yours; of an operator: all')
    .action(async (_options: object, command: Command) => {
      const context = contextOf(command);
      const page = await context.access().client.call('listWebhooks', {});
      print(context, page, () =>
        page.items.length === 0 ? ['none; make one: assize webhook create URL'] : renderWebhooks(page.items),
      );
    });
  webhook
    .command('show')
    .argument('<webhook>', WEBHOOK)
    .description('a webhook, and how it goes')
    .action(async (id: string, _options: object, command: Command) => {
      const { context, client, params } = await contextOfWebhook(command, id);
      const shown = await client.call('getWebhook', { params });
      print(context, shown, () => renderWebhook(shown));
    });
  webhook
    .command('change')
    .argument('<webhook>', WEBHOOK)
    .option('-u, --url <url>', 'another address')
    .option('-e, --events <filter...>', EVENTS, readFilter)
    .option('-s, --session <id>', 'only of this session')
    .option('--every-session', 'of every session that it may hear of')
    .option('-d, --description <text>', 'what it is for; empty: nothing is said')
    .option('--disable', 'send nothing')
    .option('--enable', 'send again')
    .description('change a webhook, disable or enable it')
    .action(async (id: string, options: ChangeOptions, command: Command) => {
      const body = readChange(options);
      const { context, client, params } = await contextOfWebhook(command, id);
      const changed = await client.call('updateWebhook', { params, body });
      print(context, changed, () => renderWebhook(changed));
    });
  webhook
    .command('rotate')
    .argument('<webhook>', WEBHOOK)
    .description('give it a new secret, printed once; the one before signs too for 24 h')
    .action(async (id: string, _options: object, command: Command) => {
      const { context, client, params } = await contextOfWebhook(command, id);
      const rotated = await client.call('rotateWebhookSecret', { params });
      print(context, rotated, () => [...renderWebhook(rotated), ...tellSecret(rotated.secret)]);
    });
  webhook
    .command('delete')
    .argument('<webhook>', WEBHOOK)
    .description('remove it; what waits is not sent any more')
    .action(async (id: string, _options: object, command: Command) => {
      const { context, client, params } = await contextOfWebhook(command, id);
      const deleted = await client.call('deleteWebhook', { params });
      print(context, deleted, () => [`${deleted.webhookId} is removed`]);
    });
}

function addSending(webhook: Command): void {
  webhook
    .command('ping')
    .argument('<webhook>', WEBHOOK)
    .description('send a message of type webhook.ping, and see what its receiver answers')
    .action(async (id: string, _options: object, command: Command) => {
      const { context, client, params } = await contextOfWebhook(command, id);
      const ping = await client.call('pingWebhook', { params });
      const tried = await watchFirstTry(client, params, ping);
      print(context, tried, () => renderDeliveries([tried]));
      if (tried.state !== 'delivered')
        throw new CommandError(
          EXIT.negative,
          tried.lastTry === undefined
            ? `it was not sent within ${PING_MS / 1_000} s`
            : `the receiver did not take it: ${tried.lastTry.reason}`,
          `it is tried again; see assize webhook deliveries ${params.webhookId}`,
        );
    });
  webhook
    .command('deliveries')
    .argument('<webhook>', WEBHOOK)
    .option('-n, --count <number>', 'how many (default: 20, at most 100)', readCount)
    .description('messages and what became of them, the latest event first')
    .action(async (id: string, { count }: { count?: number }, command: Command) => {
      const { context, client, params } = await contextOfWebhook(command, id);
      const page = await client.call('listDeliveries', { params, query: given({ limit: count }) });
      print(context, page, () =>
        page.items.length === 0 ? ['nothing was to be sent yet'] : renderDeliveries(page.items),
      );
    });
  webhook
    .command('replay')
    .argument('<webhook>', WEBHOOK)
    .argument('[delivery]', 'id of one delivery')
    .option('--since <time>', 'those of events since then that were not delivered', (text) => readTime(text))
    .option('--until <time>', 'with --since: of events before', (text) => readTime(text))
    .option('--all', 'with --since: also those that were delivered')
    .description('send messages again, each with the id that it had')
    .action(async (id: string, delivery: string | undefined, options: ReplayOptions, command: Command) => {
      if ((delivery === undefined) === (options.since === undefined))
        throw new CommandError(
          EXIT.badInput,
          'nothing says what is to be sent again',
          'name a delivery, or --since TIME',
        );
      const { context, client, params } = await contextOfWebhook(command, id);
      const body = { ...given({ deliveryId: delivery, ...options }) };
      let queued = 0;
      let after: string | undefined;
      do {
        const answer = await client.call('replayDeliveries', {
          params,
          body: { ...body, ...given({ after }) },
        });
        queued += answer.queued;
        after = answer.next;
      } while (after !== undefined);
      print(context, { queued }, () => [
        queued === 0
          ? 'there is nothing to send again'
          : `${queued} sent again; see assize webhook deliveries ${params.webhookId}`,
      ]);
    });
}

/** Waits for what comes of the first try. @returns it as it was seen last */
async function watchFirstTry(
  client: ApiClient,
  params: { readonly webhookId: string },
  ping: DeliveryView,
): Promise<DeliveryView> {
  const until = systemClock.now() + PING_MS;
  let seen = ping;
  while (seen.tries === 0 && systemClock.now() < until) {
    await systemClock.sleep(LOOK_MS);
    const { items } = await client.call('listDeliveries', { params, query: {} });
    seen = items.find(({ deliveryId }) => deliveryId === ping.deliveryId) ?? seen;
  }
  return seen;
}

/** What a command about one webhook works with. @param id the webhook's, or its end */
async function contextOfWebhook(command: Command, id: string) {
  const context = contextOf(command);
  const { client } = context.access();
  const { items } = await client.call('listWebhooks', {});
  const found = items.filter(({ webhookId }) => webhookId.endsWith(id.toLowerCase()));
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new CommandError(
      EXIT.notFound,
      only === undefined ? `there is no webhook ${id}` : `${found.length} webhooks end with ${id}`,
      'see assize webhook list',
    );
  return { context, client, params: { webhookId: only.webhookId } };
}

function readChange(options: ChangeOptions): CallOf<'updateWebhook'>['body'] {
  const { url, events, session, everySession, description, enable, disable } = options;
  if (enable === true && disable === true)
    throw new CommandError(EXIT.badInput, '--enable and --disable cannot both be meant', 'say one');
  if (session !== undefined && everySession === true)
    throw new CommandError(EXIT.badInput, '--session and --every-session cannot both be meant', 'say one');
  const enabled = enable === true ? true : disable === true ? false : undefined;
  return given({
    url,
    events,
    sessionId: everySession === true ? null : session?.toLowerCase(),
    description: description === '' ? null : description,
    enabled,
  });
}

function readFilter(text: string, before: EventFilter[] = []): EventFilter[] {
  const filter = EVENT_FILTERS.find((one) => one === text);
  if (filter === undefined) throw new InvalidArgumentError(`say one of ${EVENT_FILTERS.join(', ')}`);
  return [...before, filter];
}

function tellSecret(secret: string): string[] {
  return ['', `secret: ${secret}`, 'keep it where its receiver reads it: it is not told again'];
}
