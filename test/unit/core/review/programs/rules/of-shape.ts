import type { RuleCase } from './rule-case.ts';

const branches = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');

/** Rules of how large and tangled a function is, each in a language that students write. */
export const OF_SHAPE: readonly RuleCase[] = [
  {
    rule: 'program/cyclomatic-complexity',
    language: 'java',
    faulty: `class A { int f(int a) {\n${branches(21, (at) => `if (a == ${at}) a++;`)}\nreturn a; } }`,
    line: 1,
    sound: `class A { int f(int a) {\n${branches(19, (at) => `if (a == ${at}) a++;`)}\nreturn a; } }`,
  },
  {
    rule: 'program/cognitive-complexity',
    language: 'python',
    faulty: `def f(a):\n    for i in a:\n${branches(12, (at) => `        if i == ${at}:\n            if a:\n                print(i)`)}\nf([])\n`,
    line: 1,
    sound: `def f(a):\n    for i in a:\n${branches(12, (at) => `        if i == ${at}: print(i)`)}\nf([])\n`,
  },
  {
    rule: 'program/deep-nesting',
    language: 'javascript',
    faulty: `function f(a) {\n${'for (const b of a) '.repeat(7)} g(b);\n}\nf();\n`,
    line: 1,
    sound: `function f(a) {\n${'for (const b of a) '.repeat(6)} g(b);\n}\nf();\n`,
  },
  {
    rule: 'program/long-function',
    language: 'php',
    faulty: `<?php\nfunction f($a) {\n${'$a++;\n'.repeat(100)}return $a;\n}\necho f(1);\n`,
    line: 2,
    sound: `<?php\nfunction f($a) {\n${'$a++;\n'.repeat(90)}return $a;\n}\necho f(1);\n`,
  },
];
