/** `npm run loadtest`: puts a load on Assize and reports what became of it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import { systemClock } from '../adapters/system-clock.ts';
import type { Fetch } from '../core/api/client.ts';
import { seededRandom } from '../local/seeded-random.ts';
import { renderTable } from '../terminal/table.ts';
import { isClean } from './measure.ts';
import { findLocalSystem, openLocal } from './open-local.ts';
import { openRemote } from './open-remote.ts';
import { LOADTEST_HELP, type Load, type LoadtestOptions, readLoadtestOptions } from './options.ts';
import { renderReportPage, type TitledReport } from './report-page.ts';
import { type LoadProgress, runLoad } from './run-load.ts';
import { renderSummary } from './summary.ts';

/** Lines of progress that are no terminal's, ms. */
const PLAIN_EVERY_MS = 5_000;

async function main(): Promise<number> {
  let options: LoadtestOptions | 'help';
  try {
    options = readLoadtestOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${pc.red((error as Error).message)}\n\n${LOADTEST_HELP}`);
    return 2;
  }
  if (options === 'help') {
    process.stdout.write(LOADTEST_HELP);
    return 0;
  }
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => ending.abort(signal));
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const requests: number[] = [];
  const counted: Fetch = async (url, init) => {
    const response = await fetch(url, init);
    requests.push(systemClock.now());
    return response;
  };
  if (options.preset === 'orders') {
    const { runStudy } = await import('./study/run-study.ts');
    const { renderStudyPage, tabulateStudy, tellStudy } = await import('./study/study-page.ts');
    const study = await runStudy({
      clock: systemClock,
      fetch: counted,
      requests,
      say,
      progressOf: ({ load }) => showProgress(load),
      keep: (sofar) => writeFiles(options.out, sofar, renderStudyPage(sofar)),
      signal: ending.signal,
    });
    const { head, rows } = tabulateStudy(study);
    writeReport(options, study, renderStudyPage(study), [
      ...renderTable(head, rows),
      '',
      ...tellStudy(study),
    ]);
    return study.rows.every(({ report }) => isClean(report)) ? 0 : 1;
  }
  const target =
    options.remote === undefined
      ? await openLocal(
          await findLocalSystem(options.dataDir),
          options,
          async () => ({ kind: 'fleet', hosts: options.hosts }),
          { clock: systemClock, fetch: counted, say },
        )
      : await openRemote(options.remote, options.users, counted);
  try {
    const report = await runLoad(options, target, {
      clock: systemClock,
      random: seededRandom(options.seed),
      requests,
      on: showProgress(options),
      signal: ending.signal,
    });
    const { users, durationMs, mode, curve, rate, thinkMs, testCases, sleepMs, seed, drainMs } = options;
    const titled: TitledReport = {
      at: new Date().toISOString(),
      target: target.name,
      load: { users, durationMs, mode, curve, rate, thinkMs, testCases, sleepMs, seed, drainMs },
      report,
    };
    writeReport(options, titled, renderReportPage(titled), renderSummary(titled));
    return isClean(report) ? 0 : 1;
  } finally {
    await target.close();
  }
}

/** Writes page and figures to their folder, and says what they say. */
function writeReport(
  { out, json }: LoadtestOptions,
  figures: object,
  page: string,
  summary: readonly string[],
): void {
  const text = writeFiles(out, figures, page);
  process.stdout.write(json ? text : `${summary.join('\n')}\n`);
  process.stderr.write(`\n${join(out, 'report.html')} has the pictures, report.json beside it all figures\n`);
}

/** @returns the figures as they were written */
function writeFiles(out: string, figures: object, page: string): string {
  mkdirSync(out, { recursive: true });
  const text = `${JSON.stringify(figures, null, 2)}\n`;
  writeFileSync(join(out, 'report.json'), text);
  writeFileSync(join(out, 'report.html'), page);
  return text;
}

/** Shows how far it is: one line that changes on a terminal, a line now and then elsewhere. */
function showProgress({ durationMs }: Load): (progress: LoadProgress) => void {
  const isTerminal = process.stderr.isTTY === true;
  let shownAt = 0;
  return ({ elapsedMs, refused, queue }) => {
    if (!isTerminal && elapsedMs - shownAt < PLAIN_EVERY_MS) return;
    shownAt = elapsedMs;
    const { accepted = 0, ended = 0, queued = 0, running = 0 } = queue ?? {};
    const line = `${Math.round(elapsedMs / 1_000)} of ${durationMs / 1_000} s: ${accepted} accepted, ${ended} judged, ${refused} refused, ${queued + running} in the queue`;
    process.stderr.write(isTerminal ? `\r\x1b[2K${line}` : `${line}\n`);
    if (isTerminal && elapsedMs > durationMs && queued + running === 0) process.stderr.write('\n');
  };
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${pc.red(error instanceof Error ? error.message : String(error))}\n`);
  process.exitCode = 1;
}
