import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLanguageId, LANGUAGE_IDS, LANGUAGES } from '../../../../../core/grading/languages/index.ts';
import {
  loadProgramDetectors,
  PROGRAM_LIMITS,
} from '../../../../../core/review/programs/program-detectors.ts';
import { grammarOf, PROGRAM_GRAMMARS } from '../../../../../core/review/programs/program-languages.ts';
import { hasGrammar } from '../../../../../core/syntax/grammars.ts';

const REVIEWED = [...PROGRAM_GRAMMARS.keys()].filter(isLanguageId);

const review = async (language: string, source: string) =>
  (await loadProgramDetectors(language)).detect({ language, source });

/** Every place of a report is one of the source. */
const placesOutside = (source: string, findings: Awaited<ReturnType<typeof review>>['findings']) => {
  const lines = source.split(/\r\n|\r|\n/);
  return findings.filter(
    ({ line, column = 1, endLine = line }) =>
      line < 1 ||
      endLine > lines.length ||
      endLine < line ||
      column < 1 ||
      column > lines[line - 1]!.length + 1,
  );
};

describe('a review of a program', () => {
  it('is of the languages whose grammar is known, and of no others', async () => {
    const parsed = LANGUAGE_IDS.filter((id) => hasGrammar(LANGUAGES[id].editor.grammar));
    expect(REVIEWED.toSorted()).toEqual(parsed.toSorted());
    for (const id of LANGUAGE_IDS) {
      expect(grammarOf(id)).toBe(parsed.includes(id) ? LANGUAGES[id].editor.grammar : undefined);
    }
    await expect(loadProgramDetectors('haskell')).rejects.toThrow('Programs in haskell are not reviewed.');
  });

  it.each(REVIEWED)('finds nothing grave in what an editor starts with, in %s', async (language) => {
    const { editor, known } = LANGUAGES[language];
    for (const source of [editor.starter, known.source]) {
      const { findings, gaps } = await review(language, source);
      // A known program spins on purpose.
      const grave = findings.filter(
        ({ severity, ruleId, audience }) =>
          severity === 'high' && audience === undefined && ruleId !== 'program/endless-loop',
      );
      expect({ grave: grave.map(({ ruleId, line }) => `${ruleId} ${line}`), gaps }).toEqual({
        grave: [],
        gaps: [],
      });
    }
  });

  it.each(REVIEWED)(
    'of whatever is left of a program in %s finds places of it, twice the same',
    async (language) => {
      const { source } = LANGUAGES[language].known;
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({
              at: fc.nat(source.length),
              cut: fc.nat(40),
              put: fc.string({ maxLength: 8, unit: 'binary' }),
            }),
            {
              maxLength: 6,
            },
          ),
          async (changes) => {
            const changed = changes.reduce(
              (text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut),
              source,
            );
            const { findings } = await review(language, changed);
            expect(placesOutside(changed, findings)).toEqual([]);
            expect((await review(language, changed)).findings).toEqual(findings);
          },
        ),
        { numRuns: 25 },
      );
    },
  );

  const nasty = {
    nothing: '',
    'an empty line': '\n',
    'lines of every system': 'int a;\r\nint b;\rint c;\n',
    'what has many readings': 'a<b,'.repeat(4000),
    'brackets that never close': '('.repeat(8000),
    'blocks that never close': 'if(a){'.repeat(2000),
    'signs alone': '*'.repeat(8000),
    'a chain without end': `if (a) {}${' else if (a) {}'.repeat(1000)}`,
    'constants in a circle':
      'const int A = B + 1; const int B = A + 1; int c[A]; int main() { return c[A]; }',
    bytes: Array.from({ length: 4000 }, (_, at) => String.fromCharCode(1 + ((at * 7919) % 255))).join(''),
  };
  it.each(Object.entries(nasty))('%s ends, and finds places that are there', async (_, source) => {
    for (const language of REVIEWED) {
      const { findings } = await review(language, source);
      expect(placesOutside(source, findings)).toEqual([]);
    }
  });

  it('tells what was not looked at, and why', async () => {
    const long = 'x = 1\n'.repeat(PROGRAM_LIMITS.length / 6 + 100);
    expect((await review('python', long)).gaps).toEqual([
      {
        what: 'lines from 10923 on',
        why: 'The program is not read from there, since it is longer than 65536.',
      },
    ]);
    const deep = `y = 2\n${'('.repeat(201)}`;
    expect((await review('python', deep)).gaps).toEqual([
      {
        what: 'lines from 2 on',
        why: 'The program is not read from there, since its brackets are too deep.',
      },
    ]);
    const ambiguous = (await review('cpp', `int a;\n${'a<b,'.repeat(4000)}`)).gaps;
    expect(ambiguous).toEqual([
      { what: 'lines from 2 on', why: 'The program is not read from there, since it has too many readings.' },
    ]);
  });

  it('says nothing of what stands where reading ended', async () => {
    const { findings } = await review('python', `a = [1${',1'.repeat(PROGRAM_LIMITS.length)}]\n`);
    expect(findings.map(({ ruleId, audience }) => [ruleId, audience])).toEqual([
      ['program/too-long', 'staff'],
    ]);
  });

  const remark = 'x'.repeat(PROGRAM_LIMITS.length);
  it.each([
    ['cpp', `/* ${remark} */ int main() {\n  fork(); }`, 2, 3],
    ['cpp', `/* ${remark} */ int a = fork();`, 1, remark.length + 16],
    ['c', `int a;\r\n// ${remark}\r\nint main(void) { /* ${remark} */\r\n\r\n  fork(); }`, 5, 3],
    ['python', `${' '.repeat(remark.length)}\nimport os\n# ${remark}\nif 1:\n\n    os.fork()\n`, 6, 5],
    ['python', `"""${remark}"""\nimport os\nos.fork()\n`, 3, 1],
    ['javascript', `${'\n'.repeat(remark.length)}require('child_process');\n`, remark.length + 1, 9],
  ])('in %s finds what stands behind a long remark, in its place', async (language, source, line, column) => {
    const { findings, gaps } = await review(language, source);
    expect(findings.filter(({ audience }) => audience === 'staff')).toMatchObject([
      { ruleId: 'program/too-long' },
      { ruleId: 'program/starts-processes', line, column, endLine: line },
    ]);
    expect(placesOutside(source, findings)).toEqual([]);
    expect(gaps).toEqual([]);
  });

  it.each([
    [
      'java',
      'record P(int x) {}\nclass A { int f(Object o) {\n if (o instanceof P(int x)) return x;\n return 0; } }',
      3,
    ],
    ['python', 'with (open(0) as f, open(1, "w") as g):\n    print(f, g)\n', 1],
    ['php', '<?php\nenum S: string { case A = "a"; }\n', 2],
    ['rust', 'fn main() { match 7 {\n n @ 6.. => println!("{}", n), _ => {} } }\n', 2],
    ['typescript', 'class Q<in out T> { constructor(readonly a: T) {} }\nconsole.log(new Q(1));\n', 1],
    ['javascript', 'import a from "./a.json" with { type: "json" };\nconsole.log(a);\n', 1],
  ])(
    'in %s says of what is newer than the grammar that it was not read, and no fault',
    async (language, source, line) => {
      const { findings, gaps } = await review(language, source);
      expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
      for (const finding of findings) expect(finding).toMatchObject({ confidence: 'low' });
      if (findings.length > 0) {
        expect(findings[0]).toMatchObject({ ruleId: 'program/syntax-error', line });
        expect(gaps[0]!.why).toMatch(/^The grammar of reviews has no reading of what stands in line \d+: /);
      } else expect(gaps).toEqual([]);
    },
  );

  it.each([
    ['javascript', 'function f(a, i, j) {\n  [a[i], a[j]] = [a[j], a[i]];\n  i = i;\n}\nf([1, 2], 0, 1);\n'],
    [
      'javascript',
      'function f(a, i, j) {\n  if (i < j) [a[i].x, a[b[j]]] = [a[j].x, 1];\n  i = i;\n}\nf([{}, {}], 0, 1);\n',
    ],
    [
      'javascript',
      'function f(a, i, j) {\n  ;[a.h[i], a.h[j]] = [\n a.h[j],\n a.h[i] ];\n  i = i;\n}\nf({});\n',
    ],
    [
      'typescript',
      'function f(a: number[], i: number, j: number) {\n  [a[i]!, a[j]!] = [a[j]!, a[i]!];\n  i = i;\n}\nf([1, 2], 0, 1);\n',
    ],
    [
      'java',
      'class A { static String f(int d) {\n String s = switch (d) { case 1, 3 -> "one"; default -> "two"; };\n s = s;\n return s; } }',
    ],
    [
      'java',
      'class A { static int f(int d) {\n d = d;\n return switch (d) { case 1 -> 2; default -> { int e = 1; yield e; } }; } }',
    ],
    ['java', 'class A { static void f(int d) {\n d = d;\n Thread.yield (); } }'],
    [
      'java',
      'class A { static int f(Object d) {\n d = d;\n return switch (d) { case String s -> s.length(); default -> 0; }; } }',
    ],
    [
      'java',
      'enum E { X }\nclass A { static Object f(int d) {\n d = d;\n g(E.class, d, int[].class); return String.class.getName(); } }',
    ],
  ])('in %s reads what its grammar has no reading of but many write: %s', async (language, source) => {
    const { findings, gaps } = await review(language, source);
    expect({ rules: findings.map(({ ruleId }) => ruleId), gaps }).toEqual({
      rules: ['program/self-assignment'],
      gaps: [],
    });
  });

  it('looks at what stands beside a function that it cannot read', async () => {
    const { findings, gaps } = await review(
      'python',
      'def a(n):\n    if n == None return 1\n    n = n\n    return n\n\ndef b(n):\n    n = n\n    return n\n\nprint(b(1))\n',
    );
    expect(findings.map(({ ruleId, line }) => `${line} ${ruleId}`)).toEqual([
      '2 program/syntax-error',
      '7 program/self-assignment',
    ]);
    expect(gaps.map(({ what }) => what)).toEqual(['lines 1 to 4']);
  });

  it('tells staff what is hostile beside what it cannot read', async () => {
    const { findings } = await review('python', 'import os\ndef a(n):\n    if n return 1\n    os.fork()\n');
    expect(findings.map(({ ruleId }) => ruleId)).toContain('program/starts-processes');
  });

  it.each(REVIEWED)('in %s takes no byte order mark for a part of the program', async (language) => {
    const { source } = LANGUAGES[language].known;
    expect(await review(language, `\uFEFF${source}`)).toEqual(await review(language, source));
  });

  it('ends over long sources that are made to be squeezed slowly', async () => {
    const long = (piece: string) => piece.repeat((4 * PROGRAM_LIMITS.length) / piece.length);
    for (const source of ['/*', ' ', '\n ', '"\\', "'''", '\r', ` ${' '.repeat(210)}x`].map(long)) {
      for (const language of ['cpp', 'python', 'javascript', 'php']) {
        const { findings } = await review(language, source);
        expect(placesOutside(source, findings)).toEqual([]);
        expect(findings.map(({ ruleId }) => ruleId)).toContain('program/too-long');
      }
    }
  });

  it('shows participants nothing of what staff should look at', async () => {
    const { findings } = await review('python', 'import socket\nprint(open("/etc/passwd"), socket)\n');
    expect(findings.map(({ ruleId, audience }) => [ruleId, audience])).toEqual([
      ['program/opens-network', 'staff'],
      ['program/reaches-outside', 'staff'],
    ]);
  });
});
