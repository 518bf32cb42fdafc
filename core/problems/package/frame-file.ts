import type { Frame } from '../../grading/frame.ts';
import type { JurySubmission } from '../problem.ts';
import { isJudged, languageOfCode } from './package-languages.ts';
import type { PackageReading } from './package-tree.ts';
import { readYamlMap } from './yaml-map.ts';

/** The file that makes a problem's test cases code: our addition to the format, which ignores files it does not know. */
export const FRAME_FILE = 'frame.yaml';

/** What is put around programs, if the package says so; a wrong one is a fault. */
export function readFrame(reading: PackageReading): Frame | undefined {
  const yaml = readYamlMap(reading, FRAME_FILE);
  if (yaml === null) return undefined;
  yaml.allowOnly(['language', 'before', 'between', 'after', 'test_cases', 'replace']);
  const language = languageOfCode(yaml.string('language') ?? '');
  if (!isJudged(language))
    yaml.error(
      'frame-language',
      'language',
      `language is ${JSON.stringify(language)}; write one that is judged.`,
    );
  const codes = yaml.child('test_cases');
  const replaced = yaml.child('replace');
  const replace = (replaced?.keys() ?? []).map((key) => [key, replaced?.string(key) ?? ''] as const);
  return {
    language,
    before: yaml.string('before') ?? '',
    between: yaml.string('between') ?? '',
    after: yaml.string('after') ?? '',
    testCases: Object.fromEntries((codes?.keys() ?? []).map((id) => [id, codes?.string(id) ?? ''])),
    ...(replace.length === 0 ? {} : { replace }),
  };
}

/** Faults test cases without code, and programs that cannot be framed. */
export function checkFrame(
  reading: PackageReading,
  frame: Frame,
  ids: readonly string[],
  jurySubmissions: readonly JurySubmission[],
): void {
  const without = ids.filter((id) => !Object.hasOwn(frame.testCases, id));
  const [first] = without;
  if (first !== undefined)
    reading.error(
      'frame-test-case',
      FRAME_FILE,
      `${without.length === 1 ? 'A test case has' : `${without.length} test cases have`} no code (${first}); add it under test_cases.`,
    );
  for (const { path, program } of jurySubmissions)
    if (isJudged(program.language) && (program.language !== frame.language || program.files.length > 1))
      reading.error(
        'frame-program',
        `submissions/${path}`,
        `Programs of this problem are one file in ${frame.language}, since they are put together with the code of test cases.`,
      );
}
