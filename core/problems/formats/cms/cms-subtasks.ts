import type { YamlMap } from '../../package/yaml-map.ts';
import type { ForeignGroup, ForeignTest } from '../scored-groups.ts';
import type { Translation } from '../translation.ts';

/** Test cases of a task: what participants are shown, and what gives points. */
export interface CmsSubtasks {
  readonly samples: readonly ForeignTest[];
  readonly groups: readonly ForeignGroup[];
  /** Whether shares of a subtask are multiplied, where a checker gives any, instead of the smallest being its. */
  readonly multiplies: boolean;
}

const GEN = 'gen/GEN';
const PARAMETERS = 'score_type_parameters';
/** More tests than a package may have files. */
const MOST_TESTS = 10_000;

interface Subtask {
  readonly points: number;
  readonly tests: number;
}

/** Reads how many test cases there are and what they are worth; `null` with a fault where that cannot be told. */
export function readSubtasks(translation: Translation, yaml: YamlMap): CmsSubtasks | null {
  const { reading } = translation;
  const said = readGen(translation);
  if (said === null) return null;
  const stated = yaml.number('n_input', { least: 0, whole: true });
  const counted = said?.reduce((sum, { tests }) => sum + tests, 0);
  if (counted !== undefined && stated !== undefined && counted !== stated)
    yaml.warn(
      'cms-count',
      'n_input',
      `n_input is ${stated}, and ${GEN} has ${counted} test cases; the latter is taken.`,
    );
  const inputs = reading.below('input').filter((name) => /^input\d+\.txt$/.test(name)).length;
  const count = counted ?? stated ?? inputs;
  const tests = findTests(translation, Math.min(count, MOST_TESTS));
  const scores = readScoreType(yaml, said, tests.length);
  if (scores === null) return null;
  if (scores.type === 'Sum') {
    const points = scores.each * tests.length;
    // All of it is one sum, which need not be a whole number a test case.
    const worth = tests.map((test) => ({ ...test, points: scores.each }));
    return {
      samples: [],
      multiplies: false,
      groups: [{ name: 'tests', gives: 'each', points, tests: worth, requires: [] }],
    };
  }
  const shown = shownTests(yaml);
  let first = 0;
  const samples: ForeignTest[] = [];
  const groups: ForeignGroup[] = [];
  for (const [index, { points, tests: size }] of scores.subtasks.entries()) {
    const own = tests.slice(first, first + size);
    const isShown = shown === 'all' || own.every((_, at) => shown.has(first + at));
    first += size;
    // What is worth nothing and what everybody sees in full are the samples.
    if (points === 0 && isShown && groups.length === 0) samples.push(...own);
    else if (own.length > 0)
      groups.push({
        name: `subtask${index}`,
        gives: 'least',
        points: Math.max(0, points),
        tests: own,
        requires: [],
      });
    else
      reading.warn(
        'cms-empty-subtask',
        GEN,
        `The subtask ${index + 1} has no test case and is left out, with its ${points} points.`,
      );
  }
  return { samples, groups, multiplies: scores.type === 'GroupMul' };
}

type Scores =
  | { readonly type: 'Sum'; readonly each: number }
  | { readonly type: 'GroupMin' | 'GroupMul'; readonly subtasks: readonly Subtask[] };

/**
 * What CMS scores by: what `score_type` and `score_type_parameters` say together, else the subtasks of `gen/GEN`, else a sum.
 * `null` with a fault where that is nothing that is judged here.
 */
function readScoreType(yaml: YamlMap, said: readonly Subtask[] | undefined, tests: number): Scores | null {
  const type = yaml.string('score_type');
  const isSaid = type !== undefined && yaml.has(PARAMETERS);
  if (!isSaid && (type !== undefined || yaml.has(PARAMETERS)))
    yaml.warn(
      'cms-score-type',
      type === undefined ? PARAMETERS : 'score_type',
      `Without ${type === undefined ? 'score_type' : PARAMETERS} beside it this is passed over, as CMS does; points are given as ${GEN} says.`,
    );
  if (!isSaid)
    return said?.some(({ points }) => points >= 0) === true
      ? { type: 'GroupMin', subtasks: said }
      : { type: 'Sum', each: (yaml.number('total_value') ?? 100) / Math.max(1, tests) };
  if (type === 'Sum') {
    const each = yaml.number(PARAMETERS, { least: 0 });
    return each === undefined ? null : { type, each };
  }
  if (type !== 'GroupMin' && type !== 'GroupMul') {
    yaml.unsupported(
      'cms-score-type',
      'score_type',
      `The score type ${type.slice(0, 60)} is not supported; use Sum or GroupMin.`,
    );
    return null;
  }
  const rows = yaml.rows(PARAMETERS);
  if (rows === undefined) return null;
  if (rows.some(([, which]) => typeof which === 'string')) {
    yaml.unsupported(
      'cms-score-type',
      PARAMETERS,
      'Subtasks whose test cases are found by patterns are not supported; name how many each has, as in [[20, 4], [80, 16]].',
    );
    return null;
  }
  const subtasks = rows.flatMap(([points, size]) =>
    typeof points === 'number' && points >= 0 && points < 1e9 && Number.isInteger(size) && Number(size) >= 0
      ? { points, tests: Number(size) }
      : [],
  );
  const sum = subtasks.reduce((sofar, subtask) => sofar + subtask.tests, 0);
  if (subtasks.length === rows.length && sum === tests) return { type, subtasks };
  yaml.error(
    'cms-subtasks',
    PARAMETERS,
    `${type} needs the points and the number of test cases of each subtask, as in [[20, 4], [80, 16]], ${tests} test cases altogether.`,
  );
  return null;
}

/**
 * Subtasks as `gen/GEN` lists them: a line a test case, `#COPY: file` too, behind `#ST: points`. Without any `#ST:` one of -1
 * points; undefined without the file.
 */
function readGen({ reading }: Translation): Subtask[] | null | undefined {
  const text = reading.text(GEN);
  if (text === null) return reading.get(GEN) === undefined ? undefined : null;
  const subtasks: { points: number; tests: number }[] = [];
  let sound = true;
  for (const [index, line] of text.split('\n').entries()) {
    const hash = line.indexOf('#');
    const test = (hash < 0 ? line : line.slice(0, hash)).trim();
    const comment = hash < 0 ? '' : line.slice(hash + 1).trim();
    if (comment.startsWith('ST:')) {
      const points = Number(comment.slice(3).trim() || 'none');
      if (!(points >= 0 && points < 1e9) || subtasks[0]?.points === -1) {
        sound = false;
        reading.error(
          'cms-subtasks',
          GEN,
          'A subtask begins with "#ST: " and its points, a number from 0 on, and the first before all test cases.',
          index + 1,
        );
      } else subtasks.push({ points, tests: 0 });
    } else if (test !== '' || comment.startsWith('COPY:')) {
      if (subtasks.length === 0) subtasks.push({ points: -1, tests: 0 });
      const last = subtasks.at(-1);
      if (last !== undefined) last.tests += 1;
    }
  }
  return sound ? subtasks : null;
}

function findTests({ reading }: Translation, count: number): ForeignTest[] {
  const missing: string[] = [];
  const tests = Array.from({ length: count }, (_, index): ForeignTest => {
    const [input, answer] = [`input/input${index}.txt`, `output/output${index}.txt`];
    for (const path of [input, answer]) if (reading.get(path) === undefined) missing.push(path);
    return { input, answer, points: 0 };
  });
  const [first] = missing;
  if (first !== undefined)
    reading.error(
      'cms-tests-missing',
      first,
      `${missing.length === 1 ? 'This file is' : `This file and ${missing.length - 1} more of the test cases are`} not there; make them (with cmsMake or task-maker) and pack input/ and output/, too.`,
    );
  return tests;
}

/** Numbers of the test cases that participants see in full; where nothing is said, what is worth nothing is. */
function shownTests(yaml: YamlMap): 'all' | ReadonlySet<number> {
  const key = yaml.has('public_testcases') ? 'public_testcases' : 'risultati';
  if (!yaml.has(key)) return 'all';
  const text = yaml.string(key) ?? '';
  return text === 'all' ? 'all' : new Set(text.split(',').map((number) => Number(number.trim() || 'none')));
}
