import type { LanguageId } from '../../../core/grading/languages/index.ts';

/** What a program does when its input is X; any other input it prints. */
export type Misdeed = 'wrong' | 'spin' | 'sleep' | 'hoard' | 'flood' | 'exit3' | 'crash';

interface Programs {
  readonly judge0Id: number;
  make(misdeed: Misdeed): string;
  /** A program that does not compile, and what the compiler says of it; interpreted languages have none. */
  readonly broken?: string;
  readonly brokenSays?: RegExp;
}

const c: Record<Misdeed, string> = {
  wrong: 'puts("7");',
  spin: 'for (volatile unsigned long i = 0;; i++) {}',
  sleep: 'sleep(100);',
  hoard: 'for (;;) { char *p = malloc(1 << 20); if (!p) abort(); memset(p, 1, 1 << 20); }',
  flood: 'for (;;) puts("the same line again and again, and no end of it");',
  exit3: 'return 3;',
  crash: '*(volatile int *)0 = 1;',
};

const js: Record<Misdeed, string> = {
  wrong: 'console.log(7)',
  spin: 'for (;;) {}',
  sleep: 'setTimeout(() => {}, 1e5)',
  hoard: 'const all = []; for (;;) all.push(new Array(1e5).fill(Math.random()))',
  flood: 'const line = "the same line\\n".repeat(9999); for (;;) require("fs").writeSync(1, line)',
  exit3: 'process.exit(3)',
  crash: 'null.x',
};

const python: Record<Misdeed, string> = {
  wrong: 'print(7)',
  spin: 'while True: pass',
  sleep: 'import time; time.sleep(100)',
  hoard: 'all = []\n  while True: all.append("x" * 1000000)',
  flood: 'while True: print("the same line again and again")',
  exit3: 'import sys; sys.exit(3)',
  crash: 'import os; os.abort()',
};

const java: Record<Misdeed, string> = {
  wrong: 'System.out.println(7);',
  spin: 'for (long i = 0; ; i++) if (i < 0) System.out.println(i);',
  sleep: 'Thread.sleep(100000);',
  hoard: 'java.util.List<long[]> all = new java.util.ArrayList<>(); while (true) all.add(new long[1000000]);',
  flood: 'while (true) System.out.println("the same line again and again");',
  exit3: 'System.exit(3);',
  crash: 'Object o = null; o.hashCode();',
};

const C_HEAD = '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n';
const cMain = (misdeed: Misdeed) =>
  `${C_HEAD}int main(void) { char s[99]; if (scanf("%98s", s) != 1) return 1;\nif (*s == 'X') { ${c[misdeed]} }\nputs(s); return 0; }`;

export const PROGRAMS: Record<LanguageId, Programs> = {
  c: {
    judge0Id: 50,
    make: cMain,
    broken: 'int main(void) { return missing; }',
    brokenSays: /main\.c:1:.*missing/s,
  },
  cpp: {
    judge0Id: 54,
    make: (misdeed) =>
      `${C_HEAD}#include <iostream>\n#include <string>\nint main() { std::string s; std::cin >> s;\nif (s == "X") { ${c[misdeed].replace('char *p = malloc(1 << 20); if (!p) abort();', 'char *p = new char[1 << 20];')} }\nstd::cout << s << std::endl; }`,
    broken: '#include <vector>\nint main() { std::vector<int> v = "no"; }',
    brokenSays: /main\.cpp:2:.*error/s,
  },
  java: {
    judge0Id: 62,
    make: (misdeed) =>
      `public class Echo { public static void main(String[] a) throws Exception { String s = new java.util.Scanner(System.in).next();\nif (s.equals("X")) { ${java[misdeed]} }\nSystem.out.println(s); } }`,
    broken: 'public class Main { public static void main(String[] a) { int x = "no"; } }',
    brokenSays: /Main\.java:1: error: incompatible types/,
  },
  python: {
    judge0Id: 71,
    make: (misdeed) => `s = input()\nif s == "X":\n  ${python[misdeed]}\nprint(s)`,
  },
  javascript: {
    judge0Id: 63,
    make: (misdeed) =>
      `const s = require('fs').readFileSync(0, 'utf8').trim();\nif (s === 'X') { ${js[misdeed]} }\nelse console.log(s);`,
  },
};
