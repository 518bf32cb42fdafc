import type { PackageFile } from '../package/package-tree.ts';
import { plainName, type Translation } from './translation.ts';

/** A test case of another format: where its input and its answer are, and what it is worth by itself. */
export interface ForeignTest {
  readonly input: string | PackageFile;
  readonly answer: string | PackageFile | undefined;
  readonly points: number;
  /** Code that is put together with programs to run it. */
  readonly code?: string;
}

/** Test cases of another format that are judged together. */
export interface ForeignGroup {
  /** How the original calls it. */
  readonly name: string;
  /** `all`: `points` when all are right; `each`: what each is worth; `least`: a share of `points`, the smallest of all. */
  readonly gives: 'all' | 'each' | 'least';
  readonly points: number;
  readonly tests: readonly ForeignTest[];
  /** Names of groups that must be right before this one counts; `sample` stands for the samples. */
  readonly requires: readonly string[];
  /** Arguments of input validators for these test cases. */
  readonly inputArgs?: readonly string[];
}

/** How outputs are judged. */
export interface Comparison {
  /** Arguments of the output validator. */
  readonly args: readonly string[];
  /** Whether it gives a share of the points, and so has what a test case is worth as one more argument. */
  readonly scores?: boolean;
}

/** Groups may be worth so many decimals of a point before they are rounded. */
const MOST_DECIMALS = 3;

/**
 * Writes secret test cases that give points, each group as a folder. Points are whole in the package format, and test
 * cases of a group that gives a sum are worth the same: others become groups of one test case.
 */
export function writeScoredGroups(
  translation: Translation,
  groups: readonly ForeignGroup[],
  comparison: Comparison,
): void {
  const { args, scores = false } = comparison;
  const required = new Set(groups.flatMap(({ requires }) => requires));
  const width = String(groups.length).length;
  const written = groups.map((group, index) => {
    const number = String(index + 1).padStart(width, '0');
    const name = plainName(group.name);
    const folder = `secret/${number}${/^\d+$/.test(name) && Number(name) === index + 1 ? '' : `-${name}`}`;
    return { group, parts: partsOf(group, folder, required.has(group.name)) };
  });
  const factor = factorOf(written.flatMap(({ parts }) => parts.map(({ points }) => points)));
  if (factor > 1)
    translation.reading.warn(
      'points-fraction',
      translation.settingsFile,
      `Some points are no whole numbers, which they are here, so all of them are multiplied by ${factor}.`,
    );
  const foldersOf = new Map<string, readonly string[]>([['sample', ['sample']]]);
  let total = 0;
  for (const { group, parts } of written) {
    for (const wanted of group.requires.filter((each) => !foldersOf.has(each)))
      translation.reading.error(
        'group-requires',
        translation.settingsFile,
        `The group ${group.name} counts only after ${wanted}, which is no earlier group; put it behind that group, or remove the dependency.`,
      );
    const requires = [...closureOf(group, groups)].flatMap((each) => foldersOf.get(each) ?? []);
    for (const part of parts) {
      const points = Math.round(part.points * factor);
      total += points;
      const worth = part.gives === 'sum' ? points / Math.max(1, part.tests.length) : points;
      translation.writeYaml(`data/${part.folder}/test_group.yaml`, {
        max_score: points,
        score_aggregation: scores && part.gives === 'pass-fail' ? 'min' : part.gives,
        require_pass: requires.length === 0 ? undefined : requires,
        input_validator_args: group.inputArgs,
        output_validator_args: scores ? [...args, String(worth)] : undefined,
      });
      writeTests(translation, part.folder, part.tests, part.first);
    }
    foldersOf.set(
      group.name,
      parts.map((part) => part.folder),
    );
  }
  translation.writeYaml('data/secret/test_group.yaml', {
    max_score: total,
    score_aggregation: 'sum',
    output_validator_args: scores || args.length === 0 ? undefined : args,
  });
}

/** Writes samples, or secret test cases where no points are given, and how their outputs are compared. */
export function writePlainTests(
  translation: Translation,
  folder: 'sample' | 'secret',
  tests: readonly ForeignTest[],
  { args, scores = false }: Comparison,
): void {
  writeTests(translation, folder, tests);
  const all = scores ? [...args, '1'] : args;
  if (all.length > 0) translation.writeYaml(`data/${folder}/test_group.yaml`, { output_validator_args: all });
}

/** Writes test cases into a folder below `data/`, named by their order, the first of them by the number `first`. */
function writeTests(
  translation: Translation,
  folder: string,
  tests: readonly ForeignTest[],
  first = 1,
): void {
  const width = Math.max(2, String(first + tests.length - 1).length);
  for (const [index, { input, answer, code }] of tests.entries()) {
    const name = String(first + index).padStart(width, '0');
    translation.put(`data/${folder}/${name}.in`, input);
    if (answer !== undefined) translation.put(`data/${folder}/${name}.ans`, answer);
    if (code !== undefined) translation.testCode.set(`${folder}/${name}`, code);
  }
}

interface GroupPart {
  readonly folder: string;
  readonly gives: 'pass-fail' | 'sum' | 'min';
  readonly points: number;
  readonly tests: readonly ForeignTest[];
  readonly first: number;
}

function partsOf(group: ForeignGroup, folder: string, isRequired: boolean): GroupPart[] {
  const { gives, points, tests } = group;
  if (gives !== 'each')
    return [{ folder, gives: gives === 'all' ? 'pass-fail' : 'min', points, tests, first: 1 }];
  const same = tests.every((test) => test.points === tests[0]?.points);
  // Only all-or-nothing groups can be required.
  if (same && !isRequired) {
    const sum = tests.reduce((sofar, test) => sofar + test.points, 0);
    return [{ folder, gives: 'sum', points: sum, tests, first: 1 }];
  }
  const width = Math.max(2, String(tests.length).length);
  return tests.map((test, index) => ({
    folder: `${folder}-${String(index + 1).padStart(width, '0')}`,
    gives: 'pass-fail',
    points: test.points,
    tests: [test],
    first: index + 1,
  }));
}

/** All that must be right before a group counts, what those require, too. */
function closureOf(group: ForeignGroup, groups: readonly ForeignGroup[]): Set<string> {
  const found = new Set<string>();
  const waiting = [...group.requires];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name) || name === group.name) continue;
    found.add(name);
    waiting.push(...(groups.find((each) => each.name === name)?.requires ?? []));
  }
  return found;
}

/** What makes all points whole. */
function factorOf(points: readonly number[]): number {
  for (let factor = 1; factor < 10 ** MOST_DECIMALS; factor *= 10)
    if (points.every((each) => Math.abs(each * factor - Math.round(each * factor)) < 1e-6)) return factor;
  return 10 ** MOST_DECIMALS;
}
