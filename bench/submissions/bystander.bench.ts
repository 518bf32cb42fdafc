import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentilesOf } from '../../core/load/percentiles.ts';
import { type LocalSystem, startSystem } from '../../local/system.ts';
import { buildAll } from '../../scripts/build.ts';
import { synthesize } from '../../scripts/synth.ts';
import { type Figure, makeSingleFigure } from '../figure.ts';
import { playHostileExam } from './hostile-exam.ts';

/** How long the attack takes where nobody says otherwise, in all rounds; before each the others are alone for half as long. */
const MINUTES = 10;
const ROUNDS = 4;
/** A small exam's, each of whom hands in something every minute and a half. */
const BYSTANDERS = 30;
const EVERY_MS = 3_000;
const MOST_TIMES = 2;

/**
 * What others wait for verdicts while one participant hands in every hostile program that is known as fast as intake takes
 * them, on one host of two slots, over what they wait without: the 95th percentile of each, in one run.
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
      testCases: 'run-all',
      seed: 12,
    });
    const waitsOf = (during: boolean) =>
      percentilesOf(
        exam.honest.flatMap(({ duringAttack, waitMs }) => (duringAttack === during ? [waitMs] : [])),
      );
    const [alone, attacked] = [waitsOf(false), waitsOf(true)];
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
      figureOf('alone', alone),
      figureOf('attacked', attacked),
      makeSingleFigure('bystander-wait:wrong', wrong.length, 'verdicts', { atMost: 0 }),
      makeSingleFigure('bystander-wait:hosts', lost, 'doubted or lost', { atMost: 0 }),
    ];
  } finally {
    await system?.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}
