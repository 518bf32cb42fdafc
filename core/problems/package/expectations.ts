import type { ExpectableVerdict, ProblemManifest, Requirement } from '../problem.ts';

/** What the packages' words for verdicts mean here. */

/** Every verdict that a package can ask for. */
export const ALL: readonly ExpectableVerdict[] = ['AC', 'WA', 'TLE', 'MLE', 'OLE', 'RTE', 'CE'];
const CRASH: readonly ExpectableVerdict[] = ['RTE', 'MLE', 'OLE'];

/**
 * The format knows only AC, WA, TLE and RTE, and its judges report programs that ran out of memory or flooded their
 * output as run-time errors; so its RTE permits our finer words too. Own folders and our codes in
 * `@EXPECTED_RESULTS@` say them exactly.
 */
const FORMAT_VERDICTS: Readonly<Record<string, readonly ExpectableVerdict[]>> = {
  AC: ['AC'],
  WA: ['WA'],
  TLE: ['TLE'],
  RTE: CRASH,
};

/** DOMjudge's words in `@EXPECTED_RESULTS@`, and our own codes, which are exact. */
const EXPECTED_RESULTS: Readonly<Record<string, readonly ExpectableVerdict[]>> = {
  ...Object.fromEntries(ALL.map((verdict) => [verdict, [verdict]])),
  CORRECT: ['AC'],
  ACCEPTED: ['AC'],
  'WRONG-ANSWER': ['WA'],
  'NO-OUTPUT': ['WA'],
  TIMELIMIT: ['TLE'],
  'TIME-LIMIT-EXCEEDED': ['TLE'],
  'RUN-ERROR': CRASH,
  'RUN-TIME-ERROR': CRASH,
  'MEMORY-LIMIT': ['MLE'],
  'OUTPUT-LIMIT': ['OLE'],
  'COMPILER-ERROR': ['CE'],
  'CHECK-MANUALLY': ALL,
};

type Rule = Omit<Requirement, 'of'>;

/** What each folder below `submissions/` asks; the first six are the format's own. */
const FOLDERS: Readonly<Record<string, Rule>> = {
  accepted: { permitted: ['AC'], required: ALL, timeLimit: 'lower' },
  rejected: { permitted: ALL, required: ['WA', 'TLE', ...CRASH, 'CE'] },
  wrong_answer: { permitted: ['AC', 'WA'], required: ['WA'], timeLimit: 'lower' },
  time_limit_exceeded: { permitted: ['AC', 'TLE'], required: ['TLE'], timeLimit: 'upper' },
  run_time_error: { permitted: ['AC', ...CRASH], required: CRASH, timeLimit: 'lower' },
  brute_force: { permitted: ['AC', 'TLE', ...CRASH], required: ['TLE', ...CRASH] },
  memory_limit_exceeded: { permitted: ['AC', 'MLE'], required: ['MLE'] },
  output_limit_exceeded: { permitted: ['AC', 'OLE'], required: ['OLE'] },
  compile_error: { permitted: ['CE'], required: ['CE'] },
};

/** What the legacy format asks otherwise: less of programs that are too slow or crash. */
const LEGACY_RULES: Readonly<Record<string, Rule>> = {
  time_limit_exceeded: { permitted: ['AC', 'WA', 'TLE'], required: ['TLE'], timeLimit: 'upper' },
  run_time_error: { permitted: ['AC', 'WA', 'TLE', ...CRASH], required: CRASH },
};

/** DOMjudge's and older names of the same folders. */
const ALIASES: Readonly<Record<string, string>> = {
  memory_limit: 'memory_limit_exceeded',
  output_limit: 'output_limit_exceeded',
  compiler_error: 'compile_error',
  compilation_error: 'compile_error',
  no_output: 'wrong_answer',
  timelimit: 'time_limit_exceeded',
  run_error: 'run_time_error',
};

/** Names of folders that have a meaning, for messages. */
export const KNOWN_FOLDERS: readonly string[] = Object.keys(FOLDERS);

/** What a folder asks of the programs in it, or `null` for a folder without a meaning of its own. */
export function ruleOfFolder(folder: string, formatVersion: ProblemManifest['formatVersion']): Rule | null {
  const name = ALIASES[folder] ?? folder;
  return (formatVersion === 'legacy' ? LEGACY_RULES[name] : undefined) ?? FOLDERS[name] ?? null;
}

/** The verdicts that one of the format's four words permits, or `null` for another word. */
export function verdictsOfFormat(word: string): readonly ExpectableVerdict[] | null {
  return FORMAT_VERDICTS[word] ?? null;
}

/** What a line of DOMjudge's in a source says: verdicts, or points. */
export interface Annotation {
  readonly verdicts?: readonly ExpectableVerdict[];
  readonly score?: number;
  /** Words without meaning. */
  readonly unknown: readonly string[];
  readonly line: number;
}

/** `@EXPECTED_RESULTS@: A, B` and `@EXPECTED_SCORE@: 40` in a source; what is no number after the second are results, too. */
export function readAnnotations(source: string): Annotation[] {
  return [...source.matchAll(/@EXPECTED_(RESULTS|SCORE)@:([^\n]*)/g)].map(
    ({ 1: tag, 2: rest = '', index }) => {
      const line = source.slice(0, index).split('\n').length;
      const text = rest.replace(/\*\/.*|-->.*/, '').trim();
      if (tag === 'SCORE' && /^-?\d{1,9}(\.\d{1,9})?$/.test(text))
        return { score: Number(text), unknown: [], line };
      return { ...readResults(text), line };
    },
  );
}

function readResults(text: string): Pick<Annotation, 'unknown' | 'verdicts'> {
  const words = text
    .split(',')
    .map((word) => word.trim().replaceAll('_', '-').toUpperCase())
    .filter((word) => word !== '');
  return {
    verdicts: [...new Set(words.flatMap((word) => EXPECTED_RESULTS[word] ?? []))],
    unknown: words.filter((word) => EXPECTED_RESULTS[word] === undefined),
  };
}

/** The requirement that the submission's verdict is one of these. */
export function ruleOfVerdicts(verdicts: readonly ExpectableVerdict[]): Rule {
  const timeLimit = boundOf(verdicts, verdicts);
  return {
    permitted: verdicts,
    required: verdicts,
    whole: true,
    ...(timeLimit === undefined ? {} : { timeLimit }),
  };
}

/** Which bound of a time limit a requirement gives (format, "Timelimit inference"); programs that exhaust memory give none. */
export function boundOf(
  permitted: readonly ExpectableVerdict[],
  required: readonly ExpectableVerdict[],
): 'lower' | 'upper' | undefined {
  if (required.length === 1 && required[0] === 'TLE') return 'upper';
  if (permitted.includes('TLE') || permitted.includes('CE')) return undefined;
  return required.includes('AC') || required.includes('WA') || required.includes('RTE') ? 'lower' : undefined;
}

/** The one verdict that names a set of requirements, or `null`. */
export function expectedOf(requirements: readonly Requirement[]): ExpectableVerdict | null {
  const isAccepted = ({ permitted, required }: Requirement) =>
    [permitted, required].some(([first, ...others]) => first === 'AC' && others.length === 0);
  const asking = requirements.filter(
    ({ permitted, required }) => permitted.length < ALL.length || required.length < ALL.length,
  );
  if (asking.length > 0 && asking.every(isAccepted)) return 'AC';
  const overall = requirements.find(({ required }) => !required.includes('AC'));
  if (overall === undefined) return null;
  if (overall.required.length === 1) return overall.required[0] ?? null;
  return overall.required.length === CRASH.length &&
    overall.required.every((verdict) => CRASH.includes(verdict))
    ? 'RTE'
    : null;
}
