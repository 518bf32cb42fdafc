import { languageOfCode, languageOfFiles } from '../../package/package-languages.ts';
import { compareArgsOf } from '../testlib-checkers.ts';
import { baseName, copySolution, copyTogether, plainName, type Translation } from '../translation.ts';
import type { XmlElement } from '../xml.ts';

/** What a package's programs say about how it is judged. */
export interface PolygonPrograms {
  readonly interactive: boolean;
  /** Arguments of the default output validator, where it stands for a standard checker. */
  readonly compareArgs: readonly string[];
  /** Whether a validator asks which group its input is of. */
  readonly usesGroups: boolean;
}

const LIBRARY = 'files/testlib.h';
interface Rule {
  readonly folder: string;
  /** What `submissions.yaml` says where no folder of the format means the same. */
  readonly rule?: Readonly<Record<string, unknown>>;
}

/** What a solution's tag asks. Polygon has no folder for programs that may be right as well. */
const RULES: Readonly<Record<string, Rule>> = {
  main: { folder: 'accepted' },
  accepted: { folder: 'accepted' },
  'wrong-answer': { folder: 'wrong_answer' },
  'presentation-error': { folder: 'wrong_answer' },
  'time-limit-exceeded': { folder: 'time_limit_exceeded' },
  'memory-limit-exceeded': { folder: 'run_time_error' },
  rejected: { folder: 'rejected' },
  failed: { folder: 'rejected' },
  'time-limit-exceeded-or-accepted': {
    folder: 'mixed',
    rule: { permitted: ['AC', 'TLE'], required: ['AC', 'TLE'], use_for_time_limit: false },
  },
  'time-limit-exceeded-or-memory-limit-exceeded': {
    folder: 'mixed',
    rule: { permitted: ['AC', 'TLE', 'RTE'], required: ['TLE', 'RTE'], use_for_time_limit: false },
  },
};

/** Takes over the checker or interactor, the validators and the solutions. */
export function readPrograms(
  translation: Translation,
  problem: XmlElement,
  fileNames: readonly string[],
): PolygonPrograms {
  readSolutions(translation, problem, fileNames);
  const usesGroups = readValidators(translation, problem);
  const interactor = problem.find('assets', 'interactor');
  if (interactor !== undefined) {
    translation.reading.unsupported(
      'interactive',
      translation.settingsFile,
      'Interactive problems of Polygon are judged by their checker once more, on what the interactor leaves behind, which is not supported; make the interactor an output validator of the problem package format that ends with 42 or 43.',
      interactor.line,
    );
    takeValidator(translation, interactor, 'output_validator', /\bregisterInteraction\s*\(/, 'interactor');
    return { interactive: true, compareArgs: [], usesGroups };
  }
  return { interactive: false, compareArgs: readChecker(translation, problem), usesGroups };
}

function readChecker(translation: Translation, problem: XmlElement): readonly string[] {
  const { reading, settingsFile } = translation;
  const checker = problem.find('assets', 'checker');
  if (checker === undefined) {
    reading.warn(
      'polygon-checker',
      settingsFile,
      'There is no checker, so outputs are compared with the answers word by word.',
      problem.line,
    );
    return ['case_sensitive'];
  }
  const args = compareArgsOf(checker.attribute('name') ?? '');
  if (args !== undefined) return args;
  takeValidator(translation, checker, 'output_validator', /\bregisterTestlibCmd\s*\(/, 'checker');
  return [];
}

function readValidators(translation: Translation, problem: XmlElement): boolean {
  let usesGroups = false;
  for (const [index, validator] of problem.every('assets', 'validators', 'validator').entries()) {
    const path = sourceOf(validator);
    if (path === undefined || translation.reading.get(path) === undefined) continue;
    const folder = `input_validators/${index + 1}-${plainName(baseName(path).replace(/\.[^.]*$/, ''))}`;
    copyWithLibrary(translation, path, folder);
    usesGroups ||= /\bvalidator\s*\.\s*group\s*\(/.test(translation.reading.text(path) ?? '');
  }
  return usesGroups;
}

/** Takes a program of testlib's that judges, and says why not where it cannot be run. */
function takeValidator(
  translation: Translation,
  element: XmlElement,
  folder: string,
  begins: RegExp,
  kind: 'checker' | 'interactor',
): void {
  const { reading, settingsFile } = translation;
  const path = sourceOf(element);
  if (path === undefined || reading.get(path) === undefined) {
    reading.error(
      'polygon-checker',
      path ?? settingsFile,
      `The source of the ${kind} is not in the package; download the full package from Polygon.`,
      path === undefined ? element.line : undefined,
    );
    return;
  }
  const text = reading.text(path) ?? '';
  const isCpp = languageOfFiles([path]) === 'cpp';
  if (!isCpp || !begins.test(text))
    reading.unsupported(
      'polygon-checker',
      path,
      `The ${kind} is no C++ program of testlib's, and others have rules of their own; write it in C++ with testlib.h.`,
    );
  else if (/\b(?:quitp|quitpi|_points|_pc|_partially)\b/.test(text) && kind === 'checker')
    reading.unsupported(
      'polygon-checker-points',
      path,
      'The checker gives points of its own for an output, which is not supported; let it say right or wrong, and give points to tests and groups.',
    );
  else if (reading.get(LIBRARY) === undefined && /#\s*include\s*[<"]testlib\.h[>"]/.test(text))
    reading.error(
      'testlib-missing',
      path,
      `The ${kind} includes testlib.h, which the package does not hold; put it into files/, as full packages of Polygon have it.`,
    );
  else copyWithLibrary(translation, path, folder);
}

/** A program with testlib and whatever headers the package has, as Polygon compiles them in one folder. */
function copyWithLibrary(translation: Translation, path: string, folder: string): void {
  const headers = translation.reading
    .below('files')
    .filter((name) => /\.(?:h|hpp)$/.test(name) && !name.includes('/'))
    .map((name) => `files/${name}`);
  copyTogether(translation, [path, ...headers], folder);
}

function readSolutions(translation: Translation, problem: XmlElement, fileNames: readonly string[]): void {
  const { reading, settingsFile } = translation;
  const rules: Record<string, unknown> = {};
  for (const solution of problem.every('assets', 'solutions', 'solution')) {
    const path = sourceOf(solution);
    const tag = solution.attribute('tag') ?? '';
    if (path === undefined) continue;
    const rule = Object.hasOwn(RULES, tag) ? RULES[tag] : undefined;
    if (rule === undefined) {
      reading.passOver(path, `the tag ${JSON.stringify(tag.slice(0, 60))} says nothing that it must get`);
      continue;
    }
    const copied = copySolution(translation, path, rule.folder, fileNames);
    if (copied === undefined) {
      reading.warn(
        'polygon-solution',
        settingsFile,
        `The solution ${path.slice(0, 100)} is not in the package and is left out.`,
        solution.line,
      );
      continue;
    }
    if (copied === null) continue;
    const name = `${rule.folder}/${copied}`;
    const code = codeOfType(solution.find('source')?.attribute('type') ?? '');
    const saysOther = code !== 'none' && languageOfFiles([name]) !== languageOfCode(code);
    if (saysOther || rule.rule !== undefined)
      rules[name] = { ...(saysOther ? { language: code } : {}), ...rule.rule };
  }
  if (Object.keys(rules).length > 0) translation.writeYaml('submissions/submissions.yaml', rules);
}

/** The language of Polygon's type (`cpp.g++17`, `java11`): by its own name, or as files of it end. */
function codeOfType(type: string): string {
  if (/^python\.(?:pypy)?2/.test(type)) return 'python2';
  const name = type.replace(/\d*(?:\..*)?$/, '');
  const byEnding = languageOfFiles([`a.${name}`]);
  return name === '' || byEnding !== 'none' ? byEnding : name;
}

function sourceOf(element: XmlElement): string | undefined {
  return element.find('source')?.attribute('path');
}
