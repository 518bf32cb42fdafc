import type { Command } from 'commander';
import { renderInsight, renderStageInsight } from '../../terminal/render-insight.ts';
import { contextOf, print } from '../context.ts';

/** What history tells. */
export function addInsight(program: Command): void {
  program
    .command('insight')
    .argument('[session]', 'id of the session (default: the whole stage, for operators)')
    .description(
      'what a session, or for operators all settled sessions together, tell: limits too close to right programs, sizes, failures that recur',
    )
    .action(async (id: string | undefined, _options: object, command: Command) => {
      const context = contextOf(command);
      if (id === undefined) {
        const insight = await context.access('operator').client.call('getInsight', {});
        print(context, insight, () => renderStageInsight(insight));
        return;
      }
      const params = { sessionId: id.toLowerCase() };
      const insight = await context.access().client.call('getSessionInsight', { params });
      print(context, insight, () => renderInsight(insight));
    });
}
