import type { PackageProgram, StoredFile } from '../../grading/output-validation.ts';
import type { JurySubmission, ProblemManifest, Requirement } from '../problem.ts';
import {
  ALL,
  type Annotation,
  boundOf,
  expectedOf,
  KNOWN_FOLDERS,
  readAnnotations,
  ruleOfFolder,
  ruleOfVerdicts,
  verdictsOfFormat,
} from './expectations.ts';
import { matchesGlob } from './glob.ts';
import type { Groups } from './groups.ts';
import { isJudged, languageOfCode } from './package-languages.ts';
import { languageOfProgram, sourcesBelow, storeSource } from './package-programs.ts';
import { readFilledYaml, type Settings, type SettledReading } from './settings.ts';
import type { YamlMap } from './yaml-map.ts';

/** What the package says of all its programs. */
interface Asked extends Pick<Groups, 'groups' | 'acceptsPart'> {
  /** Whose rules hold: a package that has a `submissions.yaml` knows the newer format's. */
  readonly rules: ProblemManifest['formatVersion'];
}

const RULE_KEYS = ['permitted', 'required', 'score', 'message', 'use_for_time_limit'];
/**
 * Of a program that may be accepted with a part of the points: what it cannot solve it may reject by a crash as well. It is
 * never too slow, as a legacy time limit is made of how long the accepted ones take.
 */
const SOME_ACCEPTED = {
  permitted: ALL.filter((verdict) => verdict !== 'CE' && verdict !== 'TLE'),
  required: ['AC'],
} as const;
/** Less than anything that a group gives. */
const LEAST_POINTS = 1e-6;
const ENTRY_KEYS = [...RULE_KEYS, 'language', 'entrypoint', 'authors', 'model_solution'];

/** Reads the jury's programs and what each must get: by folder, by DOMjudge's annotations, by `submissions.yaml`. */
export function readJurySubmissions(
  reading: SettledReading,
  groups: Pick<Groups, 'groups' | 'acceptsPart'>,
): JurySubmission[] {
  const programs = new Map<string, string[]>();
  for (const path of sourcesBelow(reading, 'submissions')) {
    const [folder, name] = path.split('/');
    if (folder === 'submissions.yaml' && name === undefined) continue;
    if (folder === undefined || name === undefined) {
      reading.passOver(
        `submissions/${path}`,
        'programs lie in a folder that says what they must get, such as submissions/accepted/',
      );
      continue;
    }
    const files = programs.get(`${folder}/${name}`) ?? [];
    files.push(path);
    programs.set(`${folder}/${name}`, files);
  }
  const yaml = readFilledYaml(reading, 'submissions/submissions.yaml');
  const entries =
    yaml === null ? new Map<string, YamlMap>() : readEntries(yaml, [...programs.keys()], reading.settings);
  const rules = yaml === null ? reading.settings.formatVersion : '2025-09';
  const submissions: JurySubmission[] = [];
  for (const [path, files] of programs) {
    const submission = readSubmission(reading, path, files, entries, { ...groups, rules });
    if (submission !== null) submissions.push(submission);
  }
  if (!submissions.some(({ path }) => path.startsWith('accepted/')))
    reading.warn(
      'no-accepted',
      'submissions/accepted/',
      'There is no accepted jury submission, so nothing shows that the problem can be solved; add at least one program that solves it.',
    );
  return submissions;
}

/** The entries of `submissions.yaml` by pattern, checked. */
function readEntries(yaml: YamlMap, paths: readonly string[], settings: Settings): Map<string, YamlMap> {
  const entries = new Map<string, YamlMap>();
  for (const pattern of yaml.keys()) {
    const entry = yaml.child(pattern);
    if (entry === undefined) continue;
    entries.set(pattern, entry);
    if (!paths.some((path) => matchesGlob(pattern, path)))
      yaml.warn(
        'pattern-unused',
        pattern,
        `No submission matches "${pattern}"; correct the pattern or remove it.`,
      );
    checkRule(entry, settings);
    for (const key of entry.keys()) {
      if (ENTRY_KEYS.includes(key)) continue;
      if (!/^(sample|secret)(\/|$)/.test(key)) {
        entry.warn(
          'unknown-key',
          key,
          `The key "${key}" is not known here and is passed over; write one of ${ENTRY_KEYS.join(', ')}, or a group such as "secret/small".`,
        );
        continue;
      }
      const part = entry.child(key);
      part?.allowOnly(RULE_KEYS);
      if (part !== undefined) checkRule(part, settings);
    }
  }
  return entries;
}

function checkRule(rule: YamlMap, settings: Settings): void {
  for (const key of ['permitted', 'required']) {
    for (const word of rule.strings(key) ?? []) {
      if (verdictsOfFormat(word) === null)
        rule.warn(
          'verdict',
          key,
          `"${word}" is no verdict of the format and is passed over; write AC, WA, TLE or RTE.`,
        );
    }
  }
  if (rule.has('score') && rule.range('score') !== undefined && settings.kind !== 'scoring')
    rule.warn('score-needs-scoring', 'score', 'score is only for scoring problems and is passed over.');
  const use = rule.string('use_for_time_limit');
  if (use !== undefined && !['true', 'false', 'lower', 'upper'].includes(use))
    rule.warn(
      'use-for-time-limit',
      'use_for_time_limit',
      `use_for_time_limit is "${use}" and is passed over; write true, false, lower or upper.`,
    );
}

function readSubmission(
  reading: SettledReading,
  path: string,
  files: readonly string[],
  entries: ReadonlyMap<string, YamlMap>,
  asked: Asked,
): JurySubmission | null {
  const matching = [...entries].filter(([pattern]) => matchesGlob(pattern, path));
  const program = readProgram(reading, path, files, matching);
  if (program === null) return null;
  const requirements = requirementsOf(reading, path, files, matching, asked);
  if (requirements === null) return null;
  return { path, program, requirements, expected: expectedOf(requirements) };
}

function readProgram(
  reading: SettledReading,
  path: string,
  files: readonly string[],
  matching: readonly (readonly [string, YamlMap])[],
): PackageProgram | null {
  const file = `submissions/${files[0]}`;
  const lastStated = (key: string) =>
    matching.map(([, entry]) => entry.string(key)).findLast((text) => text !== undefined);
  const stated = lastStated('language');
  const language =
    stated === undefined ? languageOfProgram(reading, 'submissions', files) : languageOfCode(stated);
  if (language === 'none') {
    reading.passOver(file, 'the ending says no programming language, nor does submissions/submissions.yaml');
    return null;
  }
  if (language === 'several') {
    reading.warn(
      'submission-language',
      file,
      `The files of ${path} are in several languages, so it is left out; name the one that it is in, in submissions/submissions.yaml.`,
    );
    return null;
  }
  if (!isJudged(language)) reading.passOver(file, `${language} is not judged; kept, not run`);
  const folder =
    files.length === 1 && files[0] === path ? path.slice(0, path.lastIndexOf('/') + 1) : `${path}/`;
  const stored: StoredFile[] = [];
  for (const each of files) {
    const source = storeSource(reading, `submissions/${each}`, each.slice(folder.length));
    if (source === null) return null;
    stored.push(source);
  }
  const entryPoint = lastStated('entrypoint');
  return { language, files: stored, ...(entryPoint === undefined ? {} : { entryPoint }) };
}

function requirementsOf(
  reading: SettledReading,
  path: string,
  files: readonly string[],
  matching: readonly (readonly [string, YamlMap])[],
  { groups, acceptsPart, rules }: Asked,
): Requirement[] | null {
  const folder = path.slice(0, path.indexOf('/'));
  const requirements: Requirement[] = [];
  const annotated = readExpected(reading, files);
  const own = matching.find(([pattern]) => pattern === folder)?.[1];
  const base = ruleOfFolder(folder, rules);
  const most = groups.find((group) => group.name === 'secret')?.maxScore ?? Number.MAX_SAFE_INTEGER;
  if (annotated === 'broken') return null;
  if (annotated.verdicts !== undefined) requirements.push({ of: '', ...ruleOfVerdicts(annotated.verdicts) });
  else if (folder === 'partially_accepted') requirements.push(partial(0, most - LEAST_POINTS));
  else if (folder === 'accepted' && acceptsPart !== null && rules === 'legacy') {
    requirements.push({ ...partial(LEAST_POINTS, most), ...SOME_ACCEPTED, timeLimit: 'lower' });
    if (acceptsPart === 'samples-right')
      requirements.push({ of: 'sample', permitted: ['AC'], required: ALL });
  } else if (own !== undefined) requirements.push(ruleOf(own, '', base ?? undefined));
  else if (base !== null) requirements.push({ of: '', ...base });
  if (annotated.score !== undefined)
    requirements.push({ of: '', permitted: ALL, required: ALL, score: [annotated.score, annotated.score] });
  for (const [pattern, entry] of matching) {
    if (pattern !== folder && RULE_KEYS.some((key) => entry.has(key)))
      requirements.push(ruleOf(entry, '', undefined));
    for (const key of entry.keys().filter((each) => /^(sample|secret)(\/|$)/.test(each))) {
      const part = entry.child(key);
      if (part !== undefined) requirements.push(ruleOf(part, key, undefined));
    }
  }
  if (requirements.length === 0) {
    reading.warn(
      'no-expectation',
      `submissions/${files[0]}`,
      `Nothing says what this program must get, so it is not run; put it into one of ${KNOWN_FOLDERS.join(', ')}, or add @EXPECTED_RESULTS@ to it.`,
    );
  }
  return requirements;
}

/** What the annotations in the files say together; a wrong one, or one too many, makes the whole submission worth nothing. */
function readExpected(
  reading: SettledReading,
  files: readonly string[],
): Pick<Annotation, 'score' | 'verdicts'> | 'broken' {
  let said: Pick<Annotation, 'score' | 'verdicts'> = {};
  for (const file of files) {
    const path = `submissions/${file}`;
    const bytes = reading.bytes(path);
    if (bytes === null) continue;
    for (const { unknown, line, ...meant } of readAnnotations(new TextDecoder().decode(bytes))) {
      const complaint = complaintOf(meant, unknown[0], said);
      if (complaint !== null) {
        reading.warn('expected-results', path, complaint, line);
        return 'broken';
      }
      if (meant.score !== undefined && reading.settings.kind !== 'scoring')
        reading.warn(
          'score-needs-scoring',
          path,
          '@EXPECTED_SCORE@ is only for scoring problems and is passed over.',
          line,
        );
      else said = { ...said, ...meant };
    }
  }
  return said;
}

/** What is wrong with an annotation after those that were `said`, or `null`. */
function complaintOf(
  { score, verdicts }: Pick<Annotation, 'score' | 'verdicts'>,
  unknown: string | undefined,
  said: Pick<Annotation, 'score' | 'verdicts'>,
): string | null {
  if (unknown !== undefined)
    return `@EXPECTED_RESULTS@ has "${unknown.slice(0, 60)}", which is no result, so the program is left out; write CORRECT, WRONG-ANSWER, TIMELIMIT, RUN-ERROR, NO-OUTPUT, COMPILER-ERROR, or AC, WA, TLE, MLE, OLE, RTE, CE.`;
  if (verdicts?.length === 0)
    return '@EXPECTED_RESULTS@ names no result, so the program is left out; write at least one.';
  if (verdicts !== undefined && said.verdicts !== undefined)
    return 'The results that the program must get are said twice, so it is left out; keep one line with @EXPECTED_RESULTS@.';
  if (score !== undefined && said.score !== undefined)
    return 'The score that the program must get is said twice, so it is left out; keep one line with @EXPECTED_SCORE@.';
  return null;
}

/** The rule that an entry states; what it leaves out comes from `base`, else permits everything. */
function ruleOf(entry: YamlMap, of: string, base: Omit<Requirement, 'of'> | undefined): Requirement {
  const verdicts = (key: string) => entry.strings(key)?.flatMap((word) => verdictsOfFormat(word) ?? []);
  const permitted = verdicts('permitted') ?? base?.permitted ?? ALL;
  const required = verdicts('required') ?? base?.required ?? ALL;
  const use = entry.string('use_for_time_limit') ?? 'true';
  const timeLimit =
    use === 'false' ? undefined : use === 'lower' || use === 'upper' ? use : boundOf(permitted, required);
  const score = entry.range('score');
  const message = entry.string('message');
  return {
    of,
    permitted,
    required,
    ...(score === undefined ? {} : { score }),
    ...(message === undefined || message === '' ? {} : { message }),
    ...(timeLimit === undefined ? {} : { timeLimit }),
  };
}

/** What is asked of a whole submission of which not every test case need be accepted. */
function partial(least: number, most: number): Requirement {
  return { of: '', permitted: ALL, required: ALL, score: [least, most] };
}
