import { wordsOf } from '../../exam/words.ts';
import { LANGUAGE_IDS } from '../../grading/languages/index.ts';
import type { ProblemLimits } from '../../grading/problem-limits.ts';
import type { TimeLimitOrigin } from '../problem.ts';
import { refuseKeptPrograms } from './domjudge-ini.ts';
import { readLimits } from './limits.ts';
import { isJudged, languageOfCode } from './package-languages.ts';
import type { PackageReading } from './package-tree.ts';
import { readYamlMap, type YamlMap } from './yaml-map.ts';

/** What `problem.yaml` (and its DOMjudge companion) says. */
export interface Settings {
  readonly formatVersion: 'legacy' | '2025-09';
  readonly kind: 'pass-fail' | 'scoring';
  /** Names by language; `''` stands for "whatever the statement's language is" (legacy). */
  readonly names: Readonly<Record<string, string>>;
  readonly uuid?: string;
  readonly licence: string;
  readonly limits: ProblemLimits;
  readonly timeLimitOrigin: TimeLimitOrigin;
  readonly timeMultipliers: { readonly accepted: number; readonly tooSlow: number };
  readonly timeResolutionMs: number;
  readonly languages: readonly string[] | null;
  /** Legacy: `validation: custom`; `2025-09`: decided by the folder `output_validator/`. */
  readonly customValidation: boolean | null;
  /** Legacy: `custom score`. */
  readonly validatorScores: boolean;
  readonly validatorArgs: readonly string[];
  readonly constants: Readonly<Record<string, string>>;
}

/** A package while it is read, once it is known what its settings say. */
export type SettledReading = PackageReading & { readonly settings: Settings };

const LEGACY_KEYS = wordsOf(`
  problem_format_version type name uuid author source source_url license rights_owner limits
  validation validator_flags grading keywords`);
const KEYS = wordsOf(`
  problem_format_version type name uuid version credits source license rights_owner embargo_until
  limits keywords languages allow_file_writing constants`);
const SHARED_LIMITS = wordsOf(`
  memory output code compilation_time compilation_memory
  validation_time validation_memory validation_output`);
const LICENCES = ['unknown', 'public domain', 'cc0', 'cc by', 'cc by-sa', 'educational', 'permission'];

/** Reads `problem.yaml`; `null` when it is missing, unusable or of a version that Assize does not read. */
export function readSettings(reading: PackageReading): Settings | null {
  const file = 'problem.yaml';
  if (reading.get(file) === undefined) {
    reading.error(
      'settings-missing',
      file,
      'There is no problem.yaml; put it at the top of the package, or in the one folder that the archive holds.',
    );
    return null;
  }
  const yaml = readYamlMap(reading, file);
  if (yaml === null) return null;
  const version = yaml.string('problem_format_version') ?? 'legacy';
  if (version === 'legacy' || version === 'legacy-icpc') return readLegacy(reading, yaml);
  if (version === '2025-09') return read2025(reading, yaml);
  yaml.unsupported(
    'format-version',
    'problem_format_version',
    `The format version ${version} is not read; use "legacy" or "2025-09".`,
  );
  return null;
}

function readLegacy(reading: PackageReading, yaml: YamlMap): Settings {
  yaml.allowOnly(LEGACY_KEYS);
  const type = yaml.string('type') ?? 'pass-fail';
  if (type !== 'pass-fail' && type !== 'scoring') {
    yaml.error('problem-type', 'type', `The type is "${type}"; write "pass-fail" or "scoring".`);
  }
  const scoring = type === 'scoring';
  const grading = yaml.child('grading');
  grading?.allowOnly(['objective', 'show_test_data_groups']);
  if (grading !== undefined && !scoring)
    yaml.error(
      'grading-needs-scoring',
      'grading',
      'grading is only for scoring problems; remove it or set "type: scoring".',
    );
  if (grading?.string('objective') === 'min') {
    grading.unsupported(
      'objective-min',
      'objective',
      'Scores that are to be small are not supported; let the validator give a score that grows with quality.',
    );
  }
  const validation = readLegacyValidation(yaml, scoring);
  const limits = yaml.child('limits');
  limits?.allowOnly([...SHARED_LIMITS, 'time_multiplier', 'time_safety_margin', 'time_limit']);
  checkLicence(yaml, yaml.has('author') || yaml.has('source'));
  refuseKeptPrograms(reading, validation.customValidation);
  const flags = yaml.strings('validator_flags') ?? [];
  return {
    formatVersion: 'legacy',
    kind: scoring ? 'scoring' : 'pass-fail',
    names: namesOf(yaml, ''),
    ...optional('uuid', yaml.string('uuid')),
    licence: yaml.string('license') ?? 'unknown',
    ...readLimits(reading, limits),
    timeMultipliers: {
      accepted: limits?.number('time_multiplier', { least: 1 }) ?? 2,
      tooSlow: limits?.number('time_safety_margin', { least: 1 }) ?? 1.5,
    },
    timeResolutionMs: 1000,
    languages: null,
    ...validation,
    validatorArgs: flags.flatMap((flag) => flag.split(/\s+/).filter((word) => word !== '')),
    constants: {},
  };
}

function readLegacyValidation(
  yaml: YamlMap,
  scoring: boolean,
): { customValidation: boolean; validatorScores: boolean } {
  const words = (yaml.string('validation') ?? 'default').split(/\s+/);
  const [kind, ...rest] = words;
  if (kind !== 'default' && kind !== 'custom') {
    yaml.error(
      'validation',
      'validation',
      `validation begins with "${kind}"; it must begin with "default" or "custom".`,
    );
  }
  for (const word of rest) {
    if (word === 'interactive') refuseInteractive(yaml, 'validation');
    else if (word === 'multi-pass') refuseMultiPass(yaml, 'validation');
    else if (word !== 'score' || kind !== 'custom')
      yaml.error(
        'validation',
        'validation',
        `validation has the word "${word}"; after "custom" only "score" and "interactive" may follow.`,
      );
  }
  const validatorScores = rest.includes('score');
  if (validatorScores && !scoring)
    yaml.error('score-needs-scoring', 'validation', 'A validator that scores needs "type: scoring".');
  return { customValidation: kind === 'custom', validatorScores };
}

function read2025(reading: PackageReading, yaml: YamlMap): Settings {
  yaml.allowOnly(KEYS);
  const types = yaml.strings('type') ?? ['pass-fail'];
  readTypes(yaml, types);
  const scoring = types.includes('scoring');
  if (!yaml.has('uuid'))
    yaml.error(
      'uuid-missing',
      'name',
      'There is no uuid; add one (`uuidgen` makes it), it follows the problem through renamings.',
    );
  if (!yaml.has('name'))
    yaml.error('name-missing', 'name', 'There is no name; add "name: ..." or a map of languages to names.');
  const limits = yaml.child('limits');
  limits?.allowOnly([
    ...SHARED_LIMITS,
    ...wordsOf('time_multipliers time_limit time_resolution validation_passes'),
  ]);
  if (limits?.has('validation_passes')) refuseMultiPass(limits, 'validation_passes');
  const multipliers = limits?.child('time_multipliers');
  multipliers?.allowOnly(['ac_to_time_limit', 'time_limit_to_tle']);
  checkLicence(yaml, yaml.has('credits') || yaml.has('source'));
  if (yaml.boolean('allow_file_writing')) {
    yaml.warn(
      'file-writing',
      'allow_file_writing',
      'What a program writes into its folder is gone at the next test case; do not rely on it.',
    );
  }
  const resolution = limits?.number('time_resolution') ?? 1;
  return {
    formatVersion: '2025-09',
    kind: scoring ? 'scoring' : 'pass-fail',
    names: namesOf(yaml, 'en'),
    ...optional('uuid', yaml.string('uuid')),
    licence: yaml.string('license') ?? 'unknown',
    ...readLimits(reading, limits),
    timeMultipliers: {
      accepted: multipliers?.number('ac_to_time_limit', { least: 1 }) ?? 2,
      tooSlow: multipliers?.number('time_limit_to_tle', { least: 1 }) ?? 1.5,
    },
    timeResolutionMs: Math.max(1, Math.round(resolution * 1000)),
    languages: readLanguages(yaml),
    customValidation: null,
    validatorScores: scoring,
    validatorArgs: [],
    constants: readConstants(yaml),
  };
}

function readTypes(yaml: YamlMap, types: readonly string[]): void {
  for (const type of types) {
    if (type === 'interactive') refuseInteractive(yaml, 'type');
    else if (type === 'multi-pass') refuseMultiPass(yaml, 'type');
    else if (type === 'submit-answer')
      yaml.unsupported('submit-answer', 'type', 'Submitting answers instead of a program is not supported.');
    else if (type !== 'pass-fail' && type !== 'scoring')
      yaml.error('problem-type', 'type', `The type "${type}" is not known; write "pass-fail" or "scoring".`);
  }
  if (new Set(types).size < types.length || types.length === 0)
    yaml.error('problem-type', 'type', 'The types must be named once each, and at least one.');
  if (types.includes('pass-fail') && types.includes('scoring'))
    yaml.error('problem-type', 'type', 'A problem is either pass-fail or scoring; remove one.');
}

function refuseInteractive(yaml: YamlMap, key: string): void {
  yaml.unsupported(
    'interactive',
    key,
    'Interactive problems are not supported: a program and its judge cannot talk while it runs. Use a problem that reads all its input at once.',
  );
}

function refuseMultiPass(yaml: YamlMap, key: string): void {
  yaml.unsupported(
    'multi-pass',
    key,
    'Multi-pass problems are not supported: each program runs once a test case.',
  );
}

function namesOf(yaml: YamlMap, only: string): Record<string, string> {
  const map = yaml.isMap('name') ? yaml.child('name') : undefined;
  if (map === undefined) {
    const name = yaml.string('name');
    return name === undefined ? {} : { [only]: name };
  }
  const names: Record<string, string> = {};
  for (const language of map.keys()) {
    const name = map.string(language);
    if (name !== undefined) names[language] = name;
  }
  return names;
}

function checkLicence(yaml: YamlMap, hasOwner: boolean): void {
  const licence = yaml.string('license') ?? 'unknown';
  if (!LICENCES.includes(licence))
    yaml.error('licence', 'license', `The license "${licence}" is not one of ${LICENCES.join(', ')}.`);
  else if (licence === 'public domain' && yaml.has('rights_owner'))
    yaml.error('licence', 'rights_owner', 'A problem in the public domain has no rights_owner; remove it.');
  else if (licence !== 'unknown' && licence !== 'public domain' && !yaml.has('rights_owner') && !hasOwner) {
    yaml.error(
      'licence',
      'license',
      'This license needs somebody who grants it; add rights_owner, credits (legacy: author) or source.',
    );
  }
}

function readLanguages(yaml: YamlMap): readonly string[] | null {
  const codes = yaml.strings('languages');
  if (codes === undefined || (codes.length === 1 && codes[0] === 'all')) return null;
  const languages = [...new Set(codes.map(languageOfCode))].filter(isJudged);
  if (languages.length === 0)
    yaml.unsupported(
      'languages',
      'languages',
      `Assize judges none of the languages ${codes.join(', ')}; add one that it does (${LANGUAGE_IDS.join(', ')}).`,
    );
  return languages;
}

function readConstants(yaml: YamlMap): Record<string, string> {
  const map = yaml.child('constants');
  const constants: Record<string, string> = {};
  for (const name of map?.keys() ?? []) {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name))
      map?.error('constant-name', name, `The constant "${name}" is no name; use letters, digits and "_".`);
    const value = map?.string(name);
    if (value !== undefined) constants[name] = value;
  }
  return constants;
}

/** Fills the package's constants into a text: `{{name}}`; unknown names stay. */
export function fillConstants(text: string, constants: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{([a-zA-Z_][a-zA-Z0-9_]*)\}\}/g, (tag: string, name: string) =>
    Object.hasOwn(constants, name) ? (constants[name] ?? tag) : tag,
  );
}

/** Reads a YAML file with the package's constants filled in, as {@link readYamlMap} does. */
export function readFilledYaml(reading: SettledReading, file: string): YamlMap | null {
  return readYamlMap(reading, file, (text) => fillConstants(text, reading.settings.constants));
}

/** Faults what only scoring problems may say, where this is none. */
export function refuseScoreKeys(yaml: YamlMap, { kind }: Settings, keys: readonly string[]): void {
  if (kind === 'scoring') return;
  for (const key of keys.filter((each) => yaml.has(each)))
    yaml.error(
      'score-needs-scoring',
      key,
      `${key} is only for scoring problems; remove it or set "type: scoring".`,
    );
}

/** Refuses `args`, which participants' programs do not get. */
export function refuseProgramArgs(yaml: YamlMap): void {
  if ((yaml.strings('args') ?? []).length > 0)
    yaml.unsupported(
      'program-args',
      'args',
      'Command-line arguments for the program are not supported; put them into the input.',
    );
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string };
}
