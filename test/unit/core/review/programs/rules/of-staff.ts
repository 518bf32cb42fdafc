import type { RuleCase } from './rule-case.ts';

const samples = [{ input: '3\n10 20 30\n', answer: '10 20 30\nsorted\n' }];

const tableOf = (count: number, what: (at: number) => string) =>
  `n = int(input())\n${Array.from({ length: count }, (_, at) => `${at === 0 ? 'if' : 'elif'} n == ${91_300 + at}:\n    ${what(at)}\n`).join('')}`;

/** What staff should look at. */
export const OF_STAFF: readonly RuleCase[] = [
  {
    rule: 'program/prints-sample-answer',
    language: 'python',
    samples,
    faulty: 'input()\nprint("10 20 30\\nsorted")\n',
    line: 2,
    sound: 'input()\nprint("sorted")\n',
  },
  // A word that is an answer to many inputs stands in every right program.
  ...['IMPOSSIBLE', 'NO SOLUTION', 'Hello, World!', 'Fizz Buzz'].map((word) => ({
    rule: 'program/prints-sample-answer',
    language: 'cpp',
    samples: [
      { input: '1\n', answer: `${word}\n` },
      { input: '2\n', answer: '17 34 51\n' },
    ],
    faulty: 'int main() {\n  puts("17 34 51");\n}',
    line: 2,
    sound: `int main() {\n  int n; cin >> n; if (n < 2) puts("${word}"); else cout << 17 * n / 2 << " " << n;\n}`,
  })),
  {
    rule: 'program/prints-sample-answer',
    language: 'python',
    samples: [
      { input: '1\n', answer: 'Case 2 of 3\n' },
      { input: '2\n', answer: 'Case 2 of 3\n' },
      { input: '3\n', answer: '1 2 3 4 5 6\n' },
    ],
    faulty: 'input()\nprint("1 2 3 4 5 6")\n',
    line: 2,
    sound: 'input()\nprint("Case 2 of 3")\n',
  },
  {
    rule: 'program/compares-sample-input',
    language: 'python',
    samples: [
      { input: 'shutdown now\n', answer: 'bye\n' },
      { input: 'shutdown now 12\n', answer: 'at 12\n' },
    ],
    faulty: 'if input() == "shutdown now 12": pass\n',
    line: 1,
    sound: 'if input() == "shutdown now":\n  print("bye")\n',
  },
  {
    rule: 'program/compares-sample-input',
    language: 'java',
    samples: [{ input: 'the quick brown fox jumps 5 times\n', answer: '5\n' }],
    faulty: 'class A { void f(String s) {\n if (s.equals("the quick brown fox jumps 5 times")) g(); } }',
    line: 2,
    sound: 'class A { void f(String s) {\n if (s.equals("the quick brown fox")) g(); } }',
  },
  {
    rule: 'program/table-of-answers',
    language: 'python',
    faulty: tableOf(8, (at) => `print(${48_200 + 7 * at})`),
    line: 2,
    sound: tableOf(8, (at) => `print(n * ${at} + 1)`),
  },
  {
    rule: 'program/table-of-answers',
    language: 'cpp',
    faulty: `int f(int n) {\n  switch (n) {\n${Array.from({ length: 8 }, (_, at) => `case ${4711 + at}: return ${8150 + 3 * at};`).join('\n')}\n  }\n  return 0;\n}`,
    line: 2,
    // The days of a week are answers too.
    sound: `string f(int n) {\n  switch (n) {\n${Array.from({ length: 8 }, (_, at) => `case ${at}: return "weekday ${at}";`).join('\n')}\n  }\n  return "";\n}`,
  },
  {
    rule: 'program/reaches-outside',
    language: 'python',
    faulty: 'print(open("/etc/passwd").read())\n',
    line: 1,
    sound: 'print(open("/dev/stdin").read(), "/", "a/b", open(0))\n',
  },
  {
    rule: 'program/reaches-outside',
    language: 'c',
    faulty: '#include "../../answers.h"\nint main(void) { return 0; }',
    line: 1,
    sound: '#include "answers.h"\nint main(void) { return 0; }',
  },
  {
    rule: 'program/opens-network',
    language: 'python',
    faulty: 'import sys\nfrom socket import create_connection\nprint(create_connection, sys)\n',
    line: 2,
    sound: 'import sys\nsocket = 3\nprint(socket, sys)\n',
  },
  {
    rule: 'program/opens-network',
    language: 'go',
    faulty: 'package main\nimport "net/http"\nfunc main() { http.Get("a") }\n',
    line: 2,
    sound: 'package main\nimport "fmt"\nfunc main() { fmt.Println("net") }\n',
  },
  {
    rule: 'program/opens-network',
    language: 'rust',
    faulty: 'use std::io;\nuse std::net::TcpStream;\nfn main() {}\n',
    line: 2,
    sound: 'use std::io;\nfn main() {}\n',
  },
  {
    rule: 'program/starts-processes',
    language: 'c',
    faulty: '#include <unistd.h>\nint main(void) { return fork(); }',
    line: 2,
    sound: 'int fork(void) { return 1; }\nint main(void) { return fork(); }',
  },
  {
    rule: 'program/starts-processes',
    language: 'java',
    faulty: 'class A { void f() throws Exception {\n Runtime.getRuntime().exec("ls"); } }',
    line: 2,
    sound: 'class A { void f() throws Exception {\n pool.exec("ls"); Runtime.getRuntime().gc(); } }',
  },
  {
    rule: 'program/starts-processes',
    language: 'javascript',
    faulty: "const { execSync } = require('child_process');\nconsole.log(execSync('ls'));\n",
    line: 1,
    sound: "const { readFileSync } = require('fs');\nconsole.log(readFileSync(0));\n",
  },
  {
    rule: 'program/starts-processes',
    language: 'php',
    faulty: '<?php\necho `ls`;\n',
    line: 2,
    sound: '<?php\necho "ls";\n',
  },
  {
    rule: 'program/touches-processes',
    language: 'python',
    faulty: 'import os\nos.kill(1, 9)\n',
    line: 2,
    sound: 'import os\nos.write(1, b"9")\n',
  },
  {
    rule: 'program/reads-environment',
    language: 'python',
    faulty: 'import os\nprint(os.environ["HOME"])\n',
    line: 2,
    sound: 'import os\nprint(os.path)\n',
  },
  {
    rule: 'program/reads-environment',
    language: 'javascript',
    faulty: 'console.log(process.env);\n',
    line: 1,
    sound: 'console.log(process.argv);\n',
  },
  {
    rule: 'program/machine-code',
    language: 'c',
    faulty: 'int main(void) {\n  __asm__("nop");\n  return 0;\n}',
    line: 2,
    sound: 'int main(void) {\n  return __builtin_popcount(3);\n}',
  },
  {
    rule: 'program/loads-code',
    language: 'python',
    faulty: 'import ctypes\nprint(ctypes.CDLL(None))\n',
    line: 1,
    sound: "stdin = __import__('sys').stdin\nprint(stdin)\n",
  },
  {
    rule: 'program/huge-allocation',
    language: 'cpp',
    faulty: 'const int N = 30000;\nint a[N][N];\nint main() { return a[0][0]; }',
    line: 2,
    sound: 'const int N = 3000;\nint a[N][N];\nint main() { return a[0][0]; }',
  },
];
