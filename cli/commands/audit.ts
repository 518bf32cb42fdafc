import { type Command, Option } from 'commander';
import { given } from '../../core/exam/given.ts';
import { renderAudit } from '../../terminal/render-audit.ts';
import { contextOf, print } from '../context.ts';
import { readCount } from '../read-duration.ts';
import { readTime } from '../read-time.ts';

interface AuditOptions {
  readonly since?: string;
  readonly until?: string;
  readonly count?: number;
  readonly of?: 'all' | 'hand' | 'recoveries';
}

/** What was done by hand. */
export function addAudit(program: Command): void {
  program
    .command('audit')
    .option('--since <time>', 'from then on (default: 7 days ago)', (text) => readTime(text))
    .option('--until <time>', 'before (default: now)', (text) => readTime(text))
    .option('-n, --count <number>', 'how many (default: 100, at most 500)', readCount)
    .addOption(
      new Option('--of <what>', 'what to tell (default: all, for 92 days at most)').choices([
        'all',
        'hand',
        'recoveries',
      ]),
    )
    .description(
      'for operators: what was done by hand and how failed hosts were made good, by whom and why, the newest first',
    )
    .action(async ({ since, until, count, of }: AuditOptions, command: Command) => {
      const context = contextOf(command);
      const query = given({ from: since, until, limit: count, of });
      const page = await context.access('operator').client.call('listAudit', { query });
      print(context, page, () =>
        page.items.length === 0 ? ['nothing was done by hand, and no host failed'] : renderAudit(page.items),
      );
    });
}
