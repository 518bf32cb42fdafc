import { DEFAULT_LIMITS, type ProblemLimits } from '../../grading/problem-limits.ts';
import type { TimeLimitOrigin } from '../problem.ts';
import { readDomjudgeIni } from './domjudge-ini.ts';
import type { PackageReading } from './package-tree.ts';
import type { YamlMap } from './yaml-map.ts';

/** The limits that a package states, in our units; what it leaves out is {@link DEFAULT_LIMITS}. */
export function readLimits(
  reading: PackageReading,
  yaml: YamlMap | undefined,
): { limits: ProblemLimits; timeLimitOrigin: TimeLimitOrigin } {
  const inKiB = (key: string, standard: number) => {
    const mebibytes = yaml === undefined ? undefined : readLimit(yaml, key, standard / 1024, 'MiB');
    return mebibytes === undefined ? standard : Math.max(1, Math.round(mebibytes * 1024));
  };
  const inMs = (key: string, standard: number) => {
    const seconds = yaml === undefined ? undefined : readLimit(yaml, key, standard / 1000, 's');
    return seconds === undefined ? standard : Math.max(1, Math.round(seconds * 1000));
  };
  const time = readTimeLimit(reading, yaml);
  const limits: ProblemLimits = {
    timeMs: time.ms,
    memoryKiB: inKiB('memory', DEFAULT_LIMITS.memoryKiB),
    outputKiB: inKiB('output', DEFAULT_LIMITS.outputKiB),
    sourceKiB: (yaml && readLimit(yaml, 'code', DEFAULT_LIMITS.sourceKiB, 'KiB')) ?? DEFAULT_LIMITS.sourceKiB,
    compileTimeMs: inMs('compilation_time', DEFAULT_LIMITS.compileTimeMs),
    compileMemoryKiB: inKiB('compilation_memory', DEFAULT_LIMITS.compileMemoryKiB),
    validationTimeMs: inMs('validation_time', DEFAULT_LIMITS.validationTimeMs),
    validationMemoryKiB: inKiB('validation_memory', DEFAULT_LIMITS.validationMemoryKiB),
    validationOutputKiB: inKiB('validation_output', DEFAULT_LIMITS.validationOutputKiB),
  };
  checkAgainstHosts(reading, yaml, limits);
  return { timeLimitOrigin: time.origin, limits };
}

/** Bounds of what can be meant by a limit, in its unit: beyond, it is a slip and nobody knows of what. */
const LEAST_LIMIT = 0.001;
const MOST_LIMIT = 1e6;
const NO_LIMIT = /^(unlimited|none|inf|\.inf)$/i;

/** A limit as a number; one that is to be none at all is the standard one, since hosts have to end programs. */
function readLimit(yaml: YamlMap, key: string, standard: number, unit: string): number | undefined {
  if (yaml.isScalar(key) && NO_LIMIT.test(yaml.string(key) ?? '')) {
    yaml.warn(
      'limit-unlimited',
      key,
      `Nothing here is without a limit, so ${key} is ${standard} ${unit}; state what programs need.`,
    );
    return standard;
  }
  return yaml.number(key, { least: LEAST_LIMIT, most: MOST_LIMIT });
}

/** What a judge host grants one run, beside what starting takes of it (lib/assets/judge-host/judge0.conf). */
export const MOST_TIME_MS = 59_000;
export const MOST_MEMORY_MIB = 1200;

/** A program that stays within its time may need all of it: refused. Few need all of their memory: a warning. */
function checkAgainstHosts(
  reading: PackageReading,
  yaml: YamlMap | undefined,
  { timeMs, memoryKiB }: ProblemLimits,
): void {
  const line = (key: string) => yaml?.line(key);
  if (timeMs > MOST_TIME_MS)
    reading.unsupported(
      'time-limit-large',
      'problem.yaml',
      `No judge host grants a test case ${timeMs / 1000} s of CPU time; ${MOST_TIME_MS / 1000} s is the most. Make the test data smaller.`,
      line('time_limit'),
    );
  if (memoryKiB > MOST_MEMORY_MIB * 1024)
    reading.warn(
      'memory-large',
      'problem.yaml',
      `Judge hosts grant a run ${MOST_MEMORY_MIB} MiB at most; a program that needs more, and stays within the limit, cannot be judged.`,
      line('memory'),
    );
}

/** `limits.time_limit`, else DOMjudge's ini, else problemtools' `.timelimit`, else the default with a warning. */
function readTimeLimit(
  reading: PackageReading,
  yaml: YamlMap | undefined,
): { ms: number; origin: TimeLimitOrigin } {
  const stated = yaml && readLimit(yaml, 'time_limit', DEFAULT_LIMITS.timeMs / 1000, 's');
  if (stated !== undefined) return { ms: Math.max(1, Math.round(stated * 1000)), origin: 'problem.yaml' };
  if (yaml?.has('time_limit')) return { ms: DEFAULT_LIMITS.timeMs, origin: 'problem.yaml' };
  const found = [readIniLimit(reading), readDotFile(reading)].filter((each) => each !== null);
  const [first, second] = found;
  if (second !== undefined && first !== undefined && second.ms !== first.ms)
    reading.warn(
      'time-limits-differ',
      second.origin,
      `The time limit here is ${second.ms / 1000} s and in ${first.origin} ${first.ms / 1000} s; the latter is used. Remove one.`,
    );
  if (first !== undefined) return first;
  reading.warn(
    'time-limit-default',
    'problem.yaml',
    `The package states no time limit, so ${DEFAULT_LIMITS.timeMs / 1000} s is used; \`assize problem verify\` proposes one, write it as limits.time_limit.`,
  );
  return { ms: DEFAULT_LIMITS.timeMs, origin: 'default' };
}

interface StatedLimit {
  readonly ms: number;
  readonly origin: TimeLimitOrigin;
}

function readIniLimit(reading: PackageReading): StatedLimit | null {
  const origin = 'domjudge-problem.ini';
  const stated = readDomjudgeIni(reading)?.get('timelimit');
  if (stated === undefined) return null;
  return readSeconds(reading, stated.value ?? '', origin, stated.line);
}

function readDotFile(reading: PackageReading): StatedLimit | null {
  const origin = '.timelimit';
  const text = reading.text(origin);
  return text === null ? null : readSeconds(reading, text.trim(), origin, 1);
}

function readSeconds(
  reading: PackageReading,
  text: string,
  origin: '.timelimit' | 'domjudge-problem.ini',
  line: number,
): StatedLimit | null {
  const seconds = Number(text);
  if (/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && seconds >= 0.001 && seconds < 1e6)
    return { ms: Math.round(seconds * 1000), origin };
  reading.error(
    'time-limit',
    origin,
    `The time limit ${JSON.stringify(text)} is no number of seconds.`,
    line,
  );
  return null;
}
