import { zipSync } from 'fflate';
import type { Verdict } from '../../core/grading/verdict.ts';
import type { PlannedProblem } from '../planned-exam.ts';

/** CPU time of one test case, ms. */
export const TIME_MS = 500;

/** The problem on which hostile programs are judged: to echo a word, but for `X`, on which attacks strike; then `2`. */
export function makeHostileProblem(): PlannedProblem {
  const problemId = 'struck-echo';
  const cases = [
    ['sample/1', '1', '1'],
    ['sample/2', 'X', '2'],
    ['secret/3', '3', '3'],
    ['secret/4', '4', '4'],
  ].flatMap(([name, input, answer]) => [
    [`data/${name}.in`, `${input}\n`],
    [`data/${name}.ans`, `${answer}\n`],
  ]) as [string, string][];
  const files = {
    'problem.yaml': [
      'problem_format_version: 2025-09',
      'name: Struck echo',
      'uuid: 3a0a6b52-9d0f-4f0e-8a53-6c0b9d3f7e21',
      'credits: Assize',
      'license: cc0',
      'limits:',
      `  time_limit: ${TIME_MS / 1_000}`,
      '  memory: 128',
      '  output: 1',
      '  compilation_time: 3',
      '',
    ].join('\n'),
    'statement/problem.en.md': 'Print the word that you read, but `2` for `X`.\n',
    'input_validators/word.py': 'import sys\nsys.exit(42 if len(sys.stdin.read().split()) == 1 else 43)\n',
    'submissions/accepted/right.py': HONEST_PROGRAMS[0]!.source,
    ...Object.fromEntries(cases),
  };
  const encoder = new TextEncoder();
  return {
    label: 'A',
    problemId,
    name: 'Struck echo',
    zip: zipSync(
      Object.fromEntries(
        Object.entries(files).map(([path, text]) => [`${problemId}/${path}`, encoder.encode(text)]),
      ),
    ),
  };
}

/** What people hand in who want nothing but their verdict. */
export const HONEST_PROGRAMS: readonly {
  readonly language: 'c' | 'python';
  readonly source: string;
  readonly deserves: Verdict;
}[] = [
  { language: 'python', source: "word = input()\nprint(2 if word == 'X' else word)\n", deserves: 'AC' },
  {
    language: 'c',
    source:
      '#include <stdio.h>\nint main(void) { char w[9]; scanf("%8s", w); puts(w[0] == \'X\' ? "2" : w); }\n',
    deserves: 'AC',
  },
  { language: 'python', source: 'print(input())\n', deserves: 'WA' },
  { language: 'c', source: '#include <stdio.h>\nint main(void) { puts("1"); }\n', deserves: 'WA' },
  { language: 'python', source: 'print(int(input()))\n', deserves: 'RTE' },
  { language: 'c', source: 'int main(void) { return missing; }\n', deserves: 'CE' },
];
