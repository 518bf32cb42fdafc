import { accessSync, constants, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { systemClock } from '../../adapters/system-clock.ts';
import { makePatient } from '../../core/api/call-patiently.ts';
import type { ApiClient } from '../../core/api/client.ts';
import { readStageConfig } from '../../core/config/stage-config.ts';
import { stages } from '../../core/config/stages.ts';
import { stockImageParameter } from '../../core/fleet/stock-image.ts';
import { checkStage } from '../../core/operations/check-stage.ts';
import { type CheckFinding, stageChecks } from '../../core/operations/stage-checks.ts';
import type { RehearsalFinding } from '../../core/rehearsal/rehearsal.ts';
import { writeRehearsalPage } from '../../core/rehearsal/write-rehearsal-page.ts';
import { renderFinding, renderRehearsal } from '../../terminal/render-rehearsal.ts';
import { createScreen } from '../../terminal/screen.ts';
import { findLocalAws } from '../access.ts';
import { connectStageProbes } from '../connect-stage-probes.ts';
import { contextOf } from '../context.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { patience } from '../patience.ts';
import { readDuration } from '../read-duration.ts';
import { findExam } from '../rehearsal/find-exam.ts';
import { runRehearsal } from '../rehearsal/run-rehearsal.ts';
import { upload } from './submit-bulk.ts';

const MINUTE_MS = 60_000;

interface RehearseOptions {
  readonly for: number;
  readonly play: number;
  readonly account?: boolean;
  readonly keep?: boolean;
  readonly dryRun?: boolean;
  readonly page?: string;
}

const within = (least: number, most: number, said: string) => (text: string) => {
  const ms = readDuration(text);
  if (ms < least || ms > most) throw new InvalidArgumentError(said);
  return ms;
};

/** The day before an exam. */
export function addRehearse(program: Command): void {
  program
    .command('rehearse')
    .argument('<exam>', 'id of a booked session, or a file with a booking (JSON, as the API takes it)')
    .option(
      '--for <time>',
      'how long the session of the rehearsal is booked, which bounds what it costs: 10m to 2h (default: 45m)',
      within(10 * MINUTE_MS, 115 * MINUTE_MS, 'say 10m to 115m'),
      45 * MINUTE_MS,
    )
    .option(
      '--play <time>',
      'how long a class is played (default: 3m)',
      within(5_000, 30 * MINUTE_MS, 'say 5s to 30m'),
      3 * MINUTE_MS,
    )
    .option(
      '--account',
      'also try what the AWS account has, as stage check does, with credentials of AWS; in a local system always',
    )
    .option('--keep', 'leave the session open afterwards, for a drill; it ends by itself')
    .option('--dry-run', 'only what costs nothing: the booking, the account, the price')
    .option('--page <file>', 'write the report as a page that needs nothing else')
    .description(
      'the day before an exam: find out whether it can be held, with one host and a class of made-up people',
    )
    .addHelpText(
      'after',
      `
It books a session of its own, one host, open at once, in which nobody sits; has the host launched and examined, the programs of the
problems' juries judged, and a class hand in as fast as in the rush; predicts what verdicts will wait; and ends the
session, also on Ctrl-C. If it is killed, the session ends by itself when its time is over. Ends with 0 for go, 1 for no-go.`,
    )
    .action(async (what: string, options: RehearseOptions, command: Command) => {
      const context = contextOf(command);
      if (options.page !== undefined) checkPlace(options.page);
      const client = makePatient(context.access().client, patience);
      const screen = createScreen(process.stderr);
      const ending = new AbortController();
      const end = () => {
        if (ending.signal.aborted) return;
        screen.line('ending the session of the rehearsal ...');
        ending.abort(new CommandError(EXIT.notNow, 'the rehearsal was broken off'));
      };
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
      let last = '';
      const show = (line: string) => {
        screen.clear();
        context.out(line);
      };
      try {
        const checkAccount = await accountCheck(client, options.account === true);
        const report = await runRehearsal(
          await findExam(client, what),
          {
            minutes: options.for / MINUTE_MS,
            playMs: options.play,
            dryRun: options.dryRun === true,
            keep: options.keep === true,
          },
          {
            client,
            clock: systemClock,
            random: Math.random,
            signal: ending.signal,
            bulk: { client, patience, upload },
            ...(checkAccount === undefined ? {} : { checkAccount }),
            tell: (text) => {
              if (screen.interactive) screen.draw([pc.dim(`… ${text}`)]);
              // Figures that move are for terminals; elsewhere each step is a line.
              else if (last !== stepOf(text)) screen.line(`… ${text}`);
              last = stepOf(text);
            },
            found: (finding) => {
              if (!context.json) for (const line of renderFinding(finding)) show(line);
            },
            say: (text) => screen.line(text),
          },
        );
        screen.clear();
        if (options.page !== undefined) writePage(options.page, writeRehearsalPage(report));
        if (context.json) context.out(JSON.stringify(report));
        else for (const line of renderRehearsal(report)) context.out(line);
        if (!report.go) process.exitCode = EXIT.negative;
      } finally {
        screen.clear();
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, end);
      }
    });
}

const stepOf = (text: string) => text.split(':')[0] ?? text;

/** Before half an hour has passed. */
function checkPlace(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    throw new CommandError(EXIT.badInput, `--page ${file} cannot be written: ${(error as Error).message}`);
  }
}

function writePage(file: string, page: string): void {
  try {
    writeFileSync(file, page);
  } catch (error) {
    throw new CommandError(EXIT.badInput, `--page ${file} cannot be written: ${(error as Error).message}`);
  }
}

/** What tries the account: with credentials of AWS, or the local system's. */
async function accountCheck(
  client: ApiClient,
  wanted: boolean,
): Promise<(() => Promise<readonly RehearsalFinding[]>) | undefined> {
  const local = findLocalAws();
  if (local === undefined && !wanted) return undefined;
  const named = (await client.call('getConfig', {})).stage;
  const stage = stages.find((one) => one === named);
  if (stage === undefined)
    throw new CommandError(EXIT.unavailable, `${named} is no stage that is known here`);
  return async () => {
    const probes = await connectStageProbes(stage, local);
    const findings = await checkStage(readStageConfig(stage), probes, stockImageParameter, () => undefined);
    return summarize(findings);
  };
}

/** Each check that failed; and those that did not in a sentence. */
function summarize(findings: readonly CheckFinding[]): readonly RehearsalFinding[] {
  const failed = findings.filter(({ proof }) => proof === 'failed');
  const claims = (proof: CheckFinding['proof']) => findings.filter((one) => one.proof === proof).length;
  return failed.length === 0
    ? [
        {
          check: 'account',
          kind: 'good',
          detail: `${claims('proven')} checks of assize stage check are proven, ${claims('unproven')} could not be tried`,
        },
      ]
    : failed.map(({ check, detail, ask }) => ({
        check: 'account' as const,
        kind: 'bad' as const,
        detail: `${stageChecks[check][0]}: not so, ${detail}${ask === undefined ? '' : `; ${ask}`}`,
      }));
}
