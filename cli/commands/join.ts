import type { Command } from 'commander';
import { formatTime, renderSessions } from '../../terminal/render-session.ts';
import { contextOf, print } from '../context.ts';

export function addJoin(program: Command): void {
  program
    .command('join')
    .argument('<code>', 'the code that your instructor tells, such as ABCD-EFGH')
    .description("put yourself on a session's roster")
    .action(async (code: string, _options: object, command: Command) => {
      const context = contextOf(command);
      const session = await context.access('participant').client.call('joinSession', { body: { code } });
      print(context, session, () => [
        `you are on the roster of ${session.name} as ${session.you.participantId}; your window closes at ${formatTime(session.you.closesAt)}`,
        '',
        ...renderSessions([session]),
      ]);
    });
}
