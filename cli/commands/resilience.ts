import type { Command } from 'commander';
import { given } from '../../core/exam/given.ts';
import { renderErrors } from '../../terminal/render-errors.ts';
import { contextOf, print } from '../context.ts';
import { readTime } from '../read-time.ts';
import { writeOut } from '../write-out.ts';

interface RangeOptions {
  readonly since?: string;
  readonly until?: string;
}

/** What failed and how it was made good, over time. */
export function addResilience(program: Command): void {
  const resilience = program
    .command('resilience')
    .description('for operators: what failed and how it was made good, over time');
  resilience
    .command('report')
    .option('--since <time>', 'from then on (default: 30 days ago)', (text) => readTime(text))
    .option('--until <time>', 'before (default: now)', (text) => readTime(text))
    .option('-o, --out <path>', 'where to write it (default: standard output)')
    .description('recoveries, trend, circuits, alerts and errors at once, as Markdown')
    .action(async ({ since, until, out }: RangeOptions & { out?: string }, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access('operator');
      const query = given({ from: since, until });
      if (context.json) {
        context.out(JSON.stringify(await client.call('getResilienceReport', { query })));
        return;
      }
      const asked = { ...query, format: 'markdown' as const };
      writeOut(context, await client.download('getResilienceReport', { query: asked }), out);
    });
  const errors = resilience.command('errors').description('what functions have logged as failures');
  errors
    .command('show', { isDefault: true })
    .option('--since <time>', 'from then on (default: 24 hours ago)', (text) => readTime(text))
    .option('--until <time>', 'before (default: now)', (text) => readTime(text))
    .description('by class, kind, function and severity, from the last reset on')
    .action(async ({ since, until }: RangeOptions, command: Command) => {
      const context = contextOf(command);
      const query = given({ from: since, until });
      const stats = await context.access('operator').client.call('getErrorStats', { query });
      print(context, stats, () => renderErrors(stats));
    });
  errors
    .command('reset')
    .requiredOption('-r, --reason <text>', 'why: it is kept')
    .description('count them from now on; nothing is deleted')
    .action(async ({ reason }: { reason: string }, command: Command) => {
      const context = contextOf(command);
      const baseline = await context.access('operator').client.call('resetErrors', { body: { reason } });
      print(context, baseline, () => [`errors count from ${baseline.at} on`]);
    });
}
