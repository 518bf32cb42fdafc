import type { RuleCase } from './rule-case.ts';

/** Rules of what the text itself is, each in a language that students write. */
export const OF_TEXT: readonly RuleCase[] = [
  {
    rule: 'program/syntax-error',
    language: 'python',
    faulty: 'n = int(input())\nfor i in range(n)\n    print(i)\n',
    line: 2,
    sound: 'n = int(input())\nfor i in range(n):\n    print(i)\n',
  },
  {
    rule: 'program/syntax-error',
    language: 'cpp',
    faulty: '#include <cstdio>\nint main() {\n  if (1 < 2) {\n    puts("a");\n}\n',
    line: 5,
    sound: '#include <cstdio>\n#define EVER for (;;)\nint main() {\n  EVER { puts("a"); break; }\n}\n',
  },
  {
    rule: 'program/hidden-direction',
    language: 'c',
    faulty: 'int main(void) {\n  int a = 1; /* \u202e } \u2066 if (a) */\n  return a;\n}',
    line: 2,
    sound: 'int main(void) {\n  /* \u200f */\n  return 1;\n}',
  },
  {
    rule: 'program/other-language',
    language: 'cpp',
    faulty: 'import java.util.Scanner;\npublic class Main {\n  public static void main(String[] args) {}\n}',
    line: 1,
    sound:
      '#include <iostream>\n/* was\npublic static void main(String[] args) {}\n*/\nusing namespace std;\nint main() {}',
  },
  {
    rule: 'program/other-language',
    language: 'python',
    faulty: '#include <stdio.h>\nint main(void) { return 0; }\n',
    line: 1,
    sound: '#include <stdio.h>\nimport sys\nprint("""\nint main() {}\n""", sys.argv)\n',
  },
  {
    rule: 'program/other-language',
    language: 'java',
    faulty: 'def f(a):\n    return a\nprint(f(1))\n',
    line: 1,
    sound: 'class A { public static void main(String[] a) {} }',
  },
  {
    rule: 'program/other-language',
    language: 'javascript',
    faulty: 'import math\nprint(math.pi)\n',
    line: 1,
    sound: 'import math from "./math.js";\nconsole.log(math);\n',
  },
  {
    rule: 'program/other-language',
    language: 'typescript',
    faulty: 'package main\nfunc main() {}\n',
    line: 1,
    sound: 'const a = require("fs");\nconsole.log(a);\n',
  },
];
