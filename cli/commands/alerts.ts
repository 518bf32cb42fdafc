import { type Command, InvalidArgumentError } from 'commander';
import type { AlertView } from '../../core/api/alerts.ts';
import type { ApiClient } from '../../core/api/client.ts';
import { given } from '../../core/exam/given.ts';
import { renderAlerts, renderMaintenances } from '../../terminal/render-alerts.ts';
import { contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { readTime } from '../read-time.ts';

const STATES = ['active', 'open', 'acknowledged', 'resolved', 'all'] as const;
type State = (typeof STATES)[number];
const ALERT = 'id of the alert, as `alerts` tells it; its first letters suffice';
const REASON = ['-r, --reason <text>', 'why: it is kept'] as const;

/** What needs a person. */
export function addAlerts(program: Command): void {
  const alerts = program
    .command('alerts')
    .description('for operators: what needs a person, the weightiest first');
  alerts
    .command('list', { isDefault: true })
    .option('--state <state>', `${STATES.join(', ')} (default: active)`, readState)
    .option('-s, --session <id>', 'only of this session')
    .description('what needs a person, and what keeps some of it quiet')
    .action(async ({ state, session }: { state?: State; session?: string }, command: Command) => {
      const context = contextOf(command);
      const query = given({ state, sessionId: session?.toLowerCase() });
      const listed = await context.access('operator').client.call('listAlerts', { query });
      print(context, listed, () => [
        ...renderAlerts(listed.items),
        ...renderMaintenances(listed.maintenances),
      ]);
    });
  addAct(
    alerts,
    'acknowledge',
    'acknowledgeAlert',
    'say that somebody sees to it: it weighs no more with time',
  );
  addAct(
    alerts,
    'resolve',
    'resolveAlert',
    'say that it is over; it is raised again when its cause comes back',
  );
}

function addAct(
  alerts: Command,
  name: string,
  operation: 'acknowledgeAlert' | 'resolveAlert',
  description: string,
): void {
  alerts
    .command(name)
    .argument('<alert>', ALERT)
    .requiredOption(...REASON)
    .description(description)
    .action(async (id: string, { reason }: { reason: string }, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access('operator');
      const { alertId } = await findAlert(client, id);
      const after = await client.call(operation, { params: { alertId }, body: { reason } });
      print(context, after, () => renderAlerts([after]));
    });
}

/** When nobody is told of alerts. */
export function addMaintenance(program: Command): void {
  const maintenance = program
    .command('maintenance')
    .description('for operators: times in which nobody is told of alerts');
  maintenance
    .command('list', { isDefault: true })
    .description('those that are not over')
    .action(async (_options: object, command: Command) => {
      const context = contextOf(command);
      const { maintenances } = await context.access('operator').client.call('listAlerts', {});
      print(context, { items: maintenances }, () =>
        maintenances.length === 0 ? ['none'] : renderMaintenances(maintenances),
      );
    });
  maintenance
    .command('start')
    .requiredOption(...REASON)
    .requiredOption('-u, --until <time>', 'until when, at most 24 h: +2h', (text) => readTime(text))
    .option('--from <time>', 'from when on (default: now)', (text) => readTime(text))
    .option('-s, --session <id>', 'only of this session')
    .description(
      'tell nobody of alerts for a while; they are kept, and told at its end where they are still there',
    )
    .action(
      async (
        { reason, until, from, session }: { reason: string; until: string; from?: string; session?: string },
        command: Command,
      ) => {
        const context = contextOf(command);
        const body = { reason, until, ...given({ from, sessionId: session?.toLowerCase() }) };
        const made = await context.access('operator').client.call('createMaintenance', { body });
        print(context, made, () => renderMaintenances([made]));
      },
    );
  maintenance
    .command('end')
    .argument('<maintenance>', 'its id, as `maintenance list` tells it')
    .requiredOption(...REASON)
    .description('end it before its time')
    .action(async (id: string, { reason }: { reason: string }, command: Command) => {
      const context = contextOf(command);
      const params = { maintenanceId: id.toLowerCase() };
      const { client } = context.access('operator');
      const ended = await client.call('endMaintenance', { params, body: { reason } });
      print(context, ended, () => renderMaintenances([ended]));
    });
}

async function findAlert(client: ApiClient, id: string): Promise<AlertView> {
  const { items } = await client.call('listAlerts', { query: { state: 'all', limit: 1000 } });
  const found = items.filter(({ alertId }) => alertId.startsWith(id.toLowerCase()));
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new CommandError(
      only === undefined ? EXIT.notFound : EXIT.badInput,
      only === undefined ? `there is no alert ${id}` : `${found.length} alerts begin with ${id}`,
      'see assize alerts list --state all',
    );
  return only;
}

function readState(text: string): State {
  const state = STATES.find((one) => one === text);
  if (state === undefined) throw new InvalidArgumentError(`say one of ${STATES.join(', ')}`);
  return state;
}
