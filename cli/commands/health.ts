import type { Command } from 'commander';
import { given } from '../../core/exam/given.ts';
import { renderHealth, renderWatch } from '../../terminal/render-health.ts';
import { contextOf, print } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { readDuration } from '../read-duration.ts';

interface StartOptions {
  readonly reason: string;
  readonly every?: number;
  readonly for?: number;
}

const SESSION = 'id of the session';
const REASON = ['-r, --reason <text>', 'why: it is kept'] as const;
const paramsOf = (id: string) => ({ sessionId: id.toLowerCase() });

/** How a session fares, and watching it more closely. */
export function addHealth(program: Command): void {
  const health = program
    .command('health')
    .description('how a session fares, and why; for operators: watch it more closely');
  health
    .command('show')
    .argument('<session>', SESSION)
    .description(
      'hosts, circuits, queue, recoveries and account, with what is wrong first; exit 1 when it is unhealthy',
    )
    .action(async (id: string, _options: object, command: Command) => {
      const context = contextOf(command);
      const found = await context.access().client.call('getSessionHealth', { params: paramsOf(id) });
      print(context, found, () => renderHealth(found));
      if (found.status === 'unhealthy')
        throw new CommandError(EXIT.negative, 'the session is unhealthy', 'the reasons say what needs you');
    });
  health
    .command('start')
    .argument('<session>', SESSION)
    .requiredOption(...REASON)
    .option('-e, --every <duration>', 'between two looks, 2s to 10s (default: 5s)', readDuration)
    .option('-f, --for <duration>', 'for how long, at most 4h (default: 30m)', readDuration)
    .description('watch its hosts more closely for a while')
    .action(async (id: string, options: StartOptions, command: Command) => {
      const { reason, every, for: forMs } = options;
      const context = contextOf(command);
      const body = {
        reason,
        ...given({
          everySeconds: every === undefined ? undefined : every / 1000,
          minutes: forMs === undefined ? undefined : Math.round(forMs / 60_000),
        }),
      };
      const { client } = context.access('operator');
      const answer = await client.call('startWatch', { params: paramsOf(id), body });
      print(context, answer, () => renderWatch(answer.watch));
    });
  health
    .command('stop')
    .argument('<session>', SESSION)
    .requiredOption(...REASON)
    .description('watch it as usual again')
    .action(async (id: string, { reason }: { reason: string }, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access('operator');
      const answer = await client.call('stopWatch', { params: paramsOf(id), body: { reason } });
      print(context, answer, () => renderWatch(answer.watch));
    });
}

/** Making good what failed. */
export function addRecover(program: Command): void {
  program
    .command('recover')
    .argument('<session>', SESSION)
    .requiredOption(...REASON)
    .option('--host <id...>', 'hosts that you doubt, though they may be right: each is rebooted and examined')
    .option('-n, --dry-run', 'only say what would be done')
    .description('for operators: make good what failed of a session, or hosts that you doubt')
    .action(
      async (
        id: string,
        { reason, host: hostIds, dryRun }: { reason: string; host?: string[]; dryRun?: boolean },
        command: Command,
      ) => {
        const context = contextOf(command);
        const body = { reason, ...given({ hostIds, dryRun }) };
        const { client } = context.access('operator');
        const answer = await client.call('recoverSession', { params: paramsOf(id), body });
        print(context, answer, () => [
          ...answer.plan.map(
            ({ hostId = 'fleet', steps, reason: why }) => `${hostId}: ${steps.join(', then ')}: ${why}`,
          ),
          answer.begun
            ? `begun; follow it with assize session watch ${answer.sessionId}`
            : answer.plan.length === 0
              ? answer.reason
              : 'nothing was done: this was a dry run',
        ]);
      },
    );
}
