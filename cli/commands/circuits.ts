import type { Command } from 'commander';
import { renderCircuits } from '../../terminal/render-circuits.ts';
import { contextOf, print } from '../context.ts';

/** What is not tried for a while, and trying it again. */
export function addCircuits(program: Command): void {
  const circuits = program
    .command('circuits')
    .description('for operators: what is not tried for a while since it failed too often, and what is')
    .action(async (_options: object, command: Command) => {
      const context = contextOf(command);
      const listed = await context.access('operator').client.call('listCircuits', {});
      print(context, listed, () => renderCircuits(listed.items));
    });
  circuits
    .command('reset')
    .argument('<operation>', 'as `circuits` tells it')
    .requiredOption('-r, --reason <text>', 'why: it is kept')
    .description('close one: it is tried again at once')
    .action(async (operation: string, { reason }: { reason: string }, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access('operator');
      const closed = await client.call('resetCircuit', { params: { operation }, body: { reason } });
      print(context, closed, () => renderCircuits([closed]));
    });
}
