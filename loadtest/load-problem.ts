import { zipSync } from 'fflate';
import type { PlannedProblem } from '../examples/planned-exam.ts';
import type { Load } from './options.ts';

/** What every submission to the problem of a load deserves. */
export const DESERVED = 'AC';
/** The language that every judge has whose machine runs anything at all. */
export const LOAD_LANGUAGE = 'python';

/** The problem that a load is judged on: twice a number, on so many test cases. */
export function makeLoadProblem({ testCases, sleepMs }: Pick<Load, 'testCases' | 'sleepMs'>): PlannedProblem {
  const problemId = 'load-twice';
  const cases = Array.from({ length: testCases }, (_, at): [string, string][] => {
    const [name, number] = [String(at + 1).padStart(3, '0'), (at + 1) * 1_009];
    return [
      [`data/secret/${name}.in`, `${number}\n`],
      [`data/secret/${name}.ans`, `${2 * number}\n`],
    ];
  }).flat();
  const files = {
    'problem.yaml': [
      'problem_format_version: 2025-09',
      'name: Twice, under load',
      'uuid: 6a1a0d6e-52a5-4a3f-9d0e-5f4d1c0a7e11',
      'credits: Assize',
      'license: cc0',
      'limits:',
      // A sleep takes no processor time, but a judge's clock goes on.
      `  time_limit: ${Math.max(2, Math.ceil(sleepMs / 1_000))}`,
      '',
    ].join('\n'),
    'statement/problem.en.md': 'Print twice the number.\n',
    'input_validators/number.py': 'import sys\nsys.exit(42 if sys.stdin.read().strip().isdigit() else 43)\n',
    'submissions/accepted/twice.py': makeLoadProgram(0, 'jury'),
    ...Object.fromEntries(cases),
  };
  const encoder = new TextEncoder();
  return {
    label: 'A',
    problemId,
    name: 'Twice, under load',
    zip: zipSync(
      Object.fromEntries(
        Object.entries(files).map(([path, text]) => [`${problemId}/${path}`, encoder.encode(text)]),
      ),
      { level: 1 },
    ),
  };
}

/** A right program for it: no two are the same. */
export function makeLoadProgram(sleepMs: number, mark: string): string {
  const pause = sleepMs === 0 ? '' : `import time\ntime.sleep(${sleepMs / 1_000})\n`;
  return `# ${mark}\n${pause}print(2 * int(input()))\n`;
}
