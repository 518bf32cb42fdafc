import type { LanguageId } from '../../../core/grading/languages/index.ts';

/** What a program does when this is its input; any other input it prints. */
export type Misdeed = 'wrong' | 'spin' | 'sleep' | 'hoard' | 'flood' | 'exit3' | 'crash';

interface Programs {
  readonly judge0Id: number;
  /** A program that does each misdeed when asked to. */
  readonly source: string;
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
  hoard: 'all = [0]\n  while True: all.append("x" * 1000000)',
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

const go: Record<Misdeed, string> = {
  wrong: 'fmt.Println(7)',
  spin: 'for i := 0; ; i++ { if i < 0 { fmt.Println(i) } }',
  sleep: 'time.Sleep(100 * time.Second)',
  hoard:
    'var all [][]byte; for { b := make([]byte, 1<<20); for i := range b { b[i] = 1 }; all = append(all, b); if len(all) < 0 { fmt.Println(all) } }',
  flood: 'for { fmt.Println("the same line again and again, and no end of it") }',
  exit3: 'os.Exit(3)',
  crash: 'var p *int; *p = 1',
};

const rust: Record<Misdeed, string> = {
  wrong: 'println!("7");',
  spin: 'let mut i: u64 = 0; loop { i = std::hint::black_box(i + 1); if i == u64::MAX { println!("{}", i); } }',
  sleep: 'std::thread::sleep(std::time::Duration::from_secs(100));',
  hoard:
    'let mut all: Vec<Vec<u8>> = Vec::new(); loop { all.push(vec![1; 1 << 20]); if all.len() == 0 { println!("{:?}", all); } }',
  flood: 'loop { println!("the same line again and again, and no end of it"); }',
  exit3: 'std::process::exit(3);',
  crash: 'let v: Vec<i32> = Vec::new(); println!("{}", v[word.len()]);',
};

/** One conditional for each misdeed. */
const branches = (misdeeds: Record<Misdeed, string>, branch: (name: string, body: string) => string) =>
  Object.entries(misdeeds)
    .map(([name, body]) => branch(name, body))
    .join('\n');

const C_HEAD = '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n';
const cpp = { ...c, hoard: 'for (;;) memset(new char[1 << 20], 1, 1 << 20);' };
const ts = { ...js, hoard: js.hoard.replace('all = []', 'all: number[][] = []'), crash: '(null as any).x' };

export const PROGRAMS: Record<LanguageId, Programs> = {
  c: {
    judge0Id: 50,
    source: `${C_HEAD}int main(void) { char s[99]; if (scanf("%98s", s) != 1) return 1;
${branches(c, (name, body) => `if (!strcmp(s, "${name}")) { ${body} }`)}
puts(s); return 0; }`,
    broken: 'int main(void) { return missing; }',
    brokenSays: /main\.c:1:.*missing/s,
  },
  cpp: {
    judge0Id: 54,
    source: `${C_HEAD}#include <iostream>\n#include <string>\nint main() { std::string s; std::cin >> s;
${branches(cpp, (name, body) => `if (s == "${name}") { ${body} }`)}
std::cout << s << std::endl; }`,
    broken: '#include <vector>\nint main() { std::vector<int> v = "no"; }',
    brokenSays: /main\.cpp:2:.*error/s,
  },
  java: {
    judge0Id: 62,
    source: `public class Echo { public static void main(String[] a) throws Exception { String s = new java.util.Scanner(System.in).next();
${branches(java, (name, body) => `if (s.equals("${name}")) { ${body} }`)}
System.out.println(s); } }`,
    broken: 'public class Main { public static void main(String[] a) { int x = "no"; } }',
    brokenSays: /Main\.java:1: error: incompatible types/,
  },
  python: {
    judge0Id: 71,
    source: `s = input()\n${branches(python, (name, body) => `if s == "${name}":\n  ${body}`)}\nprint(s)`,
  },
  javascript: {
    judge0Id: 63,
    source: `const s = require('fs').readFileSync(0, 'utf8').trim();\n${branches(js, (name, body) => `if (s === '${name}') { ${body} } else`)}\nconsole.log(s);`,
  },
  typescript: {
    judge0Id: 74,
    source: `import * as fs from 'fs';\nconst name: string = fs.readFileSync(0, 'utf8').trim();\n${branches(ts, (name, body) => `if (name === '${name}') { ${body} } else`)}\nconsole.log(name);`,
    broken: 'const x: number = "no";',
    brokenSays: /main\.ts.*1.*not assignable/s,
  },
  go: {
    judge0Id: 60,
    source: `package main\nimport ("fmt"; "os"; "time")\nvar _ = os.Args\nvar _ = time.Now\nfunc main() { var s string; fmt.Scan(&s)
${branches(go, (name, body) => `if s == "${name}" { ${body} }`)}
fmt.Println(s) }`,
    broken: 'package main\nfunc main() { var x int = "no" }',
    brokenSays: /main\.go:2/,
  },
  rust: {
    judge0Id: 73,
    source: `fn main() { let mut line = String::new(); std::io::stdin().read_line(&mut line).unwrap(); let word = line.trim();
${branches(rust, (name, body) => `if word == "${name}" { ${body} }`)}
println!("{}", word); }`,
    broken: 'fn main() { let x: i32 = "no"; }',
    brokenSays: /main\.rs:1.*mismatched types|mismatched types.*main\.rs:1/s,
  },
};
