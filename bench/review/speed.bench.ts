import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from '@solidity-parser/parser';
import { build } from 'esbuild';
import { percentilesOf } from '../../core/load/percentiles.ts';
import type { DetectorSet } from '../../core/review/detector.ts';
import { LAMBDA_OPTIONS, SHARED } from '../../scripts/build.ts';
import { type Figure, makeFigure, makeSingleFigure } from '../figure.ts';
import { HOSTILE_SOLIDITY } from './hostile-solidity.ts';
import { halfOf } from './labelled-source.ts';
import { makeContract } from './make-contract.ts';
import { readSmartbugs, readSolidifi } from './read-labelled-sets.ts';

const LINES = 500;
/** Real contracts count as being of that length when they are no more than this many lines off. */
const OFF_BY = 60;
const MOST_REAL = 30;
const ROUNDS = 2;
const MOST_MS = 300;

/** Sizes at which a hostile source is read; the larger is four times the smaller. */
const SIZES = [250, 1_000] as const;
/** What grows with its length grows by 4 between them, with its square by 16. */
const MOST_GROWTH = 8;
/** What takes longer is measured once. */
const LONG_MS = 2_000;
/** A time below it is mostly chance, or the step to where something is left out. */
const LEAST_MS = 60;

/** How long the detectors of Solidity, bundled as they are deployed, look at a contract of 500 lines, and how that grows on sources that are made to be slow. */
export async function measure(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'assize-speed-'));
  try {
    return measureWith(await bundleDetectors(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bundleDetectors(outdir: string): Promise<DetectorSet> {
  await build({
    ...SHARED,
    ...LAMBDA_OPTIONS,
    sourcemap: false,
    entryPoints: { index: join('core', 'review', 'solidity', 'solidity-detectors.ts') },
    outdir,
  });
  const { solidityDetectors } = (await import(pathToFileURL(join(outdir, 'index.mjs')).href)) as {
    solidityDetectors: DetectorSet;
  };
  return solidityDetectors;
}

function measureWith(detectors: DetectorSet): readonly Figure[] {
  const detect = (source: string) => detectors.detect({ language: 'solidity', source });
  const root = process.env['REVIEW_SETS'] ?? '';
  const real = [
    ...(existsSync(join(root, 'smartbugs')) ? readSmartbugs(join(root, 'smartbugs')) : []),
    ...(existsSync(join(root, 'solidifi')) ? readSolidifi(join(root, 'solidifi')) : []),
  ]
    .filter((file) => halfOf(file) === 'tuned')
    .map(({ source }) => source)
    .map((source) => ({ source, off: Math.abs(source.split('\n').length - LINES) }))
    .filter(({ off }) => off <= OFF_BY)
    .sort((a, b) => a.off - b.off)
    .map(({ source }) => source)
    .slice(0, MOST_REAL);
  const sources = [...real, ...[-40, -20, 0, 20, 40].map((more) => makeContract(LINES + more))];
  // The parser learns from each source; one that is reviewed was never read before, as the same again is answered by its result.
  const firstTimes = sources.map((source) => timeMs(() => detect(source)));
  const first = percentilesOf(firstTimes.slice(1));
  const times: number[] = [];
  const bares: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    for (const source of sources) {
      const [whole, bare] = [timeMs(() => detect(source)), timeMs(() => parseBare(source))];
      times.push(whole);
      bares.push(bare);
      ratios.push(whole / bare);
    }
  const { p50, p95 = Number.NaN, max } = percentilesOf(times);
  const parsing = percentilesOf(bares);
  const growth = Object.entries(HOSTILE_SOLIDITY).map(([name, make]) => {
    const [small, large] = bestMs(detect, SIZES.map(make));
    return { name, most: Math.max(small!, large!), times: large! < LEAST_MS ? 1 : large! / small! };
  });
  const steepest = growth.toSorted((a, b) => b.times - a.times);
  const slowest = growth.toSorted((a, b) => b.most - a.most);
  return [
    makeSingleFigure(
      'review-p95-ms',
      p95,
      'ms',
      { atMost: MOST_MS },
      `${sources.length} contracts of about ${LINES} lines, ${real.length} of them real; median ${p50?.toFixed(0)}, longest ${max?.toFixed(0)} ms`,
    ),
    makeSingleFigure(
      'review-first-p95-ms',
      first.p95 ?? Number.NaN,
      'ms',
      undefined,
      `each read for the first time; median ${first.p50?.toFixed(0)}, the first of a new process ${firstTimes[0]!.toFixed(0)} ms`,
    ),
    makeSingleFigure(
      'review-parsing-p95-ms',
      parsing.p95 ?? Number.NaN,
      'ms',
      undefined,
      `the parser as it is published, alone, of the same contracts; median ${parsing.p50?.toFixed(0)} ms`,
    ),
    makeFigure(
      'review-vs-parsing',
      ratios,
      'x',
      undefined,
      'over the parser as it is published, alone, which keeps no predictions',
    ),
    makeSingleFigure(
      'review-growth',
      steepest[0]?.times ?? 1,
      'x',
      { atMost: MOST_GROWTH },
      `for four times as much; steepest: ${steepest
        .slice(0, 3)
        .map(({ name, times: grown }) => `${name} (${grown.toFixed(1)})`)
        .join(', ')}`,
    ),
    makeSingleFigure(
      'review-hostile-ms',
      slowest[0]?.most ?? 0,
      'ms',
      undefined,
      `slowest: ${slowest
        .slice(0, 3)
        .map(({ name, most }) => `${name} (${most.toFixed(0)})`)
        .join(', ')}`,
    ),
  ];
}

function parseBare(source: string): void {
  parse(source, { tolerant: true, loc: true, range: true });
}

/** Of the processor, so that what else the machine does is left out. */
function timeMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** The best of five of each, in turn, so that a machine that gets slower meanwhile is so for all; of one where it takes long, as there are many shapes. */
function bestMs(detect: (source: string) => unknown, sources: readonly string[]): readonly number[] {
  const best = sources.map((source) => timeMs(() => detect(source)));
  for (let round = 1; round < 5 && Math.max(...best) < LONG_MS; round++)
    for (const [at, source] of sources.entries())
      best[at] = Math.min(
        best[at]!,
        timeMs(() => detect(source)),
      );
  return best;
}
