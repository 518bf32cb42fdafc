import { type Command, Option } from 'commander';
import type { ComparisonQuery } from '../../core/api/costs.ts';
import { WAYS, type Way } from '../../core/costs/compare.ts';
import { renderComparison, renderMonth, renderSessionCosts } from '../../terminal/render-costs.ts';
import { contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { pickSession } from '../pick-session.ts';
import { readCount, readDuration } from '../read-duration.ts';
import { readAmount, readUsd } from '../read-usd.ts';

interface CostsOptions {
  readonly month?: string | true;
  readonly bySubmission?: true;
}

interface CompareOptions extends Omit<ComparisonQuery, 'hours' | 'sessionId' | 'against'> {
  readonly session?: string;
  readonly duration?: number;
  readonly against?: Way;
}

export function addCosts(program: Command): void {
  const costs = program
    .command('costs')
    .argument('[session]', 'id of the session (default: the current one)')
    .option('-m, --month [month]', 'a month instead, by session and by day (default: this one)')
    .option('--by-submission', 'divided among submissions instead of participants')
    .description('what a session costs now and will have cost, and to whom it comes; or a month')
    .addHelpText(
      'after',
      '\nExamples:\n  assize costs --month 2026-11\n  assize costs compare --participants 120 --duration 2h',
    )
    .action(async (named: string | undefined, options: CostsOptions, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access();
      if (options.month !== undefined) {
        if (named !== undefined)
          throw new CommandError(EXIT.badInput, 'a month is of all sessions: leave the session out');
        const query = options.month === true ? {} : { month: options.month };
        const month = await client.call('listCosts', { query });
        print(context, month, () => renderMonth(month));
        return;
      }
      const { sessionId } = await pickSession(client, named);
      const by = options.bySubmission === true ? ('submission' as const) : ('participant' as const);
      const first = await client.call('getSessionCosts', { params: { sessionId }, query: { by } });
      let { cursor } = first;
      const submissions = [...(first.submissions ?? [])];
      while (cursor !== undefined) {
        const next = await client.call('getSessionCosts', { params: { sessionId }, query: { by, cursor } });
        submissions.push(...(next.submissions ?? []));
        cursor = next.cursor;
      }
      const { cursor: _, ...rest } = first;
      const all = first.submissions === undefined ? rest : { ...rest, submissions };
      print(context, all, () => renderSessionCosts(all));
    });

  costs
    .command('compare')
    .description('what the same exam would cost in other ways: a year of them, break-evens, a recommendation')
    .option('-s, --session <id>', 'of this session instead of an imagined one')
    .option('-p, --participants <number>', 'how many take part (default: 50)', readCount)
    .option('-d, --duration <time>', 'how long it is open (default: 3h)', readDuration)
    .option('--problems <number>', 'how many problems (default: 4)', readCount)
    .option('--test-cases <number>', 'test cases of a problem (default: 50)', readCount)
    .option('--tries <number>', 'submissions of a participant, in all (default: 20)', readCount)
    .option('--time-limit-ms <number>', 'time limit of a test case, ms (default: 1000)', readCount)
    .option('--instance-type <type>', "type of the hosts (default: the stage's first)")
    .option('--hosts <number>', 'how many hosts (default: as a booking plans them)', readCount)
    .option('--exams-per-year <number>', 'how often in a year (default: 52)', readCount)
    .option(
      '--spot-share-percent <number>',
      'what spot capacity costs of the price on demand (default: 50)',
      readAmount,
    )
    .option(
      '--hand-hours <number>',
      'how long hosts are on that are kept by hand, h (default: 10)',
      readAmount,
    )
    .option(
      '--hand-work-usd <usd>',
      'what it is worth to start and stop them, an exam (default: 0)',
      readAmount,
    )
    .option('--pooled-call-usd <usd>', 'a call of a hosted API', readUsd)
    .option('--setup-usd <usd>', 'what introducing a way costs, once (default: 0)', readAmount)
    .addOption(
      new Option('--against <way>', 'what the others save against (default: always-on)').choices(
        Object.keys(WAYS),
      ),
    )
    .action(async (options: CompareOptions, command: Command) => {
      const context = contextOf(command);
      const { session, duration, ...rest } = options;
      const query = {
        ...rest,
        ...(session === undefined ? {} : { sessionId: session.toLowerCase() }),
        ...(duration === undefined ? {} : { hours: duration / 3_600_000 }),
      };
      const comparison = await context.access().client.call('compareCosts', { query });
      print(context, comparison, () => renderComparison(comparison));
    });
}
