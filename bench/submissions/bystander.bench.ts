import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentilesOf } from '../../core/load/percentiles.ts';
import { type LocalSystem, startSystem } from '../../local/system.ts';
import { buildAll } from '../../scripts/build.ts';
import { synthesize } from '../../scripts/synth.ts';
import { type Figure, makeSingleFigure } from '../figure.ts';
import { type Phase, playHostileExam } from './hostile-exam.ts';

/** How long the attack takes where nobody says otherwise, in all rounds; before each the others are alone for half as long. */
const MINUTES = 10;
const ROUNDS = 4;
/** A small exam's, each of whom hands in something every minute and a half. */
const BYSTANDERS = 30;
const EVERY_MS = 3_000;
const MOST_TIMES = 2;

/**
 * What others wait for verdicts while one participant hands in every hostile program that is known as fast as intake takes
 * them, on one host of two slots, over what they wait without: the 95th percentile of each, in one run. Beside it what they
 * wait while something that is no submission keeps a core busy and as many requests are refused: host, functions and
 * database are one machine here, and an attack takes that much of it from all of them.
 */
export async function measure(minutes = MINUTES): Promise<readonly Figure[]> {
  await buildAll();
  const { outDir } = await synthesize();
  const dataDir = mkdtempSync(join(tmpdir(), 'assize-bench-'));
  let system: LocalSystem | undefined;
  try {
    system = await startSystem({ assemblyDir: outDir, dataDir, account: 'standard', log: () => undefined });
    const attackMs = (minutes * 60_000) / ROUNDS;
    const exam = await playHostileExam(system, {
      bystanders: BYSTANDERS,
      everyMs: EVERY_MS,
      rounds: ROUNDS,
      quietMs: attackMs / 2,
      attackMs,
      whileBusy: keepCoreBusy,
      testCases: 'run-all',
      seed: 12,
    });
    const waitsOf = (phase: Phase) =>
      percentilesOf(exam.honest.flatMap(({ during, waitMs }) => (during === phase ? [waitMs] : [])));
    const [alone, busy, attacked] = [waitsOf('alone'), waitsOf('busy'), waitsOf('attacked')];
    const figureOf = (name: string, { count, p50, p95 = Number.NaN, max }: typeof alone) =>
      makeSingleFigure(
        `bystander-wait:${name}`,
        p95,
        'ms',
        undefined,
        `of ${count}: median ${p50}, longest ${max} ms`,
      );
    const wrong = exam.honest.filter(({ view, deserves }) => view.result?.verdict !== deserves);
    const lost = exam.hosts.filter(({ state }) => state !== 'ready').length + exam.doubts.length;
    return [
      makeSingleFigure(
        'bystander-wait',
        (attacked.p95 ?? Number.NaN) / (alone.p95 ?? Number.NaN),
        'times',
        { atMost: MOST_TIMES },
        `${minutes} minutes; ${exam.hostile.length} hostile submissions judged, ${exam.refused} refused`,
      ),
      makeSingleFigure(
        'bystander-wait:beside-the-same-load',
        (attacked.p95 ?? Number.NaN) / (busy.p95 ?? Number.NaN),
        'times',
        undefined,
        'over what they wait while one core is busy and as many requests are refused',
      ),
      figureOf('alone', alone),
      figureOf('busy', busy),
      figureOf('attacked', attacked),
      makeSingleFigure('bystander-wait:wrong', wrong.length, 'verdicts', { atMost: 0 }),
      makeSingleFigure('bystander-wait:hosts', lost, 'doubted or lost', { atMost: 0 }),
    ];
  } finally {
    await system?.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

function keepCoreBusy(): { end: () => Promise<void> } {
  const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  return {
    async end() {
      const ended = once(busy, 'exit');
      busy.kill('SIGKILL');
      await ended;
    },
  };
}
