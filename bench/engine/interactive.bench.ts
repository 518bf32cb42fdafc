import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputValidation } from '../../core/grading/output-validation.ts';
import { type Figure, makeFigure } from '../figure.ts';
import { mustBeAccepted, openWorkbench, timeOf, type Workbench } from './workbench.ts';

const PAIRS = 15;
const TEST_CASES = 25;

/** Two programs in C++ that are judged together, and what runs them bare. */
interface Pair {
  readonly figure: string;
  readonly note: string;
  /** A file of this folder. */
  readonly bare: string;
  readonly program: string;
  readonly interactor: string;
  readonly input: string;
  readonly answer: string;
  readonly how: Pick<Extract<OutputValidation, { kind: 'interactive' }>, 'passes' | 'listens'>;
}

const INTERACTIVE: Pair = {
  figure: 'interactive-vs-limit',
  note: 'wall / (both compilations + bare runs through two pipes)',
  bare: 'bare-pair',
  input: '777\n',
  answer: '',
  how: {},
  interactor: `#include <cstdio>
#include <fstream>
#include <iostream>
int main(int, char **argument) {
  long wanted, guess;
  std::ifstream(argument[1]) >> wanted;
  while (std::cin >> guess) {
    std::cout << (guess < wanted ? "higher" : guess > wanted ? "lower" : "correct") << std::endl;
    if (guess == wanted) return 42;
  }
  return 43;
}
`,
  program: `#include <iostream>
#include <string>
int main() {
  long low = 1, high = 1000;
  for (std::string word; word != "correct";) {
    long guess = (low + high) / 2;
    std::cout << guess << std::endl;
    if (!(std::cin >> word)) return 1;
    if (word == "higher") low = guess + 1; else high = guess - 1;
  }
}
`,
};

/** In two passes: a number is coded, and read again. */
const MULTI_PASS: Pair = {
  figure: 'multi-pass-vs-limit',
  note: 'wall / (both compilations + bare runs of both, pass by pass)',
  bare: 'bare-passes',
  input: 'code 777\n',
  answer: '777\n',
  how: { passes: 2, listens: true },
  interactor: `#include <fstream>
#include <iostream>
#include <string>
int main(int, char **argument) {
  std::string folder = argument[3];
  long wanted, said, earlier;
  std::ifstream(argument[2]) >> wanted;
  if (!(std::cin >> said)) return 43;
  if (std::ifstream(folder + "said") >> earlier) return said == wanted ? 42 : 43;
  std::ofstream(folder + "said") << said;
  std::ofstream(folder + "nextpass.in") << "read " << said << std::endl;
  return 42;
}
`,
  program: `#include <iostream>
#include <string>
int main() {
  std::string word;
  long number;
  std::cin >> word >> number;
  std::cout << (word == "code" ? 3 * number + 1 : (number - 1) / 3) << std::endl;
}
`,
};

/**
 * What batches of interactive and of multi-pass problems cost over the physical limit: both compilations, and bare runs of
 * the two. A pair is measured back to back, so that whatever else the machine does falls on both.
 */
export async function measure(): Promise<readonly Figure[]> {
  const bench = await openWorkbench();
  try {
    return [await measurePair(bench, INTERACTIVE), await measurePair(bench, MULTI_PASS)];
  } finally {
    await bench.stop();
  }
}

async function measurePair(bench: Workbench, pair: Pair): Promise<Figure> {
  const { interactor, program, input, answer } = pair;
  const folder = join(bench.folder, pair.bare);
  const path = (name: string) => join(folder, name);
  mkdirSync(path('feedback'), { recursive: true });
  execFileSync('gcc', ['-O2', '-o', path('bare'), join(import.meta.dirname, `${pair.bare}.c`)]);
  for (const [name, content] of Object.entries({
    'program.cpp': program,
    'interactor.cpp': interactor,
    input,
    answer,
  }))
    writeFileSync(path(name), content);
  const compile = (name: string) =>
    execFileSync('g++', ['-std=gnu++17', '-O2', '-pipe', '-static', '-o', path(name), path(`${name}.cpp`)]);
  const runs = ['program', 'interactor', 'input', 'answer', 'feedback/'].map(path);
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
  const data = new Map([input, answer, interactor].map((text) => [hashOf(text), text]));
  const ratios: number[] = [];
  for (let at = 0; at < PAIRS; at++) {
    const limit = await timeOf(() => {
      compile('interactor');
      compile('program');
      execFileSync(path('bare'), [String(TEST_CASES), ...runs]);
    });
    const ours = await timeOf(async () =>
      mustBeAccepted(
        await bench.judgeMany(
          {
            language: 'cpp',
            source: program,
            readTestData: async (wanted) => Buffer.from(data.get(wanted) as string),
            validation: {
              kind: 'interactive',
              args: [],
              program: {
                language: 'cpp',
                files: [{ name: 'interactor.cpp', hash: hashOf(interactor), bytes: interactor.length }],
              },
              ...pair.how,
            },
          },
          TEST_CASES,
          input,
          answer,
        ),
      ),
    );
    ratios.push(ours / limit);
  }
  return makeFigure(pair.figure, ratios, 'x', { atMost: 1.3 }, pair.note);
}
