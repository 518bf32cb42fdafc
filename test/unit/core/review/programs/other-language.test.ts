import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isLanguageId, LANGUAGES } from '../../../../../core/grading/languages/index.ts';
import { loadProgramDetectors } from '../../../../../core/review/programs/program-detectors.ts';
import { PROGRAM_GRAMMARS } from '../../../../../core/review/programs/program-languages.ts';
import { hasEnding } from '../../../../../core/submissions/file-names.ts';

const REVIEWED = [...PROGRAM_GRAMMARS.keys()].filter(isLanguageId);

const isToldOther = async (language: string, source: string) =>
  (await loadProgramDetectors(language))
    .detect({ language, source })
    .findings.some(({ ruleId }) => ruleId === 'program/other-language');

/** A program of each language, as somebody would write it who says no more than is needed. */
const PROGRAMS: Readonly<Record<string, string>> = {
  c: '#include <stdio.h>\nint main(void) {\n  int n;\n  scanf("%d", &n);\n  printf("%d\\n", n + 1);\n}\n',
  cpp: '#include <iostream>\nint main() {\n  int n;\n  std::cin >> n;\n  std::cout << n + 1;\n}\n',
  go: 'package main\n\nimport "fmt"\n\nfunc main() {\n\tvar n int\n\tfmt.Scan(&n)\n\tfmt.Println(n + 1)\n}\n',
  java: 'import java.util.Scanner;\nclass Main {\n  public static void main(String[] args) {\n    System.out.println(new Scanner(System.in).nextInt() + 1);\n  }\n}\n',
  javascript: "const fs = require('fs');\nconsole.log(Number(fs.readFileSync(0, 'utf8')) + 1);\n",
  php: '<?php\n$n = (int) fgets(STDIN);\necho $n + 1;\n',
  python: 'import sys\n\ndef plus(n):\n    return n + 1\n\nprint(plus(int(input())))\n',
  rust: 'use std::io;\nfn main() {\n    let mut line = String::new();\n    io::stdin().read_line(&mut line).unwrap();\n    println!("{}", line.len());\n}\n',
};
const FAMILY: Readonly<Record<string, string>> = {
  c: 'c',
  cpp: 'c',
  javascript: 'script',
  typescript: 'script',
};
const familyOf = (language: string) => FAMILY[language] ?? language;

describe('a program of another language', () => {
  const pairs = Object.keys(PROGRAMS).flatMap((written) =>
    REVIEWED.map((asked) => ({ written, asked, told: familyOf(written) !== familyOf(asked) })),
  );

  it.each(pairs)('in $written and reviewed as $asked: told $told', async ({ written, asked, told }) => {
    expect(await isToldOther(asked, PROGRAMS[written]!)).toBe(told);
  });

  it.each([
    ['typescript', 'async function main(): Promise<void> {}\nvoid main();\n'],
    ['java', 'void main() {\n  System.out.println(1);\n}\n'],
    ['java', 'class A { static public void main(String[] a) { /*\ndef f(a):\n*/ }\n'],
    ['python', '"""\nint main(void) { return 0; }\n"""\nprint(int(input()) + 1)\n'],
    ['cpp', '/*\ndef f(a):\n    return a\n*/\n  int  main() { return 0; }\n'],
    ['javascript', 'console.log(`\npackage main\nfunc main() {}\n`);\n'],
    ['rust', '/*\nint main() {}\n*/\npub fn add(a: i32) -> i32 { a }\n'],
    ['go', 'package main // mine\n\n/*\nint main() {}\n*/\n\nfunc main() {}\n'],
    ['php', '#!/usr/bin/env php\n<?php\necho "\nint main() {}\n";\n'],
  ])('is none in %s that only names one: %s', async (language, source) => {
    expect(await isToldOther(language, source)).toBe(false);
  });

  it('is none of the examples', async () => {
    const corpus = join(import.meta.dirname, '../../../../../examples/corpus');
    const told: string[] = [];
    for (const name of readdirSync(corpus, { recursive: true, encoding: 'utf8' })) {
      const language = REVIEWED.find((one) => hasEnding(name, LANGUAGES[one].extensions));
      if (language === undefined || !name.includes('submissions/')) continue;
      if (await isToldOther(language, readFileSync(join(corpus, name), 'utf8'))) told.push(name);
    }
    expect(told).toEqual([]);
  });
});
