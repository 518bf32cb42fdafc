import type { RuleCase } from './rule-case.ts';

/** Rules of JavaScript and TypeScript. */
export const OF_JAVASCRIPT: readonly RuleCase[] = [
  {
    rule: 'javascript/var',
    language: 'javascript',
    faulty: 'var a = 1;\nconsole.log(a);\n',
    line: 1,
    sound: 'let a = 1;\nconsole.log(a);\n',
  },
  {
    rule: 'javascript/loose-equality',
    language: 'typescript',
    faulty: 'const a: string = line;\nif (a == "1") console.log(a);\n',
    line: 2,
    sound:
      'const a: string | null = line;\nif (a != null && a === "1" && typeof a == "string") console.log(a);\n',
  },
  {
    rule: 'javascript/nan-comparison',
    language: 'javascript',
    faulty: 'const a = Number(line);\nif (a === NaN) console.log(a);\n',
    line: 2,
    sound: 'const a = Number(line);\nif (Number.isNaN(a)) console.log(a);\n',
  },
  {
    rule: 'javascript/sorts-numbers-as-text',
    language: 'javascript',
    faulty: "const a = line.split(' ').map(Number);\na.sort();\nconsole.log(a);\n",
    line: 2,
    sound:
      "const a = line.split(' ').map(Number);\na.sort((b, c) => b - c);\nconsole.log(a, line.split(' ').sort());\n",
  },
  {
    rule: 'javascript/shared-rows',
    language: 'javascript',
    faulty: 'const rows = new Array(5).fill([]);\nconsole.log(rows);\n',
    line: 1,
    sound: 'const rows = Array.from({ length: 5 }, () => new Array(5).fill(0));\nconsole.log(rows);\n',
  },
  {
    rule: 'javascript/for-in-array',
    language: 'javascript',
    faulty: "const a = line.split(' ');\nfor (const i in a) console.log(i + 1);\n",
    line: 2,
    sound:
      "const a = line.split(' ');\nconst b = {};\nfor (const i of a) b[i] = 1;\nfor (const key in b) console.log(key);\n",
  },
  {
    rule: 'javascript/undeclared',
    language: 'javascript',
    faulty: 'for (i = 0; i < 3; i++) console.log(i);\n',
    line: 1,
    sound: 'let i;\nfor (i = 0; i < 3; i++) console.log(i);\nmodule.exports = { i };\n',
  },
  {
    rule: 'javascript/assigned-constant',
    language: 'javascript',
    faulty: 'const a = 1;\na = 2;\nconsole.log(a);\n',
    line: 2,
    sound: 'const a = [1];\na[0] = 2;\nconsole.log(a);\n',
  },
  {
    rule: 'javascript/floating-promise',
    language: 'javascript',
    faulty: 'async function f() { return 1; }\nasync function g() {\n  f();\n}\ng();\n',
    line: 3,
    sound: 'async function f() { return 1; }\nasync function g() {\n  await f();\n}\ng();\n',
  },
];
