import { wordsOf } from '../../exam/words.ts';
import type { Aggregation, TestGroup } from '../../grading/test-case.ts';
import { byPath } from './data-folders.ts';
import { type Groups, nearest, type OutputArgs } from './groups.ts';
import { type InputArgs, readInputFlags } from './input-args.ts';
import { type SettledReading, warnOfScoreKeys } from './settings.ts';
import type { FoundTestCase } from './test-data.ts';
import { hasOwnValidator } from './validation.ts';
import { readYamlMap, type YamlMap } from './yaml-map.ts';

/** What holds for a folder: its own `testdata.yaml`, and for each key that it lacks the nearest one above. */
interface Grading {
  readonly mode: 'sum' | 'avg' | 'min' | 'max';
  /** Points count although something in the group was rejected. */
  readonly forgiving: boolean;
  /** What becomes of the samples decides nothing. */
  readonly ignoresSamples: boolean;
  readonly acceptScore: number;
  /** Upper end of `range`, where it is finite; in a draft's words its `max_score`, which may be infinite. */
  readonly most: number | null;
  /** Arguments of the output validator, after those of problem.yaml. */
  readonly args: OutputArgs;
  readonly inputArgs: InputArgs;
  /** The nearest `testdata.yaml`. */
  readonly file: string;
}

const KEYS = wordsOf(`
  on_reject grading grader_flags input_validator_flags output_validator_flags accept_score
  reject_score range run_samples scoring`);
const FLAGS = wordsOf(
  'worst_error first_error always_accept sum avg min max ignore_sample accept_if_any_accepted',
);
const DEFAULT: Grading = {
  mode: 'sum',
  forgiving: false,
  ignoresSamples: false,
  acceptScore: 1,
  most: null,
  args: { file: 'problem.yaml', words: [] },
  inputArgs: [],
  file: '',
};

/** Brings the legacy format's graders to our three aggregations, or refuses what they cannot say. */
export function readLegacyGroups(
  reading: SettledReading,
  found: readonly FoundTestCase[],
  names: readonly string[],
): Groups {
  const scoring = reading.settings.kind === 'scoring';
  const deep = reading.below('data/secret').filter((file) => /^[^/]+\/.+\/testdata\.yaml$/.test(file));
  if (scoring && reading.below('graders').length > 0) {
    reading.unsupported(
      'custom-grader',
      `graders/${reading.below('graders')[0]}`,
      'Custom graders are not supported; use the default grader with sum or min, and remove graders/.',
    );
  }
  if (scoring)
    for (const file of deep)
      reading.unsupported(
        'nested-group',
        `data/secret/${file}`,
        'Groups inside groups are not supported; make this a group directly below data/secret.',
      );
  const root = readGrading(reading, 'data/testdata.yaml', DEFAULT);
  const gradings = new Map<string, Grading>();
  for (const name of names) {
    const parent = gradings.get(name.startsWith('secret/') ? 'secret' : '') ?? root;
    gradings.set(name, readGrading(reading, `data/${name}/testdata.yaml`, parent));
  }
  // Without points a group inside a group differs in its flags alone.
  const inside = scoring ? [] : deep.map((file) => `secret/${file.slice(0, file.lastIndexOf('/'))}`);
  for (const name of inside.sort(byPath))
    gradings.set(name, readGrading(reading, `data/${name}/testdata.yaml`, nearest(gradings, name) ?? root));
  const argsOf = new Map<string, OutputArgs>();
  const inputArgsOf = new Map<string, InputArgs>([['', root.inputArgs]]);
  for (const [name, { args, inputArgs }] of gradings) {
    argsOf.set(name, { ...args, words: [...reading.settings.validatorArgs, ...args.words] });
    inputArgsOf.set(name, inputArgs);
  }
  if (reading.settings.kind === 'pass-fail') {
    return {
      groups: names.map((name) => ({ name, aggregation: 'pass-fail', maxScore: null, requires: [] })),
      acceptsPart: null,
      argsOf,
      inputArgsOf,
    };
  }
  const leaves = names
    .filter((name) => name !== 'secret')
    .map((name) => leafGroup(reading, name, gradings.get(name) ?? root, countIn(found, name)));
  const whole = gradings.get('secret') ?? root;
  const secret = secretGroup(reading, whole, leaves, countIn(found, 'secret'));
  const ignoresSamples = root.ignoresSamples || countIn(found, 'sample') === 0;
  const [sample, ...rest] = leaves;
  return {
    groups: sample === undefined ? [secret] : [sample, secret, ...rest],
    acceptsPart: whole.forgiving ? (ignoresSamples ? 'any' : 'samples-right') : null,
    argsOf,
    inputArgsOf,
  };
}

function readGrading(reading: SettledReading, file: string, parent: Grading): Grading {
  const yaml = readYamlMap(reading, file);
  if (yaml === null) return parent;
  yaml.allowOnly(KEYS);
  const onReject = yaml.string('on_reject') ?? 'break';
  if (onReject !== 'break' && onReject !== 'continue')
    yaml.warn(
      'on-reject',
      'on_reject',
      `on_reject is "${onReject}" and is passed over; write "break" or "continue".`,
    );
  const scoring = reading.settings.kind === 'scoring';
  const grading = yaml.string('grading') ?? 'default';
  if (!scoring) warnOfScoreKeys(yaml, reading.settings, ['accept_score', 'reject_score', 'range', 'scoring']);
  else if (grading === 'custom')
    yaml.unsupported(
      'custom-grader',
      'grading',
      'Custom graders are not supported; use "grading: default" with sum or min.',
    );
  else if (grading !== 'default')
    yaml.error('grading', 'grading', `grading is "${grading}"; write "default".`);
  if (scoring && (yaml.number('reject_score', { least: -Infinity }) ?? 0) !== 0) {
    yaml.unsupported(
      'reject-score',
      'reject_score',
      'Points for a wrong answer are not supported; remove reject_score.',
    );
  }
  const flags = yaml.words('grader_flags') ?? [];
  const sayOfFlag = scoring ? yaml.error : yaml.warn;
  for (const flag of flags.filter((each) => !FLAGS.includes(each)))
    sayOfFlag.call(
      yaml,
      'grader-flags',
      'grader_flags',
      `The grader flag "${flag}" is not known; use ${FLAGS.join(', ')}.`,
    );
  const mode =
    flags.findLast((flag): flag is Grading['mode'] => ['sum', 'avg', 'min', 'max'].includes(flag)) ?? 'sum';
  const own: Partial<Grading> = {
    ...(flags.length === 0 && !yaml.has('grader_flags')
      ? {}
      : {
          mode,
          forgiving: flags.includes('always_accept') || flags.includes('accept_if_any_accepted'),
          ignoresSamples: flags.includes('ignore_sample'),
        }),
    ...(scoring ? readScores(yaml) : {}),
    ...given('args', readOutputFlags(yaml)),
    ...given('inputArgs', readInputFlags(reading, yaml)),
  };
  // What a group is worth in a draft's words, it is not by what stands above it.
  const inherited = reading.settings.formatVersion === 'legacy' ? parent : { ...parent, most: null };
  return { ...inherited, ...own, file };
}

/** What accepted test cases give, in the words of the legacy format or of the drafts of the later one. */
function readScores(yaml: YamlMap): Partial<Grading> {
  const draft = yaml.isMap('scoring') ? yaml.child('scoring') : undefined;
  draft?.allowOnly(['score', 'max_score', 'aggregation']);
  const mode = draft?.string('aggregation');
  if (mode !== undefined && mode !== 'sum' && mode !== 'min')
    draft?.error('aggregation', 'aggregation', `aggregation is "${mode}"; write "sum" or "min".`);
  const score = draft === undefined ? undefined : pointsOf(draft, 'score');
  const unbounded = score === Infinity ? score : undefined;
  return {
    ...given('acceptScore', yaml.number('accept_score', { least: 0 }) ?? (unbounded ? undefined : score)),
    ...given('most', (draft === undefined ? undefined : pointsOf(draft, 'max_score')) ?? unbounded),
    ...(yaml.has('range') ? { most: upperEnd(yaml) } : {}),
    // In the drafts each accepted test case counts, whatever becomes of the others.
    ...(mode === 'sum' || mode === 'min' ? { mode, forgiving: true } : {}),
  };
}

/** A number of points, or `unbounded`. */
function pointsOf(draft: YamlMap, key: string): number | undefined {
  if (draft.isScalar(key) && /^(unbounded|unlimited)$/.test(draft.string(key) ?? '')) return Infinity;
  return draft.number(key, { least: 0 });
}

function given<K extends keyof Grading>(key: K, value: Grading[K] | undefined): Partial<Grading> {
  return value === undefined ? {} : { [key]: value };
}

/**
 * Arguments of validators for a folder of test cases that try them, the output validator's after those of
 * problem.yaml. `folder` lies below `data`.
 */
export function legacyArgsOf(
  reading: SettledReading,
  folder: string,
): { output: OutputArgs; input: InputArgs } {
  const parts = folder.split('/');
  let { args, inputArgs } = DEFAULT;
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const yaml = readYamlMap(reading, `${parts.slice(0, depth).join('/')}/testdata.yaml`);
    if (yaml === null) continue;
    args = readOutputFlags(yaml) ?? args;
    inputArgs = readInputFlags(reading, yaml) ?? inputArgs;
  }
  return { output: { ...args, words: [...reading.settings.validatorArgs, ...args.words] }, input: inputArgs };
}

function upperEnd(yaml: YamlMap): number | null {
  const range = yaml.string('range');
  if (range === undefined) return null;
  const ends = range
    .trim()
    .split(/\s+/)
    .map((end) => Number(end.replace(/^([+-]?)(?:inf|unlimited|unbounded)$/i, '$1Infinity')));
  const [low, high] = ends;
  if (
    ends.length !== 2 ||
    low === undefined ||
    high === undefined ||
    Number.isNaN(low) ||
    Number.isNaN(high) ||
    low > high
  ) {
    yaml.error(
      'range',
      'range',
      `range is "${range}"; write two numbers, the smaller first, such as "0 100".`,
    );
    return null;
  }
  return Number.isFinite(high) ? high : null;
}

/** One text of words, as every reader takes it; a map names a validator, of which there is one here. */
function readOutputFlags(yaml: YamlMap): OutputArgs | undefined {
  const key = 'output_validator_flags';
  if (yaml.isMap(key)) {
    const map = yaml.child(key);
    map?.allowOnly(['name', 'flags']);
    return { file: yaml.file, words: map?.words('flags') ?? [] };
  }
  const words = yaml.words(key);
  return words === undefined ? undefined : { file: yaml.file, words };
}

function leafGroup(reading: SettledReading, name: string, grading: Grading, count: number): TestGroup {
  if (name === 'sample') return { name, aggregation: 'pass-fail', maxScore: 0, requires: [] };
  return { name, ...scoreOf(reading, grading, count), requires: [] };
}

/**
 * What a group of `count` test cases is worth. Without a forgiving flag the default grader rejects the whole group
 * when one test case is rejected, so every mode is all or nothing; the modes differ in the full score alone.
 */
function scoreOf(
  reading: SettledReading,
  grading: Grading,
  count: number,
): { aggregation: Aggregation; maxScore: number | null } {
  const { mode, forgiving, acceptScore, most, file } = grading;
  const full = mode === 'sum' ? acceptScore * count : acceptScore;
  const isLegacy = reading.settings.formatVersion === 'legacy';
  // From the drafts on, any validator may give a part of what its group is worth.
  const scores = reading.settings.validatorScores || (!isLegacy && forgiving && hasOwnValidator(reading));
  if (scores && (mode === 'sum' || mode === 'min')) {
    const bound = isLegacy ? most : (most ?? full);
    return { aggregation: mode, maxScore: bound === Infinity ? null : bound };
  }
  if (scores || (forgiving && (mode === 'avg' || mode === 'max'))) {
    reading.unsupported('grader-mode', file, `Scoring by "${mode}" is not supported; use sum or min.`);
    return { aggregation: 'pass-fail', maxScore: 0 };
  }
  warnOfMost(reading, grading, full);
  return { aggregation: forgiving && mode === 'sum' ? 'sum' : 'pass-fail', maxScore: full };
}

/** A group's worth is that of what is in it; a draft may say another. */
function warnOfMost(reading: SettledReading, { most, file }: Grading, full: number | null): void {
  if (reading.settings.formatVersion === 'legacy' || most === null || most === (full ?? Infinity)) return;
  const stated = most === Infinity ? 'any number of points' : `${most} points`;
  const given = full === null ? 'any number' : `${full}`;
  reading.warn(
    'max-score',
    file,
    `The group is to give ${stated} at most, and what is in it gives ${given}, which counts; make them agree.`,
  );
}

function secretGroup(
  reading: SettledReading,
  grading: Grading,
  leaves: readonly TestGroup[],
  count: number,
): TestGroup {
  const children = leaves.filter((group) => group.name !== 'sample');
  if (children.length === 0) return { name: 'secret', ...scoreOf(reading, grading, count), requires: [] };
  const { mode, forgiving, acceptScore, file } = grading;
  if (mode === 'avg' || mode === 'max')
    reading.unsupported('grader-mode', file, `Scoring groups by "${mode}" is not supported; use sum or min.`);
  if (count > 0)
    reading.unsupported(
      'mixed-secret',
      'data/secret/',
      'In a scoring problem, data/secret may hold test cases or groups but not both; move the test cases into a group.',
    );
  const scores = [...children.map((group) => group.maxScore), ...(count > 0 ? [acceptScore * count] : [])];
  const bounded = scores.filter((score): score is number => score !== null);
  const full =
    bounded.length < scores.length
      ? null
      : mode === 'min'
        ? Math.min(...bounded)
        : bounded.reduce((sum, score) => sum + score, 0);
  warnOfMost(reading, grading, full);
  const aggregation: Aggregation =
    forgiving || full === null ? (mode === 'min' ? 'min' : 'sum') : 'pass-fail';
  return { name: 'secret', aggregation, maxScore: full, requires: [] };
}

function countIn(found: readonly FoundTestCase[], group: string): number {
  return found.filter(({ testCase }) => testCase.group === group).length;
}
