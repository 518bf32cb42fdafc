import type { Command } from 'commander';
import { renderStage } from '../../terminal/render-stage.ts';
import { contextOf, print } from '../context.ts';

export function addStageShow(stage: Command): void {
  stage
    .command('show')
    .description(
      'for operators: what is on, what needs somebody, what may be an attack, and what the account lacks',
    )
    .action(async (_options: object, command: Command) => {
      const context = contextOf(command);
      const overview = await context.access('operator').client.call('getStage', {});
      print(context, overview, () => renderStage(overview));
    });
}
