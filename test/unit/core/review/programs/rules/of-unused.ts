import type { RuleCase } from './rule-case.ts';

/** Rules of what nobody uses, each in a language that students write. */
export const OF_UNUSED: readonly RuleCase[] = [
  {
    rule: 'program/unused-variable',
    language: 'cpp',
    faulty: 'int main() {\n  int a = 1, b = 2;\n  return a;\n}',
    line: 2,
    sound:
      '#define TWICE (b * 2)\nint main() {\n  int a = 1, b = 2;\n  lock_guard<mutex> held(m);\n  return a + TWICE;\n}',
  },
  {
    rule: 'program/unused-variable',
    language: 'python',
    faulty: 'def f():\n    a = 1\n    return 2\nf()\n',
    line: 2,
    sound: 'def f():\n    a, b = 1, 2\n    c = 3\n    return f"{c}"\nf()\n',
  },
  {
    rule: 'program/unused-parameter',
    language: 'c',
    faulty: 'static int f(int a,\n int b) { return a; }\nint main(void) { return f(1, 2); }',
    line: 2,
    // Whoever sorts calls it with two.
    sound:
      'static int f(const void* a,\n const void* b) { return a != 0; }\nint main(void) { qsort(0, 0, 0, f); }',
  },
  {
    rule: 'program/unused-function',
    language: 'cpp',
    faulty: 'int one() { return 1; }\nint two() { return 2; }\nint main() { return one(); }',
    line: 2,
    sound: 'int one() { return 1; }\nint two() { return 2; }\nint main() { return one() + two(); }',
  },
  {
    rule: 'program/unused-import',
    language: 'python',
    faulty: 'import sys\nimport math\nprint(math.pi)\n',
    line: 1,
    sound: 'from __future__ import annotations\nimport sys, math as m\nprint(m.pi, sys.argv)\n',
  },
  {
    rule: 'program/unused-import',
    language: 'java',
    faulty: 'import java.util.List;\nimport java.util.Map;\nclass A { Map<Integer, Integer> a; }',
    line: 1,
    sound: 'import java.util.*;\nimport java.util.Map;\nclass A { Map<Integer, Integer> a; }',
  },
  {
    rule: 'program/unused-import',
    language: 'typescript',
    faulty: "import { readFileSync, writeFileSync } from 'node:fs';\nconsole.log(readFileSync(0, 'utf8'));\n",
    line: 1,
    sound: "import { readFileSync } from 'node:fs';\nconsole.log(readFileSync(0, 'utf8'));\n",
  },
];
