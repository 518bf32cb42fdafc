import type { RuleCase } from './rule-case.ts';

/** Rules of C and C++. */
export const OF_C: readonly RuleCase[] = [
  {
    rule: 'c/gets',
    language: 'c',
    faulty: 'int main(void) {\n  char line[100];\n  gets(line);\n}',
    line: 3,
    sound: 'int main(void) {\n  char line[100];\n  fgets(line, 100, stdin);\n}',
  },
  {
    rule: 'c/scanf-without-width',
    language: 'c',
    faulty: 'int main(void) {\n  char word[100];\n  scanf("%s", word);\n}',
    line: 3,
    sound: 'int main(void) {\n  char word[100];\n  scanf("%99s", word);\n}',
  },
  {
    rule: 'c/scanf-without-address',
    language: 'c',
    faulty: 'int main(void) {\n  int a;\n  scanf("%d", a);\n}',
    line: 3,
    sound: 'void f(int* b) {\n  int a[3];\n  scanf("%d %d", a, b);\n}',
  },
  {
    rule: 'c/wrong-format',
    language: 'cpp',
    faulty: 'typedef long long ll;\nint main() {\n  ll a;\n  scanf("%d", &a);\n}',
    line: 4,
    sound:
      'typedef long long ll;\nint main() {\n  ll a; int b; double c; char d;\n  scanf("%lld %d %lf %c %*d", &a, &b, &c, &d);\n}',
  },
  {
    rule: 'c/wrong-format',
    language: 'c',
    faulty: 'void f(double a) {\n  printf("%d\\n", a);\n}',
    line: 2,
    sound:
      'void f(double a, float b, int c, long long d) {\n  printf("%.3f %lf %5d %lld 100%%\\n", a, b, c, d);\n}',
  },
  {
    rule: 'c/string-comparison',
    language: 'c',
    faulty: 'int f(char* a) {\n  return a == "yes";\n}',
    line: 2,
    sound: 'int f(char* a) {\n  return a != NULL && strcmp(a, "yes") == 0 && a[0] == 121;\n}',
  },
  {
    rule: 'c/strcmp-as-number',
    language: 'c',
    faulty: 'int f(char* a, char* b) {\n  return strcmp(a, b) == 1;\n}',
    line: 2,
    sound: 'int f(char* a, char* b) {\n  return strcmp(a, b) == 0 || strcmp(a, b) > 0;\n}',
  },
  {
    rule: 'c/narrow-product',
    language: 'cpp',
    faulty: 'long long f(int a, int b) {\n  long long c = a * b;\n  return c;\n}',
    line: 2,
    sound:
      'long long f(int a, int b) {\n  long long c = 1LL * a * b, d = (long long)a * b, e = a * 2;\n  return c + d + e;\n}',
  },
  {
    rule: 'c/integer-division',
    language: 'c',
    faulty: 'double f(int a, int b) {\n  double c = a / b;\n  return c;\n}',
    line: 2,
    sound:
      'double f(int a, int b) {\n  double c = 1.0 * a / b, d = (double)a / b, e = a / 2.0;\n  return c + d + e;\n}',
  },
  {
    rule: 'c/uninitialised',
    language: 'cpp',
    faulty: 'int f(int n) {\n  int best;\n  if (best < n) best = n;\n  return best;\n}',
    line: 2,
    sound:
      'int f(int n, int *a) {\n  int prev, best, last, was, count = 0; bool first = true;\n  for (int i = 0; i < n; i++) { if (i > 0 && a[i] != prev) count++; prev = a[i]; }\n  for (int i = 0; i < n; i++) { if (i == 0 || a[i] > best) best = a[i]; }\n  for (int i = 0; i < n; i++) { if (!first) { if (a[i] > last) count++; } first = false; last = a[i]; }\n  REP(i, n) { if (i) { if (a[i] == was) count++; } was = a[i]; }\n  return count + best;\n}',
  },
  {
    rule: 'c/missing-return',
    language: 'cpp',
    faulty: 'int f(int a) {\n  if (a > 2) return 1;\n  assert(a);\n}\nint main() { return f(1); }',
    line: 1,
    sound:
      '[[noreturn]] void die();\nint f(int a) {\n  if (a > 2) return 1;\n  assert(0);\n}\nint g() { assert(false && "never"); }\nint h() { die(); }\nint k(int a) {\n  if (a) return 1;\n  __builtin_unreachable();\n}\nint main() { return f(1); }',
  },
  {
    rule: 'c/uninitialised',
    language: 'c',
    faulty: 'int f(int n) {\n  int sum;\n  for (int i = 0; i < n; i++) sum += i;\n  return sum;\n}',
    line: 2,
    sound:
      'int f(int n) {\n  int sum, a; static int count;\n  count++;\n  scanf("%d", &a);\n  sum = 0;\n  for (int i = 0; i < n; i++) sum += i + a;\n  return sum;\n}',
  },
  {
    rule: 'c/missing-return',
    language: 'c',
    faulty: 'int f(int a) {\n  if (a > 2) return 1;\n}\nint main(void) { return f(1); }',
    line: 1,
    sound:
      'int f(int a) {\n  if (a > 2) return 1;\n  else return 2;\n}\nint g(int a) { for (;;) if (a++ > 9) return a; }\nint h(void) { abort(); }\nint main(void) { f(1); }',
  },
  {
    rule: 'c/beyond-array',
    language: 'c',
    faulty: '#define N 100\nint a[N];\nint main(void) {\n  for (int i = 0; i <= N; i++) a[i] = i;\n}',
    line: 4,
    sound:
      '#define N 100\nint a[N];\nint main(void) {\n  for (int i = 0; i < N; i++) a[i] = i;\n  int* end = &a[100];\n}',
  },
  {
    rule: 'c/beyond-array',
    language: 'cpp',
    faulty: 'int main() {\n  int a[3] = {1, 2, 3};\n  return a[3];\n}',
    line: 3,
    sound: 'int main() {\n  int a[3][5] = {};\n  return a[2][4];\n}',
  },
  {
    rule: 'c/large-local-array',
    language: 'cpp',
    faulty: 'int main() {\n  int a[2000][2000];\n  return a[0][0];\n}',
    line: 2,
    sound: 'int b[2000][2000];\nint main() {\n  static int a[2000][2000];\n  return a[0][0] + b[0][0];\n}',
  },
  {
    rule: 'c/size-of-pointer',
    language: 'c',
    faulty: 'void f(int a[]) {\n  memset(a, 0, sizeof(a));\n}',
    line: 2,
    sound: 'void f(int n) {\n  int a[100];\n  memset(a, 0, sizeof(a));\n}',
  },
  {
    rule: 'c/memset-of-ints',
    language: 'c',
    faulty: 'int a[100];\nint main(void) {\n  memset(a, 1, sizeof(a));\n}',
    line: 3,
    sound:
      'int a[100]; char b[100];\nint main(void) {\n  memset(a, -1, sizeof(a)); memset(a, 0x3f, sizeof(a)); memset(b, 1, sizeof(b));\n}',
  },
  {
    rule: 'c/loop-on-end-of-file',
    language: 'cpp',
    faulty: 'int main() {\n  int a;\n  while (!std::cin.eof()) { std::cin >> a; }\n}',
    line: 3,
    sound: 'int main() {\n  int a;\n  while (std::cin >> a) { std::cout << a; }\n}',
  },
  {
    rule: 'c/end-of-file-in-char',
    language: 'c',
    faulty: 'int main(void) {\n  char c;\n  while ((c = getchar()) != EOF) putchar(c);\n}',
    line: 3,
    sound: 'int main(void) {\n  int c;\n  while ((c = getchar()) != EOF) putchar(c);\n}',
  },
  {
    rule: 'c/never-negative',
    language: 'cpp',
    faulty: 'void f(std::vector<int> a) {\n  for (size_t i = a.size() - 1; i >= 0; i--) g(a[i]);\n}',
    line: 2,
    sound: 'void f(std::vector<int> a) {\n  for (int i = a.size() - 1; i >= 0; i--) g(a[i]);\n}',
  },
  {
    rule: 'c/address-of-local',
    language: 'c',
    faulty: 'char* f(void) {\n  char a[10];\n  return a;\n}',
    line: 3,
    sound:
      'char* f(char* b) {\n  static char a[10];\n  return b ? b : a;\n}\nchar* g(void) { static char c[3];\n return c; }',
  },
  {
    rule: 'c/mismatched-delete',
    language: 'cpp',
    faulty: 'int main() {\n  int* a = new int[5];\n  delete a;\n}',
    line: 3,
    sound: 'int main() {\n  int* a = new int[5];\n  delete[] a;\n  int* b = new int(5);\n  delete b;\n}',
  },
  {
    rule: 'c/wrong-format',
    language: 'c',
    faulty: '#include <stdio.h>\nint main(void) {\n  float a;\n  scanf("%lg", &a);\n}',
    line: 4,
    sound:
      '#include <stdio.h>\nint main(void) {\n  double a;\n  float b;\n  scanf("%lg %le %lF %g", &a, &a, &a, &b);\n}',
  },
  {
    rule: 'c/string-comparison',
    language: 'c',
    faulty: 'int f(void) {\n  char a[9], *b = a;\n  return b == a;\n}',
    line: 3,
    sound:
      '#include <stdlib.h>\nint f(void) {\n  char a[9], *end;\n  long n = strtol(a, &end, 10);\n  return end == a ? -1 : n;\n}',
  },
];
