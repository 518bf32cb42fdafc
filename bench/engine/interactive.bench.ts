import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Figure, makeFigure } from '../figure.ts';
import { mustBeAccepted, openWorkbench, timeOf, type Workbench } from './workbench.ts';

const PAIRS = 15;
const TEST_CASES = 25;
const INPUT = '777\n';
const ANSWER = '';

const INTERACTOR = `#include <cstdio>
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
`;
const PROGRAM = `#include <iostream>
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
`;

/**
 * What an interactive batch costs over the physical limit: both compilations, and bare runs of the two through two pipes. A
 * pair is measured back to back, so that whatever else the machine does falls on both.
 */
export async function measure(): Promise<readonly Figure[]> {
  const bench = await openWorkbench();
  try {
    return [await measureInteractive(bench)];
  } finally {
    await bench.stop();
  }
}

async function measureInteractive(bench: Workbench): Promise<Figure> {
  const { folder } = bench;
  const path = (name: string) => join(folder, name);
  execFileSync('gcc', ['-O2', '-o', path('bare-pair'), join(import.meta.dirname, 'bare-pair.c')]);
  writeFileSync(path('program.cpp'), PROGRAM);
  writeFileSync(path('interactor.cpp'), INTERACTOR);
  writeFileSync(path('input'), INPUT);
  writeFileSync(path('answer'), ANSWER);
  mkdirSync(path('feedback'), { recursive: true });
  const compile = (name: string) =>
    execFileSync('g++', ['-std=gnu++17', '-O2', '-pipe', '-static', '-o', path(name), path(`${name}.cpp`)]);
  const runs = ['program', 'interactor', 'input', 'answer', 'feedback'].map(path);
  const hash = createHash('sha256').update(INTERACTOR).digest('hex');
  const data = new Map(
    [INPUT, ANSWER, INTERACTOR].map((text) => [createHash('sha256').update(text).digest('hex'), text]),
  );
  const ratios: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const limit = await timeOf(() => {
      compile('interactor');
      compile('program');
      execFileSync(path('bare-pair'), [String(TEST_CASES), ...runs]);
    });
    const ours = await timeOf(async () =>
      mustBeAccepted(
        await bench.judgeMany(
          {
            language: 'cpp',
            source: PROGRAM,
            readTestData: async (wanted) => Buffer.from(data.get(wanted) as string),
            validation: {
              kind: 'interactive',
              args: [],
              program: {
                language: 'cpp',
                files: [{ name: 'interactor.cpp', hash, bytes: INTERACTOR.length }],
              },
            },
          },
          TEST_CASES,
          INPUT,
          ANSWER,
        ),
      ),
    );
    ratios.push(ours / limit);
  }
  return makeFigure(
    'interactive-vs-limit',
    ratios,
    'x',
    { atMost: 1.3 },
    'wall / (both compilations + bare runs through two pipes)',
  );
}
