import type { RuleCase } from './rule-case.ts';

/** Rules of which way a program goes, each in a language that students write. */
export const OF_FLOW: readonly RuleCase[] = [
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
    rule: 'program/unreachable-code',
    language: 'cpp',
    faulty: 'int f(int a) {\n  return a;\n  a++;\n}',
    line: 3,
    sound: 'int f(int a) {\n  if (a) {\n    return a;\n    ;\n  }\n  return 2;\n}',
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
    rule: 'program/recursion-without-end',
    language: 'python',
    faulty: 'def f(n):\n    return n * f(n - 1)\nprint(f(3))\n',
    line: 2,
    sound: 'def f(n):\n    return n and n * f(n - 1)\nprint(f(3))\n',
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
    rule: 'program/missing-break',
    language: 'java',
    faulty: 'class A { void f(int a) { switch (a) {\n case 1: a = 2;\n default: a = 3; a++; } } }',
    line: 2,
    sound:
      'class A { String f(int a) { String b = switch (a) { case 1: yield "a"; default: yield "b"; }; return b; } }',
  },
  {
    rule: 'program/empty-catch',
    language: 'java',
    faulty: 'class A { void f() { try { g(); }\n catch (Exception e) { } } }',
    line: 2,
    sound: 'class A { void f() { try { g(); }\n catch (Exception e) { /* the end of the input */ } } }',
  },
];
