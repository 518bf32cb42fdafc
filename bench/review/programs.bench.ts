import { globSync, readFileSync } from 'node:fs';
import { percentilesOf } from '../../core/load/percentiles.ts';
import type { DetectorSet } from '../../core/review/detector.ts';
import { loadProgramDetectors } from '../../core/review/programs/program-detectors.ts';
import { type Figure, makeSingleFigure } from '../figure.ts';
import { HOSTILE_PROGRAMS } from './hostile-programs.ts';

const LINES = 500;
/** How many programs of each language. */
const PROGRAMS = 12;
const ENDINGS = {
  c: 'c',
  cpp: 'cpp',
  python: 'py',
  java: 'java',
  javascript: 'js',
  typescript: 'ts',
} as const;
/** Where programs of these languages lie in the repository. */
const FOLDERS = ['examples', 'core', 'scripts', 'console', 'bench'];

/** Sizes in signs at which a hostile program is read; the larger is four times the smaller. */
const SIZES = [12_000, 48_000] as const;
/** What grows with its length grows by 4 between them, with its square by 16. */
const MOST_GROWTH = 8;
/** A time below it is mostly chance. */
const LEAST_MS = 40;
/** One that takes longer is not measured again. */
const ONCE_FROM_MS = 400;

/** How long a program of 500 lines is looked at, by language, and how that grows on programs that are made to be slow. */
export async function measure(): Promise<readonly Figure[]> {
  const byLanguage = await Promise.all(
    Object.entries(ENDINGS).map(async ([language, ending]) => {
      const detectors = await loadProgramDetectors(language);
      const [warmUp, ...programs] = makePrograms(ending);
      if (warmUp === undefined || programs.length === 0) throw new Error(`no programs end in .${ending}`);
      const coldMs = timeMs(detectors, language, warmUp);
      return { language, coldMs, times: programs.map((source) => timeMs(detectors, language, source)) };
    }),
  );
  const all = percentilesOf(byLanguage.flatMap(({ times }) => times));
  const cold = byLanguage.toSorted((a, b) => b.coldMs - a.coldMs)[0]!;
  const growth: { name: string; large: number; times: number }[] = [];
  for (const [name, { language, make }] of Object.entries(HOSTILE_PROGRAMS)) {
    const detectors = await loadProgramDetectors(language);
    const [small, large] = SIZES.map((size) => bestMs(detectors, language, make(size)));
    growth.push({ name, large: large!, times: large! < LEAST_MS ? 1 : large! / small! });
  }
  const steepest = growth.toSorted((a, b) => b.times - a.times).slice(0, 3);
  const slowest = growth.toSorted((a, b) => b.large - a.large).slice(0, 3);
  return [
    makeSingleFigure(
      'review-program-p95-ms',
      all.p95 ?? Number.NaN,
      'ms',
      undefined,
      `of about ${LINES} lines, each read for the first time; medians: ${byLanguage
        .map(({ language, times }) => `${language} ${percentilesOf(times).p50?.toFixed(0)}`)
        .join(', ')}; the first of a process ${cold.coldMs.toFixed(0)} (${cold.language})`,
    ),
    makeSingleFigure(
      'review-program-growth',
      steepest[0]!.times,
      'x',
      { atMost: MOST_GROWTH },
      `for four times as much; steepest: ${steepest.map(({ name, times }) => `${name} (${times.toFixed(1)})`).join(', ')}`,
    ),
    makeSingleFigure(
      'review-program-hostile-ms',
      slowest[0]!.large,
      'ms',
      undefined,
      `of ${SIZES[1]} signs; slowest: ${slowest.map(({ name, large }) => `${name} (${large.toFixed(0)})`).join(', ')}`,
    ),
  ];
}

/** Programs of about 500 lines: files of one ending, one behind the other. */
function makePrograms(ending: string): readonly string[] {
  const lines = globSync(FOLDERS.map((folder) => `${folder}/**/*.${ending}`))
    .filter((path) => !path.includes('node_modules') && !path.includes('hostile'))
    .sort()
    .flatMap((path) => readFileSync(path, 'utf8').split('\n'));
  const programs = Math.min(PROGRAMS, Math.max(2, Math.floor(lines.length / LINES)));
  return Array.from({ length: programs }, (_, at) => lines.slice(at * LINES, (at + 1) * LINES).join('\n'));
}

/** Of the processor, so that what else the machine does is left out. */
function timeMs({ detect }: DetectorSet, language: string, source: string): number {
  const before = process.cpuUsage();
  detect({ language, source });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** The best of three; of one where it takes long. */
function bestMs(detectors: DetectorSet, language: string, source: string): number {
  const first = timeMs(detectors, language, source);
  if (first > ONCE_FROM_MS) return first;
  return Math.min(first, timeMs(detectors, language, source), timeMs(detectors, language, source));
}
