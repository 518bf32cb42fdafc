import { type Command, InvalidArgumentError, Option } from 'commander';
import pc from 'picocolors';
import { systemClock } from '../../adapters/system-clock.ts';
import { makePatient } from '../../core/api/call-patiently.ts';
import { formatDuration } from '../../core/api/format-quantity.ts';
import { DRILL_ACTS, type DrillActName, LONGEST_DRILL_MS } from '../../core/resilience/drill-acts.ts';
import { renderDrillLine } from '../../terminal/render-drill.ts';
import { createScreen } from '../../terminal/screen.ts';
import { contextOf } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { patience } from '../patience.ts';
import { readDuration } from '../read-duration.ts';
import { runDrill } from '../rehearsal/run-drill.ts';
import { upload } from './submit-bulk.ts';

interface DrillCommandOptions {
  readonly act?: DrillActName[];
  readonly for: number;
  readonly every: number;
  readonly reason: string;
}

const within = (least: number, most: number, said: string) => (text: string) => {
  const ms = readDuration(text);
  if (ms < least || ms > most) throw new InvalidArgumentError(said);
  return ms;
};

/** What becomes of an exam in which something breaks. */
export function addDrill(program: Command): void {
  program
    .command('drill')
    .argument('<session>', 'a rehearsal that was left open: assize rehearse EXAM --keep')
    .addOption(
      new Option('-a, --act <act...>', 'what is broken, one after the other (default: all)').choices(
        DRILL_ACTS,
      ),
    )
    .option(
      '--for <time>',
      'how long a circuit is open, and a bell held: 5s to 2m (default: 30s)',
      within(5_000, LONGEST_DRILL_MS, 'say 5s to 2m'),
      30_000,
    )
    .option(
      '--every <time>',
      'between two submissions of the class (default: 2s)',
      within(250, 60_000, 'say 250ms to 1m'),
      2_000,
    )
    .requiredOption('-r, --reason <text>', 'why: it is kept')
    .description(
      'for operators: break things in a rehearsal while a class hands in, and see them noticed and made good',
    )
    .addHelpText(
      'after',
      '\nRefused in every session that is no rehearsal. What is broken ends by itself, also when this command dies. Ends with 0 when everything was noticed in time, made good, and nothing lost.',
    )
    .action(async (sessionId: string, options: DrillCommandOptions, command: Command) => {
      const context = contextOf(command);
      const client = makePatient(context.access('operator').client, patience);
      const screen = createScreen(process.stderr);
      const ending = new AbortController();
      const end = () =>
        ending.abort(
          new CommandError(EXIT.notNow, 'the drill was broken off: what is broken ends by itself'),
        );
      process.once('SIGINT', end);
      process.once('SIGTERM', end);
      try {
        const report = await runDrill(
          sessionId.toLowerCase(),
          {
            acts: options.act ?? [...DRILL_ACTS],
            seconds: Math.round(options.for / 1_000),
            reason: options.reason,
            everyMs: options.every,
          },
          {
            client,
            clock: systemClock,
            signal: ending.signal,
            bulk: { client, patience, upload },
            tell: (text) => screen.draw([pc.dim(`… ${text}`)]),
            found: (line) => {
              if (!screen.interactive)
                screen.line(`${line.act} ${line.held ? 'was made good' : 'did not hold'}`);
            },
          },
        );
        screen.clear();
        if (context.json) context.out(JSON.stringify(report));
        else {
          const { accepted, judged, waits } = report.class;
          for (const line of report.acts.flatMap(renderDrillLine)) context.out(line);
          context.out(
            `the class handed in ${accepted}, ${judged} were judged: half within ${formatDuration(waits.p50Ms)}, 95 % within ${formatDuration(waits.p95Ms)}, all within ${formatDuration(waits.longestMs)}`,
          );
        }
        if (!report.held) process.exitCode = EXIT.negative;
      } finally {
        screen.clear();
      }
    });
}
