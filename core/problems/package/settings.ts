import { wordsOf } from '../../exam/words.ts';
import { LANGUAGE_IDS } from '../../grading/languages/index.ts';
import type { ProblemLimits } from '../../grading/problem-limits.ts';
import type { TimeLimitOrigin } from '../problem.ts';
import { fillConstants, readConstants } from './constants.ts';
import { findGroupFile, type GroupFile } from './data-folders.ts';
import { refuseKeptPrograms } from './domjudge-ini.ts';
import { readLimits } from './limits.ts';
import { isJudged, languageOfCode } from './package-languages.ts';
import type { PackageReading } from './package-tree.ts';
import { readYamlMap, type YamlMap } from './yaml-map.ts';

/** What `problem.yaml` (and its DOMjudge companion) says. */
export interface Settings {
  readonly formatVersion: 'legacy' | '2025-09';
  readonly kind: 'pass-fail' | 'scoring';
  /** Names by language; `''` stands for "whatever the statement's language is". */
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
  /** The output validator talks with the program while it runs. */
  readonly interactive: boolean;
  /** It may have the program run again, so many times in all; `null`: not a multi-pass problem. */
  readonly passes: number | null;
  /** Legacy and drafts: `custom score`. From the drafts on, any validator of the package's own may score. */
  readonly validatorScores: boolean;
  readonly validatorArgs: readonly string[];
  readonly constants: Readonly<Record<string, string>>;
  /** The file that configures a folder of test data. */
  readonly groupFile: GroupFile;
}

/** A package while it is read, once it is known what its settings say. */
export type SettledReading = PackageReading & { readonly settings: Settings };

/** What packages write for the two versions: the drafts of `2025-09` are read as it is. */
const VERSIONS: Readonly<Record<string, Settings['formatVersion']>> = {
  legacy: 'legacy',
  'legacy-icpc': 'legacy',
  draft: '2025-09',
  '2023-07': '2025-09',
  '2023-07-draft': '2025-09',
  '2025-09': '2025-09',
  '2025-09-draft': '2025-09',
};

/** For people, and of other systems: nothing here depends on them. */
const FOR_PEOPLE = wordsOf(
  'author credits source source_url rights_owner embargo_until keywords version libraries',
);

const LEGACY_KEYS = wordsOf(`
  problem_format_version type name uuid license limits validation validator_flags grading languages`).concat(
  FOR_PEOPLE,
);
const KEYS = wordsOf(`
  problem_format_version type name uuid license limits validation validator_flags languages
  allow_file_writing constants`).concat(FOR_PEOPLE);
const LIMITS = wordsOf(`
  memory output code compilation_time compilation_memory
  validation_time validation_memory validation_output validation_passes
  time_limit time_resolution time_multiplier time_safety_margin time_multipliers`);
const LICENCES = ['unknown', 'public domain', 'cc0', 'cc by', 'cc by-sa', 'educational', 'permission'];

/** Reads `problem.yaml`; `null` when it is missing, unusable or of a version that Assize does not read. */
export function readSettings(reading: PackageReading): Settings | null {
  const file = 'problem.yaml';
  if (reading.get(file) === undefined) {
    reading.error(
      'settings-missing',
      file,
      'There is no problem.yaml, and no file of another format that is read; put it at the top of the package, or in the one folder that the archive holds.',
    );
    return null;
  }
  const yaml = readYamlMap(reading, file);
  if (yaml === null) return null;
  const stated = yaml.string('problem_format_version') ?? 'legacy';
  const version = Object.hasOwn(VERSIONS, stated) ? VERSIONS[stated] : undefined;
  if (version === undefined) {
    yaml.unsupported(
      'format-version',
      'problem_format_version',
      `The format version ${stated} is not read; use "legacy" or "2025-09".`,
    );
    return null;
  }
  if (version === '2025-09' && stated !== version)
    yaml.warn(
      'format-version',
      'problem_format_version',
      `${stated} was a draft of ${version} and is read as that, with the names that the draft had.`,
    );
  return version === 'legacy' ? readLegacy(reading, yaml) : read2025(reading, yaml);
}

function readLegacy(reading: PackageReading, yaml: YamlMap): Settings {
  yaml.allowOnly(LEGACY_KEYS);
  const { scoring, interactive, multiPass } = readTypes(yaml);
  const grading = yaml.child('grading');
  if (grading !== undefined && !scoring)
    yaml.warn(
      'grading-needs-scoring',
      'grading',
      'grading is only for scoring problems and is passed over here.',
    );
  else grading?.allowOnly(['objective', 'show_test_data_groups']);
  if (scoring && grading?.string('objective') === 'min') {
    grading.unsupported(
      'objective-min',
      'objective',
      'Scores that are to be small are not supported; let the validator give a score that grows with quality.',
    );
  }
  const validation = readValidationWords(yaml, scoring);
  refuseKeptPrograms(reading, validation.customValidation);
  return {
    formatVersion: 'legacy',
    ...readCommon(reading, yaml, scoring),
    names: namesOf(yaml),
    ...validation,
    // The format has it in `validation`; packages for DOMjudge alone may have it as the type.
    customValidation: validation.customValidation || interactive || multiPass,
    interactive: validation.interactive || interactive,
    passes: validation.multiPass || multiPass ? readPasses(yaml) : null,
    constants: {},
    groupFile: findGroupFile(reading, 'legacy', scoring),
  };
}

function read2025(reading: PackageReading, yaml: YamlMap): Settings {
  yaml.allowOnly(KEYS);
  const { scoring, interactive, multiPass } = readTypes(yaml);
  // Drafts still had what type and the folder of the validator say by now.
  const words = yaml.has('validation') ? readValidationWords(yaml, scoring) : undefined;
  if (!yaml.has('uuid'))
    yaml.warn(
      'uuid-missing',
      'name',
      'There is no uuid; add one (`uuidgen` makes it), it follows the problem through renamings.',
    );
  if (yaml.boolean('allow_file_writing')) {
    yaml.warn(
      'file-writing',
      'allow_file_writing',
      'What a program writes into its folder is gone at the next test case; do not rely on it.',
    );
  }
  return {
    formatVersion: '2025-09',
    ...readCommon(reading, yaml, scoring),
    names: namesOf(yaml),
    customValidation: null,
    interactive: interactive || words?.interactive === true,
    passes: multiPass || words?.multiPass === true ? readPasses(yaml) : null,
    validatorScores: words?.validatorScores === true,
    constants: readConstants(yaml),
    groupFile: findGroupFile(reading, '2025-09', scoring),
  };
}

/** What both versions say alike, or what one said first and packages of the other write too. */
function readCommon(reading: PackageReading, yaml: YamlMap, scoring: boolean) {
  const limits = yaml.child('limits');
  limits?.allowOnly(LIMITS);
  const multipliers = limits?.isMap('time_multipliers') ? limits.child('time_multipliers') : undefined;
  if (limits?.has('time_multipliers') && multipliers === undefined)
    limits.warn(
      'time-multipliers',
      'time_multipliers',
      'limits.time_multipliers is no map of ac_to_time_limit and time_limit_to_tle and is passed over.',
    );
  multipliers?.allowOnly(['ac_to_time_limit', 'time_limit_to_tle']);
  checkLicence(yaml);
  const flags = yaml.strings('validator_flags') ?? [];
  const resolution = limits?.number('time_resolution', { most: 60 }) ?? 1;
  return {
    kind: scoring ? ('scoring' as const) : ('pass-fail' as const),
    ...optional('uuid', yaml.string('uuid')),
    licence: yaml.string('license') ?? 'unknown',
    ...readLimits(reading, limits),
    timeMultipliers: {
      accepted:
        multipliers?.number('ac_to_time_limit', { least: 1, most: 1000 }) ??
        limits?.number('time_multiplier', { least: 1, most: 1000 }) ??
        2,
      tooSlow:
        multipliers?.number('time_limit_to_tle', { least: 1, most: 1000 }) ??
        limits?.number('time_safety_margin', { least: 1, most: 1000 }) ??
        1.5,
    },
    timeResolutionMs: Math.max(1, Math.round(resolution * 1000)),
    languages: readLanguages(yaml),
    validatorArgs: flags.flatMap((flag) => flag.split(/\s+/).filter((word) => word !== '')),
  };
}

function readValidationWords(
  yaml: YamlMap,
  scoring: boolean,
): { customValidation: boolean; validatorScores: boolean; interactive: boolean; multiPass: boolean } {
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
    if (['interactive', 'multi-pass'].includes(word) && kind === 'custom') continue;
    if (word !== 'score' || kind !== 'custom')
      yaml.warn(
        'validation',
        'validation',
        `validation has the word "${word}", which is passed over; after "custom" only "score", "interactive" and "multi-pass" may follow.`,
      );
  }
  const validatorScores = scoring && rest.includes('score');
  if (rest.includes('score') && !scoring)
    yaml.warn(
      'score-needs-scoring',
      'validation',
      'A validator that scores needs "type: scoring"; without, its scores are passed over.',
    );
  const interactive = kind === 'custom' && rest.includes('interactive');
  const multiPass = kind === 'custom' && rest.includes('multi-pass');
  return { customValidation: kind === 'custom', validatorScores, interactive, multiPass };
}

/** A sequence of words, or a text of them as drafts had it. */
function readTypes(yaml: YamlMap): { scoring: boolean; interactive: boolean; multiPass: boolean } {
  const types = (yaml.strings('type') ?? ['pass-fail']).flatMap((text) =>
    text.split(/[\s,]+/).filter((word) => word !== ''),
  );
  for (const type of new Set(types)) {
    if (type === 'submit-answer')
      yaml.unsupported('submit-answer', 'type', 'Submitting answers instead of a program is not supported.');
    else if (!['pass-fail', 'scoring', 'interactive', 'multi-pass'].includes(type))
      yaml.error('problem-type', 'type', `The type "${type}" is not known; write "pass-fail" or "scoring".`);
  }
  if (types.includes('pass-fail') && types.includes('scoring'))
    yaml.error('problem-type', 'type', 'A problem is either pass-fail or scoring; remove one.');
  return {
    scoring: types.includes('scoring'),
    interactive: types.includes('interactive'),
    multiPass: types.includes('multi-pass'),
  };
}

/** How often a multi-pass problem runs programs at most, where it says nothing (format, "validation_passes"). */
const DEFAULT_PASSES = 2;
const MOST_PASSES = 100;

function readPasses(yaml: YamlMap): number {
  const limits = yaml.isMap('limits') ? yaml.child('limits') : undefined;
  const stated = limits?.number('validation_passes', { least: 1, most: MOST_PASSES });
  return stated === undefined ? DEFAULT_PASSES : Math.floor(stated);
}

function namesOf(yaml: YamlMap): Record<string, string> {
  const map = yaml.isMap('name') ? yaml.child('name') : undefined;
  if (map === undefined) {
    const name = yaml.string('name');
    return name === undefined ? {} : { '': name };
  }
  const names: Record<string, string> = {};
  for (const language of map.keys()) {
    const name = map.string(language);
    if (name !== undefined) names[language] = name;
  }
  return names;
}

/** Nobody is judged by a licence: what is odd about it is said. */
function checkLicence(yaml: YamlMap): void {
  const licence = yaml.string('license') ?? 'unknown';
  const owned = ['rights_owner', 'author', 'credits', 'source'].some((key) => yaml.has(key));
  if (!LICENCES.includes(licence))
    yaml.warn('licence', 'license', `The license "${licence}" is not one of ${LICENCES.join(', ')}.`);
  else if (licence === 'public domain' && yaml.has('rights_owner'))
    yaml.warn('licence', 'rights_owner', 'A problem in the public domain has no rights_owner; remove it.');
  else if (licence !== 'unknown' && licence !== 'public domain' && !owned) {
    yaml.warn(
      'licence',
      'license',
      'This license needs somebody who grants it; add rights_owner, credits (legacy: author) or source.',
    );
  }
}

function readLanguages(yaml: YamlMap): readonly string[] | null {
  const codes = yaml
    .strings('languages')
    ?.flatMap((text) => text.split(/[\s,]+/).filter((code) => code !== ''));
  if (codes === undefined || codes.length === 0 || (codes.length === 1 && codes[0] === 'all')) return null;
  const languages = [...new Set(codes.map(languageOfCode))].filter(isJudged);
  if (languages.length === 0)
    yaml.unsupported(
      'languages',
      'languages',
      `Assize judges none of the languages ${codes.join(', ')}; add one that it does (${LANGUAGE_IDS.join(', ')}).`,
    );
  return languages;
}

/** Reads a YAML file with the package's constants filled in, as {@link readYamlMap} does. */
export function readFilledYaml(reading: SettledReading, file: string): YamlMap | null {
  return readYamlMap(reading, file, (text) => fillConstants(text, reading.settings.constants));
}

/** Says what only scoring problems may say, where this is none. */
export function warnOfScoreKeys(yaml: YamlMap, { kind }: Settings, keys: readonly string[]): void {
  if (kind === 'scoring') return;
  const found = keys.filter((each) => yaml.has(each));
  const [first] = found;
  if (first !== undefined)
    yaml.warn(
      'score-needs-scoring',
      first,
      `Passed over, since only scoring problems have it: ${found.join(', ')}.`,
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
