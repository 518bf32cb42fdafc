import type { Translation } from '../translation.ts';
import { readXml, type XmlElement } from '../xml.ts';
import { readPrograms } from './polygon-programs.ts';
import { languageCodeOf, readStatements } from './polygon-statements.ts';
import { readTests } from './polygon-tests.ts';

/** The file that makes a folder a package of Codeforces Polygon. */
export const POLYGON_FILE = 'problem.xml';

/** Translates a package of Codeforces Polygon, as `problem.xml` describes it; without faults only what is judged alike. */
export function translatePolygon(translation: Translation): void {
  const { reading } = translation;
  const problem = readXml(reading, POLYGON_FILE);
  if (problem === null) return;
  if (problem.name !== 'problem') {
    reading.error(
      'polygon-root',
      POLYGON_FILE,
      `The file begins with <${problem.name.slice(0, 60)}>; one of Codeforces Polygon begins with <problem>.`,
      problem.line,
    );
    return;
  }
  const testset = chooseTestset(translation, problem);
  if (testset === undefined) return;
  const fileNames = readFileNames(translation, problem);
  refuseGraders(translation, problem);
  refuseRunTwice(translation, problem);
  const programs = readPrograms(translation, problem, fileNames);
  const { scoring } = readTests(translation, testset, programs);
  const url = problem.attribute('url');
  translation.writeYaml('problem.yaml', {
    problem_format_version: '2025-09',
    name: namesOf(problem, reading.name),
    type: [scoring ? 'scoring' : 'pass-fail', ...(programs.interactive ? ['interactive'] : [])],
    source: url === undefined ? undefined : { name: 'Codeforces Polygon', url },
    keywords: wordsOfTags(problem),
    limits: {
      ...limitOf(translation, testset, 'time-limit', 'time_limit', 1000),
      ...limitOf(translation, testset, 'memory-limit', 'memory', 2 ** 20),
    },
  });
  readStatements(translation, problem);
}

/** The test set that participants are judged by. */
function chooseTestset({ reading }: Translation, problem: XmlElement): XmlElement | undefined {
  const testsets = problem.every('judging', 'testset');
  const chosen = testsets.find((each) => each.attribute('name') === 'tests') ?? testsets[0];
  if (chosen === undefined) {
    reading.error(
      'polygon-tests',
      POLYGON_FILE,
      'There is no <testset> in <judging>, so nothing can be judged; export the package again.',
      problem.line,
    );
    return undefined;
  }
  const others = testsets.filter((each) => each !== chosen).map((each) => each.attribute('name') ?? '?');
  if (others.length > 0)
    reading.warn(
      'polygon-testsets',
      POLYGON_FILE,
      `Judged is the test set ${chosen.attribute('name') ?? '?'}; ${others.slice(0, 5).join(', ')} are passed over.`,
      chosen.line,
    );
  return chosen;
}

/** Files that programs use elsewhere. */
function readFileNames({ reading }: Translation, problem: XmlElement): string[] {
  const judging = problem.find('judging');
  const names = ['input-file', 'output-file']
    .map((each) => judging?.attribute(each) ?? '')
    .filter((each) => each !== '');
  if (names.length > 0)
    reading.warn(
      'polygon-file-names',
      POLYGON_FILE,
      `The problem has programs use the files ${names.join(' and ')}; here all read standard input and write standard output, so say that in the statement.`,
      judging?.line,
    );
  return names;
}

/** Resources that Polygon compiles with every solution. */
function refuseGraders({ reading }: Translation, problem: XmlElement): void {
  for (const file of problem.every('files', 'resources', 'file')) {
    if (!file.every('assets', 'asset').some((asset) => asset.attribute('name') === 'SOLUTION')) continue;
    reading.unsupported(
      'include',
      file.attribute('path') ?? POLYGON_FILE,
      'This file is added to every submission (a grader), which is not supported; let programs read and print everything themselves.',
    );
  }
}

/** Programs that run again on what the run before it printed: a number, or only a tag, says so. */
function refuseRunTwice({ reading }: Translation, problem: XmlElement): void {
  const judging = problem.find('judging');
  const tag = problem
    .every('tags', 'tag')
    .find((each) => /^run-?twice$/i.test(each.attribute('value') ?? ''));
  if (tag === undefined && (judging?.attribute('run-count')?.trim() || '1') === '1') return;
  reading.unsupported(
    'multi-pass',
    POLYGON_FILE,
    'Programs are run more than once (run-count, run-twice), each time on what the run before it made, which is not supported.',
    (tag ?? judging)?.line,
  );
}

function namesOf(problem: XmlElement, fallback: string): string | Record<string, string> {
  const names: Record<string, string> = {};
  for (const name of problem.every('names', 'name')) {
    const value = name.attribute('value')?.trim() ?? '';
    const code = languageCodeOf(name.attribute('language') ?? '');
    if (value !== '' && code !== undefined && !Object.hasOwn(names, code)) names[code] = value;
  }
  if (Object.keys(names).length > 0) return names;
  return problem.attribute('short-name') ?? (fallback === '' ? 'Untitled' : fallback);
}

function wordsOfTags(problem: XmlElement): string[] | undefined {
  const tags = problem.every('tags', 'tag').flatMap((tag) => tag.attribute('value') ?? []);
  return tags.length === 0 ? undefined : tags;
}

/** A limit of a test set, in the unit of `problem.yaml`. */
function limitOf(
  { reading }: Translation,
  testset: XmlElement,
  name: string,
  key: string,
  unit: number,
): Record<string, number> {
  const said = testset.said(name);
  if (said === undefined) return {};
  const value = Number(said);
  if (/^\d+$/.test(said) && value > 0) return { [key]: value / unit };
  reading.error(
    'polygon-limit',
    POLYGON_FILE,
    `<${name}> is ${JSON.stringify(said.slice(0, 60))}; it must be a whole number above 0.`,
    testset.find(name)?.line,
  );
  return {};
}
