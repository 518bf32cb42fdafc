import type { RuleCase } from './rule-case.ts';

/** Rules of Java. */
export const OF_JAVA: readonly RuleCase[] = [
  {
    rule: 'java/string-equality',
    language: 'java',
    faulty: 'class A { boolean f(String a) {\n return a == "yes"; } }',
    line: 2,
    sound: 'class A { boolean f(String a, char b) {\n return a != null && a.equals("yes") && b == \'y\'; } }',
  },
  {
    rule: 'java/boxed-equality',
    language: 'java',
    faulty: 'class A { boolean f(Integer a, Integer b) {\n return a == b; } }',
    line: 2,
    sound: 'class A { boolean f(Integer a, int b) {\n return a == b; } }',
  },
  {
    rule: 'java/array-equality',
    language: 'java',
    faulty: 'class A { boolean f(int[] a, int[] b) {\n return a.equals(b); } }',
    line: 2,
    sound:
      'class A { boolean f(int[] a, int[] b, String c) {\n return Arrays.equals(a, b) && c.equals("d"); } }',
  },
  {
    rule: 'java/concatenation-in-loop',
    language: 'java',
    faulty:
      'class A { String f(int n) { String a = "";\n for (int i = 0; i < n; i++) {\n a += i; } return a; } }',
    line: 3,
    sound:
      'class A { int f(int n) { int b = 0;\n for (int i = 0; i < n; i++) { String a = "x";\n a += i; b += a.length(); } return b; } }',
  },
  {
    rule: 'java/dropped-result',
    language: 'java',
    faulty: 'class A { String f(String a) {\n a.trim(); return a; } }',
    line: 2,
    sound:
      'class A { String f(String a, StringBuilder b) {\n a = a.trim(); b.replace(0, 1, "x"); return a; } }',
  },
  {
    rule: 'java/equals-without-hash',
    language: 'java',
    faulty: 'class A {\n public boolean equals(Object other) { return true; } }',
    line: 2,
    sound:
      'class A {\n public boolean equals(Object other) { return true; }\n public int hashCode() { return 1; } }',
  },
  {
    rule: 'java/narrow-product',
    language: 'java',
    faulty: 'class A { long f(int a, int b) {\n long c = a * b; return c; } }',
    line: 2,
    sound: 'class A { long f(int a, long b) {\n long c = a * b; return c + 1L * a * a; } }',
  },
  {
    rule: 'java/integer-division',
    language: 'java',
    faulty: 'class A { double f(int a, int b) {\n double c = a / b; return c; } }',
    line: 2,
    sound: 'class A { double f(int a, int b) {\n double c = (double) a / b; return c; } }',
  },
];
