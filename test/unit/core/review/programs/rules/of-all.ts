import type { RuleCase } from './rule-case.ts';

const branches = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');

/** Rules of all languages, each in a language that students write. */
export const OF_ALL: readonly RuleCase[] = [
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
    rule: 'program/identical-branches',
    language: 'java',
    faulty: 'class A { int f(int a) { if (a > 2)\n { return a + 1; } else { return a + 1; } } }',
    line: 1,
    sound: 'class A { int f(int a) { if (a > 2)\n { return a + 1; } else { return a - 1; } } }',
  },
  {
    rule: 'program/identical-branches',
    language: 'python',
    faulty: 'def f(a):\n    return a + 1 if a > 2 else a + 1\nprint(f(3))\n',
    line: 2,
    sound: 'def f(a):\n    return a + 1 if a > 2 else a - 1\nprint(f(3))\n',
  },
  {
    rule: 'program/identical-branches',
    language: 'javascript',
    faulty: 'const a = Number(line);\nconsole.log(a > 2 ? "  " : "  ");\n',
    line: 2,
    sound: 'const a = Number(line);\nconsole.log(a > 2 ? "  " : " ");\n',
  },
  {
    rule: 'program/repeated-condition',
    language: 'go',
    faulty:
      'package main\nfunc f(a int) int {\n\tif a == 1 {\n\t\treturn 2\n\t} else if a == 1 {\n\t\treturn 3\n\t}\n\treturn 4\n}\n',
    line: 5,
    sound:
      'package main\nfunc f(a int) int {\n\tif a == 1 {\n\t\treturn 2\n\t} else if a == 2 {\n\t\treturn 3\n\t}\n\treturn 4\n}\n',
  },
  {
    rule: 'program/repeated-condition',
    language: 'php',
    faulty: '<?php\nif ($a == 1) { echo 1; }\nelseif ($a == 1) { echo 2; }\n',
    line: 3,
    // What reads may say something else the second time.
    sound: '<?php\nif (next($a) == 1) { echo 1; }\nelseif (next($a) == 1) { echo 2; }\n',
  },
  {
    rule: 'program/self-assignment',
    language: 'rust',
    faulty: 'fn main() {\n    let mut a = 1;\n    a = a;\n    println!("{}", a);\n}\n',
    line: 3,
    sound: 'fn main() {\n    let mut a = 1;\n    let b = 2;\n    a = b;\n    println!("{}", a);\n}\n',
  },
  {
    rule: 'program/self-assignment',
    language: 'cpp',
    faulty: 'struct P { int x; void set(int y) {\n x = x; } };',
    line: 2,
    // The grammar takes the begin of such an expression for all of it.
    sound: 'struct P { int x; void set(int y) {\n x = x > y ? y : x; this->x = x; } };',
  },
  {
    rule: 'program/self-comparison',
    language: 'cpp',
    faulty: 'bool f(int i, int* a) {\n  return a[i] < a[i];\n}',
    line: 2,
    sound: 'bool f(int i, int* a) {\n  return a[i] < a[i + 1];\n}',
  },
  {
    rule: 'program/self-comparison',
    language: 'javascript',
    faulty: 'const a = Number(line);\nif (a && a) console.log(a);\n',
    line: 2,
    sound: 'const a = Number(line);\nif (next() - next()) console.log(a * a);\n',
  },
  {
    rule: 'program/unreachable-code',
    language: 'cpp',
    faulty: 'int f(int a) {\n  g(a); { return a; }\n  a++;\n}\n',
    line: 3,
    sound:
      'int f(int a, string s) {\n  a = 1;\n  rep(i, s.size()) { if (a) { a++; continue; } break; }\n  REP(i, s.size()) { return 2; }\n  if (a > 1) { assert(0); }\n  assert(false);\n  return 0;\n}\nint main() { rep(i, s.size()) { break; } a = 1; }\n',
  },
  {
    rule: 'program/unreachable-code',
    language: 'cpp',
    faulty: 'bool f(vi b) {\n  trav(x, b) return false;\n  return true;\n  b = {};\n}\n',
    line: 4,
    sound:
      'bool f(vi b) {\n  trav(x, b) if (x == 0) return false;\n  b = {};\n  repp(i, 1, b.size()) if (b[i] < b[i-1]) return 0;\n  return 1;\n}\n',
  },
  {
    rule: 'program/recursion-without-end',
    language: 'cpp',
    faulty: 'int f(int a) {\n  return f(a + 1);\n}\n',
    line: 2,
    sound:
      'fraction abs(const fraction& a) { return fraction(abs(a.a), abs(a.b)); }\nint min(int a, int b, int c) { return min(a, min(b, c)); }\nint area(int a) { return area(a, a); }\n',
  },
  {
    rule: 'program/unreachable-code',
    language: 'python',
    faulty: 'def f(a):\n    if a:\n        return 1\n    else:\n        return 2\n    print(a)\nf(1)\n',
    line: 6,
    sound: 'def f(a):\n    if a:\n        return 1\n    print(a)\n    return\n    yield\nf(1)\n',
  },
  {
    rule: 'program/unreachable-code',
    language: 'c',
    faulty: '#include <stdlib.h>\nint main(void) {\n  exit(1);\n  puts("a");\n}\n',
    line: 4,
    sound:
      '#include <stdlib.h>\nint main(void) {\n  goto end;\n  end: puts("a");\n  while (1) { if (getchar() < 0) break; }\n  puts("b");\n}\n',
  },
  {
    rule: 'program/unreachable-code',
    language: 'java',
    faulty:
      'class A { int f(int a) {\n switch (a) { case 1: return 2; default: throw new Error(); }\n a++; } }',
    line: 3,
    sound: 'class A { int f(int a) {\n switch (a) { case 1: return 2; default: break; }\n a++; return a; } }',
  },
  {
    rule: 'program/empty-body',
    language: 'cpp',
    faulty: 'void f(int a) {\n  if (a > 2);\n  { a = 3; }\n}',
    line: 2,
    sound: 'void f(int a) {\n  while (getchar() != 10);\n  a = 3;\n}',
  },
  {
    rule: 'program/endless-loop',
    language: 'java',
    faulty:
      'class A { void f() { int i = 0;\n for (;;) { for (int j = 0; j < 3; j++) { if (j == 2) break; } i++; } } }',
    line: 2,
    sound: 'class A { void f() { int i = 0;\n for (;;) { if (i == 2) break; i++; } } }',
  },
  {
    rule: 'program/endless-loop',
    language: 'python',
    faulty: 'i = 0\nwhile True:\n    i += 1\n',
    line: 2,
    // The end of the input is an error, and ends the program.
    sound: 'stop = lambda text: print(text) or exit()\nwhile True:\n    stop(1)\n    print(input())\n',
  },
  {
    rule: 'program/assignment-in-condition',
    language: 'c',
    faulty: 'int f(int a) {\n  if (a = 2) return 1;\n  return 0;\n}',
    line: 2,
    sound: 'int f(int a) {\n  while (a = getchar()) putchar(a);\n  return a == 2;\n}',
  },
  {
    rule: 'program/reversed-operator',
    language: 'java',
    faulty: 'class A { int f(int a) {\n a =+ 1; return a; } }',
    line: 2,
    sound: 'class A { int f(int a) {\n a =-1; a = -1; a += 1; return a; } }',
  },
  {
    rule: 'program/chained-comparison',
    language: 'cpp',
    faulty: 'bool f(int a, int b) {\n  return 0 < a < b;\n}',
    line: 2,
    sound:
      'bool f(int a, int b) {\n  vector<vector<int>> rows(5, vector<int>(2)), more(5);\n  return 0 < a && a < b;\n}',
  },
  {
    rule: 'program/comparison-in-bits',
    language: 'c',
    faulty: 'int f(int a) {\n  return a & 1 == 0;\n}',
    line: 2,
    sound: 'int f(int a) {\n  return (a & 1) == 0 | a == 2;\n}',
  },
  {
    rule: 'program/statement-without-effect',
    language: 'python',
    faulty: 'a = [2, 1]\na.sort\nprint(a)\n',
    line: 2,
    sound: 'a = [2, 1]\na.sort()\nprint(a)\n',
  },
  {
    rule: 'program/statement-without-effect',
    language: 'cpp',
    faulty: 'void f(int a) {\n  a == 2;\n}',
    line: 2,
    sound: 'void f(int a, int b) {\n  a = b == 2;\n  a += b > 3;\n}',
  },
  {
    rule: 'program/statement-without-effect',
    language: 'cpp',
    faulty: 'void f(int a) {\n  a >= 2;\n}',
    line: 2,
    sound: 'vector<vector<pair<int, int>>> rows;\nint main() { vector<vector<pair<int, int>>> more; }',
  },
  {
    rule: 'program/beyond-the-last',
    language: 'java',
    faulty: 'class A { void f(int[] a) {\n for (int i = 0; i <= a.length; i++) {\n a[i]++; } } }',
    line: 3,
    sound:
      'class A { void f(int[] a) {\n for (int i = 0; i <= a.length; i++) {\n if (i < a.length) a[i]++; } } }',
  },
  {
    rule: 'program/beyond-the-last',
    language: 'python',
    faulty: 'a = list(map(int, input().split()))\nfor i in range(len(a) + 1):\n    print(a[i])\n',
    line: 3,
    sound: 'a = list(map(int, input().split()))\nfor i in range(len(a) + 1):\n    print(sum(a[:i]))\n',
  },
  {
    rule: 'program/float-equality',
    language: 'cpp',
    faulty: 'bool f(double a) {\n  return a == 0.1;\n}',
    line: 2,
    sound: 'bool f(double a) {\n  return a == 0.0;\n}',
  },
  {
    rule: 'program/missing-break',
    language: 'c',
    faulty:
      'int f(int a) {\n  switch (a) {\n    case 1: a = 5;\n    case 2: a = 6; break;\n  }\n  return a;\n}',
    line: 3,
    sound:
      'int f(int a) {\n  switch (a) {\n    case 0: case 1: a = 5; // and so on\n    case 2: a = 6; break;\n    case 3: return 1;\n    default: a = 7;\n  }\n  return a;\n}',
  },
  {
    rule: 'program/missing-break',
    language: 'javascript',
    faulty: 'switch (a) {\n  case 1: f();\n  default: g();\n}\n',
    line: 2,
    sound: 'switch (a) {\n  case 1: { f(); break; }\n  default: g();\n}\n',
  },
  {
    rule: 'program/recursion-without-end',
    language: 'python',
    faulty: 'def f(n):\n    return n * f(n - 1)\nprint(f(3))\n',
    line: 2,
    sound: 'def f(n):\n    return n and n * f(n - 1)\nprint(f(3))\n',
  },
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
  {
    rule: 'program/empty-catch',
    language: 'java',
    faulty: 'class A { void f() { try { g(); }\n catch (Exception e) { } } }',
    line: 2,
    sound: 'class A { void f() { try { g(); }\n catch (Exception e) { /* the end of the input */ } } }',
  },
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
  {
    rule: 'program/statement-without-effect',
    language: 'cpp',
    faulty: 'void f(int a) {\n  a < 2;\n}',
    line: 2,
    sound:
      'void f() {\n  std::vector<std::string> names{"a", "b"};\n  std::vector<std::uint64_t> found{1, 2};\n  std::map <std::string, int> of {{"a", 1}};\n}',
  },
  {
    rule: 'program/statement-without-effect',
    language: 'java',
    faulty: 'class A { void f(int a) {\n a < 2;\n} }',
    line: 2,
    sound:
      'class A { boolean f(int a, int b) {\n return switch (a) { case 1 -> a < b; case 2 -> { yield a > b; } default -> false; };\n} }',
  },
  {
    rule: 'program/unreachable-code',
    language: 'cpp',
    faulty: 'int f(int a) {\n  return a;\n  a++;\n}',
    line: 3,
    sound: 'int f(int a) {\n  if (a) {\n    return a;\n    ;\n  }\n  return 2;\n}',
  },
  {
    rule: 'program/endless-loop',
    language: 'python',
    faulty: 'def f(a):\n    while True:\n        a.append(1)\n',
    line: 2,
    sound:
      'def f(a):\n    try:\n        while True:\n            a.append(1)\n    except KeyboardInterrupt:\n        pass\n',
  },
  {
    rule: 'program/endless-loop',
    language: 'java',
    faulty:
      'class A { void f(int a) {\n try { a++; } catch (Exception e) { throw e; }\n while (true) { a++; }\n} }',
    line: 3,
    sound:
      'class A { void f(Reader a) {\n try { while (true) { a.read(); } } catch (EOFException e) { System.out.println(1); }\n} }',
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
  {
    rule: 'program/missing-break',
    language: 'java',
    faulty: 'class A { void f(int a) { switch (a) {\n case 1: a = 2;\n default: a = 3; a++; } } }',
    line: 2,
    sound:
      'class A { String f(int a) { String b = switch (a) { case 1: yield "a"; default: yield "b"; }; return b; } }',
  },
];
