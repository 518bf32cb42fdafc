import type { Command } from 'commander';
import { systemClock } from '../../adapters/system-clock.ts';
import type { VerdictLine } from '../../core/api/live.ts';
import { renderLive, renderLiveLine } from '../../terminal/render-live.ts';
import { createScreen } from '../../terminal/screen.ts';
import { contextOf } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { pickSession } from '../pick-session.ts';

const POLL_MS = 1_000;

export function addSessionWatch(session: Command, which: string): void {
  session
    .command('watch')
    .argument('[session]', which)
    .option('--once', 'show it once')
    .description('a session live: hosts, queue, verdicts as they come; until it is settled')
    .addHelpText(
      'after',
      '\nOn a terminal it is drawn in place; piped, a line is written whenever something changed; with --json a document a line.',
    )
    .action(async (id: string | undefined, options: { once?: boolean }, command: Command) => {
      const context = contextOf(command);
      const { client } = context.access();
      const { sessionId, view } = await pickSession(client, id);
      if (view === 'participant')
        throw new CommandError(
          EXIT.notAuthorised,
          'the live view is for instructors and operators',
          'see your own: assize session show',
        );
      const screen = createScreen(process.stdout);
      const stopping = new AbortController();
      process.once('SIGINT', () => stopping.abort());
      const verdicts = new Map<string, VerdictLine>();
      let since: string | undefined;
      let lastLine = '';
      while (!stopping.signal.aborted) {
        const live = await client.call('getLive', {
          params: { sessionId },
          query: since === undefined ? {} : { since },
        });
        since = live.cursor;
        for (const verdict of live.verdicts) verdicts.set(verdict.submissionId, verdict);
        if (context.json) context.out(JSON.stringify(live));
        else if (screen.interactive) screen.draw(renderLive(live, [...verdicts.values()]));
        else {
          const line = renderLiveLine(live);
          // The time alone is no news.
          if (line.slice(live.at.length) !== lastLine) context.out(line);
          lastLine = line.slice(live.at.length);
        }
        if (options.once === true || live.session.settledAt !== undefined) break;
        await systemClock.sleep(POLL_MS, stopping.signal);
      }
      screen.keep();
    });
}
