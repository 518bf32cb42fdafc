import { parseSignature } from '../../core/grading/function/parse-signature.ts';
import type { LanguageId } from '../../core/grading/languages/index.ts';
import { type Figure, makeFigure } from '../figure.ts';
import { mustBeAccepted, openWorkbench } from './workbench.ts';

const PAIRS = 15;
const COUNT = 50;
const SIGNATURE = parseSignature({
  parameters: [
    { name: 'a', type: 'int32' },
    { name: 'b', type: 'int32' },
  ],
  returns: 'int32',
});

const PROGRAMS: readonly (readonly [LanguageId, solve: string, whole: string, bound: number])[] = [
  [
    'java',
    'class Solution { int solve(int a, int b) { return a + b; } }',
    'public class Main { public static void main(String[] x) { java.util.Scanner s = new java.util.Scanner(System.in); System.out.println(s.nextInt() + s.nextInt()); } }',
    10,
  ],
  [
    'javascript',
    'function solve(a, b) { return a + b; }',
    'const [a, b] = require("fs").readFileSync(0, "utf8").split(" ").map(Number); console.log(a + b);',
    10,
  ],
  ['python', 'def solve(a, b): return a + b', 'a, b = map(int, input().split())\nprint(a + b)', 8],
];

/** Wall time of the run in the sandbox, as the host measured it: the same problem as whole programs and as a function. */
export async function measure(): Promise<readonly Figure[]> {
  const bench = await openWorkbench();
  try {
    const figures: Figure[] = [];
    const runWall = async (work: Promise<unknown>) => {
      await work;
      return bench.reports.at(-1)?.wallMs ?? Number.NaN;
    };
    for (const [language, solve, whole, bound] of PROGRAMS) {
      const ratios: number[] = [];
      for (let pair = 0; pair < PAIRS; pair++) {
        const stdio = await runWall(
          bench
            .judgeMany({ language, source: whole, forkServer: false }, COUNT, '20 22\n', '42\n')
            .then(mustBeAccepted),
        );
        const asked = await runWall(
          bench
            .judgeMany({ language, source: solve, signature: SIGNATURE }, COUNT, '[20, 22]', '42')
            .then(mustBeAccepted),
        );
        ratios.push(stdio / asked);
      }
      figures.push(
        makeFigure(
          `function-vs-stdio:${language}`,
          ratios,
          'x',
          { atLeast: bound },
          `N = ${COUNT}, a process each against solve()`,
        ),
      );
    }
    return figures;
  } finally {
    await bench.stop();
  }
}
