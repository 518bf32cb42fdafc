import { type Command, Option } from 'commander';
import { systemClock } from '../../adapters/system-clock.ts';
import { askHealth } from '../../core/api/ask-health.ts';
import { given } from '../../core/exam/given.ts';
import type { Granularity } from '../../core/metrics/metric-series-store.ts';
import {
  renderAdoption,
  renderDashboard,
  renderEfficiency,
  renderHealth,
} from '../../terminal/render-monitoring.ts';
import { createScreen } from '../../terminal/screen.ts';
import { contextOf, print } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { readTime } from '../read-time.ts';

/** Figures of a session that runs are half a minute old: asking more often shows nothing new. */
const POLL_MS = 15_000;

interface RangeOptions {
  readonly by: Granularity;
  readonly since?: string;
  readonly until?: string;
  readonly session?: string;
}

/** What judging came to, and what batches saved. */
export function addMonitor(program: Command): void {
  const monitor = program
    .command('monitor')
    .description('for operators: what judging came to, what batches saved, and who used what');
  monitor
    .command('health')
    .description('whether what the API stands on answers; exits with 1 unless all of it does')
    .action(async (_options: object, command: Command) => {
      const context = contextOf(command);
      const health = await askHealth(context.access('operator').client, systemClock.now);
      if (health.status !== 'ok') process.exitCode = EXIT.negative;
      print(context, health, () => renderHealth(health));
    });
  monitor
    .command('dashboard')
    .option('-w, --watch', 'go on until Ctrl-C')
    .description('key figures of the last hour and the last day')
    .addHelpText(
      'after',
      '\nWith --watch it is drawn in place on a terminal; with --json it is a document a line.',
    )
    .action(async ({ watch }: { watch?: boolean }, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access('operator');
      const screen = createScreen(process.stdout);
      const stopping = new AbortController();
      process.once('SIGINT', () => stopping.abort());
      while (!stopping.signal.aborted) {
        const dashboard = await client.call('getDashboard', {});
        if (watch === true && screen.interactive && !context.json) screen.draw(renderDashboard(dashboard));
        else print(context, dashboard, () => renderDashboard(dashboard));
        if (watch !== true) break;
        await systemClock.sleep(POLL_MS, stopping.signal);
      }
      screen.keep();
    });
  ranged(monitor.command('efficiency'))
    .description('judge calls, seconds and dollars saved by batches against single calls')
    .action(async (options: RangeOptions, command: Command) => {
      const context = contextOf(command);
      const query = queryOf(options);
      const efficiency = await context.access('operator').client.call('getEfficiency', { query });
      print(context, efficiency, () => renderEfficiency(efficiency));
    });
  ranged(monitor.command('adoption'))
    .description('use by participants, problems, languages and modes over time')
    .action(async (options: RangeOptions, command: Command) => {
      const context = contextOf(command);
      const query = queryOf(options);
      const adoption = await context.access('operator').client.call('getAdoption', { query });
      print(context, adoption, () => renderAdoption(adoption));
    });
  monitor
    .command('metrics')
    .description('everything for machines: OpenMetrics text, or a document with --json')
    .action(async (_options: object, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access('operator');
      if (context.json) return context.out(JSON.stringify(await client.call('getMetrics', {})));
      const { bytes } = await client.download('getMetrics', { query: { format: 'openmetrics' } });
      process.stdout.write(bytes);
    });
  monitor
    .command('reset')
    .requiredOption('-r, --reason <text>', 'why: it is kept')
    .description('let figures count from the next full minute on; nothing is deleted')
    .action(async ({ reason }: { reason: string }, command: Command) => {
      const context = contextOf(command);
      const baseline = await context.access('operator').client.call('resetMonitoring', { body: { reason } });
      print(context, baseline, () => [`figures count from ${baseline.countsFrom}`]);
    });
}

function ranged(command: Command): Command {
  return command
    .addOption(new Option('-b, --by <span>', 'how finely').choices(['minute', 'hour', 'day']).default('hour'))
    .option('--since <time>', 'from then on (default: the last 60 minutes, 24 hours or 30 days)', (text) =>
      readTime(text),
    )
    .option('--until <time>', 'before (default: now)', (text) => readTime(text))
    .option('-s, --session <id>', 'of this session alone');
}

const queryOf = ({ by, since, until, session }: RangeOptions) => ({
  granularity: by,
  ...given({ from: since, until, sessionId: session?.toLowerCase() }),
});
