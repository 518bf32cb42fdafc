import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LanguageId } from '../../core/grading/languages/index.ts';
import { type Figure, makeFigure } from '../figure.ts';
import { mustBeAccepted, openWorkbench, timeOf, type Workbench } from './workbench.ts';

const PAIRS = 15;
const INPUT = '20 22\n';
const ANSWER = '42\n';
const MAIN = 'int main() { long a, b; std::cin >> a >> b; std::cout << a + b << "\\n"; }';
const ALL_HEADERS = `#include <bits/stdc++.h>\n${MAIN}`;
const PLAIN_HEADERS = `#include <cstdio>\n#include <iostream>\n${MAIN}`;
const ONE_HEADER = `#include <iostream>\n${MAIN}`;
const JAVA = `import java.util.Scanner;
public class Main { public static void main(String[] x) { Scanner s = new Scanner(System.in); System.out.println(s.nextInt() + s.nextInt()); } }`;
const GPP = ['g++', '-std=gnu++17', '-O2', '-pipe', '-static', '-o', 'main', 'main.cpp'];
const JAVAC = ['javac', '-J-XX:+UseSerialGC', '-J-XX:TieredStopAtLevel=1', '-proc:none', 'Main.java'];
const JVM = ['/usr/bin/java', '-Xss64m', '-XX:+UseSerialGC', '-XX:-UsePerfData', '-Xshare:auto'];

/**
 * What a host's head start makes of the engine's times: whole judge calls against the usual command, which knows nothing of
 * it, and bare runs. Pairs are measured back to back.
 */
export async function measure(): Promise<readonly Figure[]> {
  const bench = await openWorkbench({ headStarts: true });
  try {
    const cpp = {
      language: 'cpp',
      file: 'main.cpp',
      command: GPP,
      run: [join(bench.folder, 'main')],
    } as const;
    const java = {
      language: 'java',
      file: 'Main.java',
      command: JAVAC,
      run: [...JVM, '-cp', bench.folder, 'Main'],
    } as const;
    return [
      await compare(bench, 'compile-vs-bare:cpp', { ...cpp, source: ALL_HEADERS, count: 0, atMost: 0.5 }),
      await compare(bench, 'batch-vs-limit:cpp-50-all-headers', {
        ...cpp,
        source: ALL_HEADERS,
        count: 50,
        atMost: 0.7,
      }),
      await compare(bench, 'batch-vs-limit:cpp-50-plain-headers', {
        ...cpp,
        source: PLAIN_HEADERS,
        count: 50,
        atMost: 1.1,
      }),
      await compare(bench, 'batch-vs-limit:cpp-50-iostream', { ...cpp, source: ONE_HEADER, count: 50 }),
      await compare(bench, 'compile-vs-bare:java', { ...java, source: JAVA, count: 0 }),
      await compare(bench, 'batch-vs-limit:java-50', { ...java, source: JAVA, count: 50 }),
    ];
  } finally {
    await bench.stop();
  }
}

interface Compared {
  readonly language: LanguageId;
  readonly source: string;
  readonly file: string;
  readonly command: readonly string[];
  readonly run: readonly string[];
  /** Bare runs; 0: compiling alone is measured, by a judge call of one test case. */
  readonly count: number;
  readonly atMost?: number;
}

async function compare(bench: Workbench, name: string, compared: Compared): Promise<Figure> {
  const { language, source, file, command, run, count, atMost } = compared;
  const [compiler = '', ...args] = command;
  const bare = bench.bare();
  const ratios: number[] = [];
  writeFileSync(join(bench.folder, file), source);
  const judge = async () =>
    mustBeAccepted(
      await bench.judgeMany(
        { language, source, headStartLanguages: [language] },
        Math.max(1, count),
        INPUT,
        ANSWER,
      ),
    );
  for (let pair = 0; pair < PAIRS; pair++) {
    const compiling = await timeOf(() => execFileSync(compiler, args, { cwd: bench.folder, stdio: 'pipe' }));
    const limit = compiling + (count === 0 ? 0 : bare(count, INPUT, run).wallMs);
    ratios.push((await timeOf(judge)) / limit);
  }
  const note =
    count === 0
      ? 'wall of a judge call with one test case / the usual command'
      : 'wall / (the usual command + bare runs)';
  return makeFigure(name, ratios, 'x', atMost === undefined ? undefined : { atMost }, note);
}
