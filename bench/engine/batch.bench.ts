import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Figure, makeFigure } from '../figure.ts';
import { mustBeAccepted, openWorkbench, timeOf, type Workbench } from './workbench.ts';

const PAIRS = 15;
const CPP = `#include <cstdio>
#include <iostream>
int main() { long a, b; std::cin >> a >> b; std::cout << a + b << "\\n"; }`;
const CPP_20_MS = CPP.replace(
  'int main() {',
  'int main() { for (volatile long i = 0; i < 12000000; i = i + 1) {}',
);
const PYTHON = 'a, b = map(int, input().split())\nprint(a + b)';
const INPUT = '20 22\n';
const ANSWER = '42\n';

/**
 * What the engine costs over the physical limit, and against a judge call for each test case. A pair is measured back
 * to back, so that whatever else the machine does falls on both.
 */
export async function measure(): Promise<readonly Figure[]> {
  const bench = await openWorkbench();
  try {
    return [...(await measureCpp(bench)), ...(await measurePython(bench)), ...(await measureSeparate(bench))];
  } finally {
    await bench.stop();
  }
}

async function measureCpp(bench: Workbench): Promise<Figure[]> {
  const bare = bench.bare();
  const figures: Figure[] = [];
  for (const [name, source, count, bound] of [
    ['batch-vs-limit:cpp-50', CPP, 50, 1.25],
    ['batch-vs-limit:cpp-200', CPP, 200, 1.15],
    ['batch-vs-limit:cpp-50x20ms', CPP_20_MS, 50, 1.1],
  ] as const) {
    const file = join(bench.folder, 'main.cpp');
    const program = join(bench.folder, 'main');
    writeFileSync(file, source);
    const ratios: number[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const compile = await timeOf(() =>
        execFileSync('g++', ['-std=gnu++17', '-O2', '-pipe', '-static', '-o', program, file]),
      );
      const limit = compile + bare(count, INPUT, [program]).wallMs;
      const ours = await timeOf(async () =>
        mustBeAccepted(await bench.judgeMany({ language: 'cpp', source }, count, INPUT, ANSWER)),
      );
      ratios.push(ours / limit);
    }
    figures.push(makeFigure(name, ratios, 'x', { atMost: bound }, 'wall / (one compilation + bare runs)'));
  }
  return figures;
}

async function measurePython(bench: Workbench): Promise<Figure[]> {
  const bare = bench.bare();
  const file = join(bench.folder, 'main.py');
  writeFileSync(file, PYTHON);
  const each: number[] = [];
  const server: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const limit = bare(50, INPUT, ['/usr/bin/python3', file]).wallMs;
    const judge = (forkServer: boolean) =>
      timeOf(async () =>
        mustBeAccepted(
          await bench.judgeMany({ language: 'python', source: PYTHON, forkServer }, 50, INPUT, ANSWER),
        ),
      );
    each.push((await judge(false)) / limit);
    server.push((await judge(true)) / limit);
  }
  return [
    makeFigure('batch-vs-limit:python-50', each, 'x', { atMost: 1.1 }, 'a process each'),
    makeFigure('batch-vs-limit:python-50-fork-server', server, 'x', { atMost: 0.4 }, 'the fork server'),
  ];
}

async function measureSeparate(bench: Workbench): Promise<Figure[]> {
  const walls: Figure[] = [];
  const ratios: number[] = [];
  let calls = 0;
  const one = () =>
    timeOf(async () =>
      mustBeAccepted(
        await bench.judgeMany({ language: 'cpp', source: CPP, batches: false }, 1, INPUT, ANSWER),
      ),
    );
  const batch = (count: number) =>
    timeOf(async () => {
      calls = mustBeAccepted(
        await bench.judgeMany({ language: 'cpp', source: CPP }, count, INPUT, ANSWER),
      ).judgeCalls;
    });
  for (let pair = 0; pair < PAIRS; pair++) ratios.push((50 * (await one())) / (await batch(50)));
  for (const count of [5, 25, 50]) {
    const together = [await batch(count), await batch(count), await batch(count)].map((ms) => ms / 1000);
    walls.push(makeFigure(`batch-wall-s:cpp-${count}`, together, 's'));
  }
  return [
    makeFigure(
      'batch-vs-separate-wall',
      ratios,
      'x',
      { atLeast: 20 },
      '50 x one measured call / one batch of 50, same host',
    ),
    makeFigure('batch-vs-separate-calls', [50 / calls], 'x', { atLeast: 50 }),
    ...walls,
  ];
}
