import type { RuleCase } from './rule-case.ts';

/** Rules of what a program calculates, each in a language that students write. */
export const OF_EXPRESSIONS: readonly RuleCase[] = [
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
    rule: 'program/statement-without-effect',
    language: 'cpp',
    faulty: 'void f(int a) {\n  a < 2;\n}',
    line: 2,
    sound:
      'void f() {\n  std::vector<std::string> names{"a", "b"};\n  std::vector<std::string> more{"a", "b",};\n  std::vector<std::string> none{}, others;\n  std::vector<std::uint64_t> found{1, 2};\n  std::map <std::string, int> of {{"a", 1}};\n}',
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
];
