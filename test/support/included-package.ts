import { SOUND } from './packages.ts';

/** The sound package as a problem whose participants write `double`: what reads and prints is the package's. */
export const WITH_GRADERS: Readonly<Record<string, string | null>> = {
  ...SOUND,
  'include/cpp/twice.h': 'long long twice(long long n);\n',
  'include/cpp/grader.cpp':
    '#include "twice.h"\n#include <cstdio>\nint main() { long long n; scanf("%lld", &n); printf("%lld\\n", twice(n)); }\n',
  'include/java/grader.java':
    'public class grader { public static void main(String[] a) { System.out.println(twice.twice(new java.util.Scanner(System.in).nextLong())); } }\n',
  'include/python3/grader.py': 'import sys\nimport twice\nprint(twice.twice(int(sys.stdin.readline())))\n',
  'include/javascript/grader.js':
    "const { twice } = require('./twice.js');\nconsole.log(twice(Number(require('fs').readFileSync(0, 'utf8'))));\n",
  'submissions/accepted/twice.py': 'def twice(n):\n    return 2 * n\n',
};

/** Programs that have the graders beside them, and one that no grader is for. */
export const JURY: Readonly<Record<string, string>> = {
  'submissions/accepted/twice.cpp': '#include "twice.h"\nlong long twice(long long n) { return 2 * n; }\n',
  'submissions/accepted/twice.java':
    'public class twice { static long twice(long n) { return 2 * n; } public static void main(String[] a) { System.out.println(-1); } }\n',
  'submissions/accepted/twice.js': 'exports.twice = (n) => 2 * n;\n',
  'submissions/accepted/whole.c':
    '#include <stdio.h>\nint main(void) { long long n; scanf("%lld", &n); printf("%lld\\n", 2 * n); return 0; }\n',
  'submissions/accepted/cheats/twice.js': 'exports.twice = (n) => 2 * n;\n',
  'submissions/accepted/cheats/grader.js': 'console.log(-1);\n',
  'submissions/wrong_answer/twice.js': 'exports.twice = (n) => n * n;\n',
  'submissions/wrong_answer/twice.py': 'def twice(n):\n    return n * n\n',
  'submissions/compile_error/twice.py': 'def twice(n:\n    return 2 * n\n',
  'submissions/compile_error/twice.js': 'exports.twice = (n => 2 * n;\n',
};
