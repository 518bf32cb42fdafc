import { wordsOf } from '../../exam/words.ts';
import type { Aggregation, TestGroup } from '../../grading/test-case.ts';
import { type InputArgs, readInputArgs } from './input-args.ts';
import { readLegacyGroups } from './legacy-groups.ts';
import type { PackageReading } from './package-tree.ts';
import {
  readFilledYaml,
  refuseProgramArgs,
  type Settings,
  type SettledReading,
  warnOfScoreKeys,
} from './settings.ts';
import type { FoundTestCase } from './test-data.ts';
import type { YamlMap } from './yaml-map.ts';

/** Arguments of the output validator, and the file that gives them. */
export interface OutputArgs {
  readonly file: string;
  readonly words: readonly string[];
}

/** Groups in judging order, and the validators' arguments by folder (`secret/small`; `''` is `data/` itself). */
export interface Groups {
  readonly groups: readonly TestGroup[];
  /**
   * A submission is accepted that gets some of the points (`accept_if_any_accepted` of the legacy format), if it is right on
   * the samples or whatever it is there (`ignore_sample`, or none are there).
   */
  readonly acceptsPart: 'samples-right' | 'any' | null;
  /** Arguments of the output validator that the folder's configuration gives, by group name. */
  readonly argsOf: ReadonlyMap<string, OutputArgs>;
  /** The same for input validators. */
  readonly inputArgsOf: ReadonlyMap<string, InputArgs>;
}

const KEYS = wordsOf(`
  max_score score_aggregation static_validation_score require_pass args input_validator_args
  static_validator_args output_validator_args input_visualizer_args output_visualizer_args
  full_feedback`);
const SCORING_KEYS = ['max_score', 'score_aggregation', 'require_pass'];

/** Reads how the test data are grouped and scored, in the way of the package's version. */
export function readGroups(reading: SettledReading, found: readonly FoundTestCase[]): Groups {
  const names = ['sample', 'secret', ...namesOfGroups(reading, found)];
  return reading.settings.groupFile === 'testdata.yaml'
    ? readLegacyGroups(reading, found, names)
    : read2025(reading, found, names);
}

/** What the nearest folder above a test case says (`secret/small/deep/01`), if any does. */
export function nearest<T>(byFolder: ReadonlyMap<string, T>, id: string): T | undefined {
  for (let cut = id.lastIndexOf('/'); cut >= 0; cut = id.lastIndexOf('/', cut - 1)) {
    const found = byFolder.get(id.slice(0, cut));
    if (found !== undefined) return found;
    if (cut === 0) break;
  }
  return byFolder.get('');
}

/** Folders directly below `data/secret` that hold test cases or say how they are scored. */
function namesOfGroups(reading: SettledReading, found: readonly FoundTestCase[]): string[] {
  const names = new Set(
    found.map(({ testCase }) => testCase.group).filter((group) => group.startsWith('secret/')),
  );
  for (const file of reading.below('data/secret')) {
    const [folder, name] = file.split('/');
    if (name === reading.settings.groupFile && file === `${folder}/${name}`) names.add(`secret/${folder}`);
  }
  return [...names].sort();
}

function read2025(
  reading: SettledReading,
  found: readonly FoundTestCase[],
  names: readonly string[],
): Groups {
  const argsOf = new Map<string, OutputArgs>();
  const inputArgsOf = new Map<string, InputArgs>();
  const groups: TestGroup[] = [];
  const hasGroups = names.length > 2;
  readRootArgs(reading, argsOf, inputArgsOf);
  readDeepArgs(reading, argsOf, inputArgsOf);
  for (const name of names) {
    const file = `data/${name}/test_group.yaml`;
    const yaml = readFilledYaml(reading, file);
    if (yaml !== null) checkKeys(yaml, name, reading.settings);
    const args = yaml?.strings('output_validator_args');
    if (args !== undefined) argsOf.set(name, { file, words: args });
    const inputArgs = yaml === null ? undefined : readInputArgs(reading, yaml);
    if (inputArgs !== undefined) inputArgsOf.set(name, inputArgs);
    groups.push(
      reading.settings.kind === 'scoring'
        ? scoredGroup(reading, yaml, file, name, groups)
        : { name, aggregation: 'pass-fail', maxScore: null, requires: [] },
    );
    if (name.startsWith('secret/') && !found.some(({ testCase }) => testCase.group === name)) {
      const say = reading.settings.kind === 'scoring' ? reading.error : reading.warn;
      say.call(
        reading,
        'empty-group',
        `data/${name}/`,
        'The group has no test case; add some or remove the folder.',
      );
    }
  }
  if (reading.settings.kind === 'scoring') checkScores(reading, groups, hasGroups);
  return { groups, acceptsPart: null, argsOf, inputArgsOf };
}

/** The format configures data/sample and data/secret; tools take what data/ says for both, save how points are given. */
function readRootArgs(
  reading: SettledReading,
  argsOf: Map<string, OutputArgs>,
  inputArgsOf: Map<string, InputArgs>,
): void {
  const file = 'data/test_group.yaml';
  const yaml = readFilledYaml(reading, file);
  if (yaml === null) return;
  yaml.allowOnly(KEYS);
  refuseProgramArgs(yaml);
  const scoring = [...SCORING_KEYS, 'static_validation_score'].filter((key) => yaml.has(key));
  warnOfScoreKeys(yaml, reading.settings, scoring);
  if (reading.settings.kind === 'scoring')
    for (const key of scoring)
      yaml.error(
        'root-score',
        key,
        `${key} is for data/secret and its groups; move it to data/secret/test_group.yaml.`,
      );
  const words = yaml.strings('output_validator_args');
  if (words !== undefined) argsOf.set('', { file, words });
  const inputArgs = readInputArgs(reading, yaml);
  if (inputArgs !== undefined) inputArgsOf.set('', inputArgs);
}

/** Groups have none inside: deeper configurations are heard for the arguments alone, and refused where they could score. */
function readDeepArgs(
  reading: SettledReading,
  argsOf: Map<string, OutputArgs>,
  inputArgsOf: Map<string, InputArgs>,
): void {
  for (const below of reading.below('data/secret')) {
    if (!/^[^/]+\/.+\/test_group\.yaml$/.test(below)) continue;
    const file = `data/secret/${below}`;
    const say = reading.settings.kind === 'scoring' ? reading.error : reading.warn;
    say.call(
      reading,
      'nested-group',
      file,
      'A group has no groups inside; move this configuration up to the group or make it a group of its own.',
    );
    const yaml = readFilledYaml(reading, file);
    if (yaml === null) continue;
    const folder = `secret/${below.slice(0, below.lastIndexOf('/'))}`;
    const words = yaml.strings('output_validator_args');
    if (words !== undefined) argsOf.set(folder, { file, words });
    const inputArgs = readInputArgs(reading, yaml);
    if (inputArgs !== undefined) inputArgsOf.set(folder, inputArgs);
  }
}

function checkKeys(yaml: YamlMap, name: string, settings: Settings): void {
  yaml.allowOnly(KEYS);
  if (yaml.has('static_validation_score'))
    yaml.unsupported(
      'static-validator',
      'static_validation_score',
      'Static validation is not supported; remove it.',
    );
  refuseProgramArgs(yaml);
  warnOfScoreKeys(yaml, settings, SCORING_KEYS);
  if (settings.kind === 'scoring' && name === 'sample')
    for (const key of SCORING_KEYS.filter((each) => yaml.has(each)))
      yaml.warn('sample-score', key, `${key} is not for samples and is passed over.`);
}

function scoredGroup(
  reading: PackageReading,
  yaml: YamlMap | null,
  file: string,
  name: string,
  earlier: readonly TestGroup[],
): TestGroup {
  if (name === 'sample') return { name, aggregation: 'pass-fail', maxScore: 0, requires: [] };
  const aggregation = (yaml?.string('score_aggregation') ??
    (name === 'secret' ? 'sum' : 'pass-fail')) as Aggregation;
  if (!['pass-fail', 'sum', 'min'].includes(aggregation)) {
    yaml?.error(
      'aggregation',
      'score_aggregation',
      `score_aggregation is "${aggregation}"; write "pass-fail", "sum" or "min".`,
    );
  }
  const requires = yaml?.strings('require_pass') ?? [];
  for (const wanted of requires) {
    const group = earlier.find((each) => each.name === wanted);
    if (group === undefined || wanted === 'secret')
      yaml?.error(
        'require-pass',
        'require_pass',
        `require_pass names "${wanted}", which is no earlier group; use "sample" or a group that comes before this one.`,
      );
    else if (group.aggregation !== 'pass-fail')
      yaml?.error(
        'require-pass',
        'require_pass',
        `require_pass names "${wanted}", whose aggregation is not pass-fail; only all-or-nothing groups can be required.`,
      );
  }
  const maxScore = ['unbounded', 'unlimited'].includes(yaml?.string('max_score') ?? '')
    ? null
    : (yaml?.number('max_score', { least: 0, whole: true }) ?? (name === 'secret' ? 100 : null));
  if (maxScore === null && aggregation === 'pass-fail') {
    reading.error(
      'max-score-missing',
      file,
      `The group ${name} has no max_score; add one, an all-or-nothing group needs it.`,
      yaml?.line('max_score'),
    );
  }
  return { name, aggregation, maxScore, requires };
}

function checkScores(reading: PackageReading, groups: readonly TestGroup[], hasGroups: boolean): void {
  const secret = groups.find((group) => group.name === 'secret');
  const children = groups.filter((group) => group.name.startsWith('secret/'));
  if (secret === undefined || !hasGroups) return;
  for (const child of children) {
    if (child.maxScore === null && secret.maxScore !== null && child.aggregation !== 'pass-fail') {
      reading.error(
        'max-score-missing',
        `data/${child.name}/test_group.yaml`,
        'The group has no max_score while data/secret is bounded; add one.',
      );
    }
    if (secret.aggregation === 'pass-fail' && child.aggregation !== 'pass-fail') {
      reading.error(
        'aggregation',
        `data/${child.name}/test_group.yaml`,
        'data/secret is all or nothing, so its groups must be pass-fail too.',
      );
    }
  }
  const sum = children.reduce((total, child) => total + (child.maxScore ?? 0), 0);
  if (secret.aggregation === 'sum' && secret.maxScore !== null && sum !== secret.maxScore) {
    const say = sum > secret.maxScore ? reading.error : reading.warn;
    say.call(
      reading,
      'max-score-sum',
      'data/secret/test_group.yaml',
      `The groups' scores add up to ${sum}, data/secret says ${secret.maxScore}; make them agree.`,
    );
  }
}
