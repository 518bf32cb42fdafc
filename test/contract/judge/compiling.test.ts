import { describe, expect, it } from 'vitest';
import { LANGUAGES, type LanguageId } from '../../../core/grading/languages/index.ts';
import type { ProblemLimits } from '../../../core/grading/problem-limits.ts';
import { readRoomProgram } from '../../support/room-programs.ts';
import { judgeWith, makeTestData, THOROUGH, tellVerdicts, useJudge } from './judge-under-test.ts';

const under = useJudge();

const data = makeTestData([
  ['1 2\n', '3\n'],
  ['4 5\n', '9\n'],
]);
const limits = { timeMs: 1000, memoryKiB: 256 * 1024, outputKiB: 1024 };

/** Judges a program that may take this to compile: 2 s and 256 MiB unless told otherwise. */
const compile = async (language: 'c' | 'cpp', source: string, changed: Partial<ProblemLimits> = {}) =>
  await judgeWith(under.judge, language, source, data, {
    limits: { ...limits, compileTimeMs: 2000, compileMemoryKiB: 256 * 1024, ...changed },
  });

describe('compiling within limits', () => {
  it('ends a source that includes itself', async () => {
    const source = '#include "main.c"\n#include "main.c"\nint main(void) {}\n';
    const { verdict, compileOutput, judgeCalls } = await compile('c', source);
    expect(verdict).toBe('CE');
    expect(compileOutput).toMatch(/^Compiling was stopped: it took more than 2 s of CPU time\./);
    expect(judgeCalls).toBe(1);
  });

  it('ends a compiler that reads without end', async () => {
    const { verdict, compileOutput } = await compile('c', '#include "/dev/zero"\nint main(void) {}\n', {
      compileTimeMs: 10_000,
    });
    expect(verdict).toBe('CE');
    expect(compileOutput).toMatch(/^Compiling was stopped: it took more than 256 MiB of memory\./);
  });

  it('ends a bomb of templates', async () => {
    const bomb = `template <int N, int M> struct Bomb { static constexpr long long n = Bomb<N - 1, 2 * M>::n + Bomb<N - 1, 2 * M + 1>::n; };
template <int M> struct Bomb<0, M> { static constexpr long long n = M; };
int main() { return Bomb<24, 1>::n; }\n`;
    const { verdict, compileOutput } = await compile('cpp', bomb);
    expect(verdict).toBe('CE');
    expect(compileOutput).toMatch(/^Compiling was stopped: it took more than/);
  });

  it('tells the beginning of a flood of errors, of more than any answer could hold', async () => {
    const name = 'n'.repeat(2000);
    const source = `#define A(x) int x = undefined_${name};\n${Array.from({ length: 60_000 }, (_, i) => `A(a${i})`).join('\n')}\nint main(void) {}\n`;
    const { verdict, compileOutput } = await compile('c', source, {
      compileTimeMs: 6000,
      compileMemoryKiB: 512 * 1024,
    });
    expect(verdict).toBe('CE');
    expect(compileOutput).toMatch(/main\.c:\d+:.* error: .*undefined_n/);
    expect(compileOutput?.length).toBeLessThan(5000);
  });

  it('takes a program that is right although its compiler has much to say', async () => {
    const warnings = Array.from({ length: 2000 }, (_, i) => `#warning ${'w'.repeat(200)} ${i}`).join('\n');
    const source = `#include <stdio.h>\n${warnings}\nint main(void) { int a, b; scanf("%d %d", &a, &b); printf("%d\\n", a + b); }\n`;
    expect(tellVerdicts(await compile('c', source))).toEqual(['AC', 'AC']);
  });

  it('calls an artefact that no host would write the program’s fault', async () => {
    const source = 'char a[1ull << 33] = {1};\nint main(void) { return a[5]; }\n';
    const { verdict } = await compile('c', source);
    expect(verdict).toBe('CE');
  });
});

describe('checking scripts', () => {
  it('reads every file of a program in JavaScript, used or not', async () => {
    const main = { name: 'main.js', content: "console.log(require('./told.js'));\n" };
    const told = { name: 'told.js', content: 'module.exports = 3;\n' };
    const misspelt = { name: 'unused.js', content: 'letter unused = 1;\n' };
    const judge = async (...files: { name: string; content: string }[]) =>
      await judgeWith(under.judge, 'javascript', files, makeTestData([['1 2\n', '3\n']]));
    expect((await judge(main, told)).verdict).toBe('AC');
    const { verdict, compileOutput } = await judge(main, told, misspelt);
    expect(verdict).toBe('CE');
    expect(compileOutput).toMatch(/unused\.js:1\n[\s\S]*SyntaxError: /);
  });
});

describe('code that runs while its program is compiled', () => {
  const attacks: readonly (readonly [LanguageId, string, string])[] = [
    ['perl', 'writes another script to run', `BEGIN { open(F, ">", "run"); print F "exit\\n"; close(F); }\n`],
    [
      'perl',
      'replaces the supervisor',
      `BEGIN { for (<assize-*>) { rename $_, "$_.old"; open(F, ">", $_); close(F); } }\n`,
    ],
    ['perl', 'leaves what a later release would run', `BEGIN { open(F, ">", "run.sh"); close(F); }\n`],
    [
      'perl',
      'has the watcher killed, and changes what it was to find',
      `BEGIN { open(F, ">", "run"); print F "exit\\n"; close(F); kill 9, getppid(), -1; }\n`,
    ],
    [
      'haskell',
      'writes another script to run',
      `{-# LANGUAGE TemplateHaskell #-}\nimport Language.Haskell.TH.Syntax\n$(runIO (writeFile "run" "exit\\n") >> pure [])\nmain = pure ()\n`,
    ],
  ];

  it.for(attacks)('%s: %s', async ([language, , source], context) => {
    if (!under.offers(LANGUAGES[language].judge0.id)) context.skip(`the host has no ${language}`);
    const judging = judgeWith(under.judge, language, source, data, { limits });
    expect(await judging).toMatchObject({ verdict: 'CE', perCase: [] });
  });

  it('is said to have changed files', async (context) => {
    if (!under.offers(LANGUAGES.perl.judge0.id)) context.skip('the host has no Perl');
    const source = 'BEGIN { open(F, ">", "run"); close(F); }\n';
    const { compileOutput } = await judgeWith(under.judge, 'perl', source, data, { limits });
    expect(compileOutput).toBe('Compiling this program changed files that do not belong to it.');
  });

  it('cannot write into what watches it', async (context) => {
    if (!under.offers(LANGUAGES.perl.judge0.id)) context.skip('the host has no Perl');
    const source = `BEGIN {
  for (my $pid = getppid(), my $seen = 0; $pid > 1;) {
    open(F, "/proc/$pid/stat") or last;
    my ($name, $parent) = <F> =~ /\\((.*)\\) \\S (\\d+)/;
    die "opened $name" if $name =~ /^assize/ && open(M, "+<", "/proc/$pid/mem");
    $pid = $parent;
  }
}
my $n = 0; $n += $_ for split " ", <STDIN>; print "$n\\n";
`;
    expect(tellVerdicts(await judgeWith(under.judge, 'perl', source, data, { limits }))).toEqual([
      'AC',
      'AC',
    ]);
  });

  it('may do what is its own', async (context) => {
    if (!under.offers(LANGUAGES.perl.judge0.id)) context.skip('the host has no Perl');
    const source =
      'my $n; BEGIN { open(F, ">", "/tmp/mine"); close(F); $n = 0; }\n$n += $_ for split " ", <STDIN>; print "$n\\n";\n';
    expect(tellVerdicts(await judgeWith(under.judge, 'perl', source, data, { limits }))).toEqual([
      'AC',
      'AC',
    ]);
  });
});

describe('a program that nothing could start', () => {
  it.for([
    ['java', 'public class Adder { int add(int a, int b) { return a + b; } }', true],
    ['java', 'package exam; class Adder { static void main(String a) {} }', true],
    ['kotlin', 'class Adder { fun main() {} }', THOROUGH],
    ['scala', 'class Adder { def main(args: Array[String]): Unit = {} }', THOROUGH],
  ] as const)(
    'is CE, with the words of what would start it: %s',
    async ([language, source, isRun], context) => {
      if (!isRun) context.skip('in long runs only');
      if (!under.offers(LANGUAGES[language].judge0.id)) context.skip(`the host has no ${language}`);
      const result = await judgeWith(under.judge, language, source, data, { limits });
      expect(result).toMatchObject({ verdict: 'CE', perCase: [], judgeCalls: 1 });
      expect(result.compileOutput).toMatch(
        /Main method not found|Could not find or load main class|main is not static|must be static/i,
      );
    },
  );

  it('is none whose class has any name, and stands in a package', async (context) => {
    if (!under.offers(LANGUAGES.java.judge0.id)) context.skip('the host has no Java');
    const source = `package org.exam;
public class Sum {
  public static void main(String[] args) {
    java.util.Scanner in = new java.util.Scanner(System.in);
    System.out.println(in.nextInt() + in.nextInt());
  }
}
`;
    expect(tellVerdicts(await judgeWith(under.judge, 'java', source, data, { limits }))).toEqual([
      'AC',
      'AC',
    ]);
  });
});

describe('a program that is not compiled, and that its interpreter cannot read', () => {
  const right = {
    python: 'a, b = map(int, input().split())\nprint(a + b)\n',
    javascript:
      "const [a, b] = require('fs').readFileSync(0, 'utf8').split(' ').map(Number);\nconsole.log(a + b);\n",
  };
  const ways = [
    ['a server', data, {}],
    ['a process each', data, { forkServer: false }],
    ['one test case', { ...data, testCases: data.testCases.slice(0, 1) }, {}],
    ['the judge’s own language', data, { batches: false }],
  ] as const;

  it.each(ways)('is CE in Python with its message: %s', async (_, cases, options) => {
    const broken = `${right.python}if a:\nprint(a)\n`;
    const result = await judgeWith(under.judge, 'python', broken, cases, { limits, ...options });
    expect(result).toMatchObject({ verdict: 'CE', perCase: [], judgeCalls: 1 });
    expect(result.compileOutput).toMatch(
      /^File ".*\.py", line 4\n\s*print\(a\)\n\s*\^*\n?IndentationError: expected an indented block/,
    );
    expect(result.compileOutput).not.toMatch(/\/|assize/);
    expect(
      tellVerdicts(await judgeWith(under.judge, 'python', right.python, cases, { limits, ...options })),
    ).toEqual(cases.testCases.map(() => 'AC'));
  });

  it.each(ways.slice(1))('is CE in JavaScript with its message: %s', async (_, cases, options) => {
    const broken = `${right.javascript}foo(;\n`;
    const result = await judgeWith(under.judge, 'javascript', broken, cases, { limits, ...options });
    expect(result).toMatchObject({ verdict: 'CE', perCase: [], judgeCalls: 1 });
    expect(result.compileOutput).toMatch(/\.js:3\nfoo\(;\n[ ]+\^\n+SyntaxError: Unexpected token/);
    expect(
      tellVerdicts(
        await judgeWith(under.judge, 'javascript', right.javascript, cases, { limits, ...options }),
      ),
    ).toEqual(cases.testCases.map(() => 'AC'));
  });

  it.each([
    ['exec', "exec('if 1:\\nprint(1)')"],
    ['eval', "eval('1 +')"],
    ['raising one', "raise SyntaxError('mine')"],
    ['exit code 98', 'import os; os._exit(98)'],
  ])('is not one that fails to read something else: %s', async (_, source) => {
    for (const options of [{}, { forkServer: false }, { batches: false }])
      expect((await judgeWith(under.judge, 'python', source, data, { limits, ...options })).verdict).toBe(
        'RTE',
      );
  });

  it.each([
    [
      'latin-1 with a cookie',
      Buffer.from(
        '# -*- coding: latin-1 -*-\n# \xe9\na, b = map(int, input().split())\nprint(a + b)\n',
        'latin1',
      ),
      'AC',
    ],
    [
      'latin-1 without',
      Buffer.from('# \xe9\na, b = map(int, input().split())\nprint(a + b)\n', 'latin1'),
      'RTE',
    ],
    ['a byte-order mark', Buffer.from(`\ufeff${right.python}`), 'AC'],
    ['an unknown cookie', Buffer.from(`# coding: nonsense\n${right.python}`), 'CE'],
    ['a warning', Buffer.from(`${right.python}s = "\\d"\nassert (1, 'x')\n`), 'AC'],
    ['a null byte', Buffer.from(`${right.python}\0`), 'CE'],
  ])('is read as Python reads files: %s', async (_, source, verdict) => {
    for (const options of [{}, { forkServer: false }])
      expect((await judgeWith(under.judge, 'python', source, data, { limits, ...options })).verdict).toBe(
        verdict,
      );
  });

  it.for(['bash', 'lua', 'perl', 'php', 'r', 'ruby'] as const)(
    'is CE in %s in the judge’s own language too',
    async (language, context) => {
      if (!under.offers(LANGUAGES[language].judge0.id)) context.skip(`the host has no ${language}`);
      const one = { ...data, testCases: data.testCases.slice(0, 1) };
      const options = { limits, batches: false };
      const broken = await judgeWith(
        under.judge,
        language,
        readRoomProgram(language, 'broken'),
        one,
        options,
      );
      expect(broken).toMatchObject({ verdict: 'CE', perCase: [], judgeCalls: 1 });
      expect(broken.compileOutput).toMatch(/syntax error|unexpected|expected/);
      const crashing = {
        bash: 'exit 3',
        lua: "error('x')",
        perl: 'die',
        php: '<?php exit(3);',
        r: 'stop(1)',
        ruby: 'raise "x"',
      };
      const crashed = await judgeWith(under.judge, language, crashing[language], one, options);
      expect(crashed.verdict).toBe('RTE');
    },
  );

  it('is CE in function problems too', async () => {
    const signature = {
      parameters: [{ name: 'n', type: { kind: 'int32' } }],
      returns: { kind: 'int32' },
      records: [],
    } as const;
    const cases = makeTestData([
      ['[1]', '2'],
      ['[2]', '3'],
    ]);
    for (const [language, source, said] of [
      ['python', 'def solve(n):\nreturn n + 1\n', /solution\.py", line 2[\s\S]*IndentationError/],
      ['javascript', 'function solve(n) { return n + ; }\n', /solution\.js:1[\s\S]*SyntaxError/],
    ] as const) {
      const result = await judgeWith(under.judge, language, source, cases, { limits, signature });
      expect(result).toMatchObject({ verdict: 'CE', judgeCalls: 1 });
      expect(result.compileOutput).toMatch(said);
    }
  });
});
