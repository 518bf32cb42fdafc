import { describe, expect, it } from 'vitest';
import type { OutputValidation } from '../../../core/grading/output-validation.ts';
import { INTERACTOR, PROGRAM } from './interactive-programs.ts';
import { judgeWith, makeTestData, THOROUGH, tellVerdicts, useJudge } from './judge-under-test.ts';

const under = useJudge();

const limits = {
  timeMs: 300,
  memoryKiB: 20 * 1024,
  outputKiB: 256,
  validationTimeMs: 500,
  validationMemoryKiB: 64 * 1024,
};

type Pair = readonly [input: string, answer: string];

function makeInteractive(
  pairs: readonly Pair[],
  sources: Readonly<Record<string, string>>,
  { language = 'c', args = [] as readonly string[], testlib = false } = {},
) {
  const data = makeTestData(pairs);
  const files = Object.entries(sources).map(([name, content]) => ({ name, ...data.store(content) }));
  const validation: OutputValidation = { kind: 'interactive', args, program: { language, files, testlib } };
  return { data, validation };
}

/** How the interactor and the program behave, and what comes of it. */
const ENDINGS: readonly (readonly [string, RegExp])[] = [
  ['scores answers', /^AC/],
  ['scores says', /^WA/],
  ['reads ends', /^AC/],
  // The interactor ends first.
  ['rejects aborts-at-end', /^WA/],
  ['rejects fails-at-end', /^WA/],
  ['rejects spins-on', /^WA/],
  ['accepts talks-on', /^AC/],
  ['accepts waits', /^AC/],
  ['accepts aborts', /^RTE signal 6/],
  ['accepts spins', /^TLE cpu/],
  ['accepts floods', /^OLE/],
  // The program ends first.
  ['reads aborts', /^RTE signal 6/],
  ['rejects exits-3', /^RTE exit 3/],
  ['reads spins', /^TLE cpu/],
  ['reads floods', /^OLE/],
  // Which of both our kill takes first is chance.
  ...Array.from({ length: 8 }, () => ['reads floods-stderr', /^OLE/] as const),
  ['reads eats', /^MLE/],
  ['reads leaves-a-child', /^AC/],
  // Neither does.
  ['reads waits', /^TLE wall/],
  ['deaf waits', /^TLE wall/],
  ['deaf says', /^JE the interactor did not read/],
  // One closes its end and goes on.
  ['closes reads-to-end', /^AC/],
  ['reads closes', /^AC/],
  // The interactor fails.
  ['crashes waits', /^JE .*SIGABRT/],
  ['seven ends', /^JE .*exit code 7/],
  ['spins waits', /^JE .*ran out of CPU time/],
  ['floods ends', /^JE /],
  ['deaf talks-on', /^JE .*did not end after the program had/],
  // It would be two processes, or another program.
  ['forks waits', /^AC/],
  ['execs waits', /^AC/],
];

it('tells who ended first and how, in one judge call', async () => {
  const { data, validation } = makeInteractive(
    ENDINGS.map(([behaviours]) => [`${behaviours} none\n`, 'right\n']),
    { 'interactor.c': INTERACTOR },
    { args: ['an argument'] },
  );
  const result = await judgeWith(under.judge, 'c', PROGRAM, data, {
    limits,
    validation,
    transcriptBytes: 200,
  });
  const told = tellVerdicts(result).map((verdict, at) =>
    verdict === 'JE' ? `JE ${result.perCase[at]?.detail.feedback}` : verdict,
  );
  const wrong = ENDINGS.flatMap(([behaviours, wanted], at) =>
    wanted.test(told[at] ?? '') ? [] : [`${behaviours}: ${told[at]}`],
  );
  expect(wrong).toEqual([]);
  expect(result).toMatchObject({ judgeCalls: 1, validatorCalls: 0, whySplit: [] });
  expect(result.perCase[1]).toMatchObject({
    detail: { score: 0.25, feedback: 'an argument' },
    outputHead: 'wrong\n',
    conversation: '<says\n>wrong\n',
  });
});

it('takes an interactor for stuck only where it lives, and nothing moves', async () => {
  const behaviours = ['hears-a-line sleeps-on', 'dawdles asks-on'];
  const { data, validation } = makeInteractive(
    behaviours.map((both) => [`${both} none\n`, '']),
    { 'interactor.c': INTERACTOR },
  );
  const result = await judgeWith(under.judge, 'c', PROGRAM, data, { limits, validation });
  expect(tellVerdicts(result)).toEqual(behaviours.map(() => 'TLE wall'));
});

describe('a program cannot get at the interactor', () => {
  const ATTACKS = [
    'memory',
    'trace',
    'descriptors',
    'own-descriptors',
    'signals',
    'limits',
    'files',
    'opens-the-folder',
    'writes-feedback',
    'replaces-the-interactor',
    'joins-and-kills',
    'joins-and-stops',
    'joins-those-above',
  ];

  it.each([
    ['c', { 'interactor.c': INTERACTOR }],
    [
      'python',
      {
        'main.py': `import sys
from other import tell
how, program, secret = open(sys.argv[1]).read().split()
open(sys.argv[3] + "log.txt", "w").write(secret)
print(program, flush=True)
sys.exit(tell(sys.argv[3], secret, sys.stdin.readline().strip()))
`,
        'other.py': `def tell(folder, secret, said):
    if said == secret: return 42
    open(folder + "judgemessage.txt", "w").write("not told")
    return 43
`,
      },
    ],
  ] as const)('in %s', async (language, sources) => {
    const { data, validation } = makeInteractive(
      ATTACKS.map((attack, at) => [`guards ${attack} SECRET${100000 + at}\n`, '']),
      sources,
      { language },
    );
    const result = await judgeWith(under.judge, 'c', PROGRAM, data, { limits, validation });
    expect(result.perCase.map(({ verdict, detail }) => [verdict, detail.feedback, detail.score])).toEqual(
      ATTACKS.map(() => ['WA', 'not told', undefined]),
    );
    expect(result.judgeCalls).toBe(1);
  });
});

it('cannot be compiled in', async () => {
  for (const [language, sources, path] of [
    ['c', { 'interactor.c': INTERACTOR }, 'prog/interactor.c'],
    ['c', { 'interactor.c': INTERACTOR }, 'prog/main'],
    ['python', { 'main.py': 'import sys\nsys.exit(43)\n' }, 'program.zip'],
  ] as const) {
    const { data, validation } = makeInteractive([['reads ends none', '']], sources, { language });
    const source = `__asm__(".incbin \\"interactor/${path}\\"");\nint main() { return 0; }\n`;
    const result = await judgeWith(under.judge, 'c', source, data, { limits, validation });
    expect(result).toMatchObject({ verdict: 'CE', compileOutput: expect.stringMatching(/not found|denied/) });
  }
});

it('goes only where a host runs batches, and blames nobody for an interactor that does not compile', async () => {
  const { data, validation } = makeInteractive([['reads ends none', '']], { 'interactor.c': 'int main(' });
  const judging = judgeWith(under.judge, 'c', PROGRAM, data, { limits, validation, batches: false });
  await expect(judging).rejects.toMatchObject({ kind: 'incapable' });
  const result = await judgeWith(under.judge, 'c', PROGRAM, data, { limits, validation });
  expect(result).toMatchObject({ verdict: 'JE', judgeCalls: 1 });
  expect(result.perCase[0]?.detail.feedback).toMatch(/^the interactor does not compile: .*error/s);
});

it("takes testlib's interactors by their codes", async () => {
  const source = `
import sys
number = int(open(sys.argv[1]).read())
open(sys.argv[2], "w").write("for a checker")
guess = int(input())
print("guess was", guess, file=sys.stderr)
sys.exit(0 if guess == number else 1)`;
  const { data, validation } = makeInteractive(
    [
      ['7', ''],
      ['8', ''],
    ],
    { 'interactor.py': source },
    { language: 'python', testlib: true },
  );
  const result = await judgeWith(under.judge, 'python', 'print(7)', data, { limits, validation });
  expect(result.perCase.map(({ verdict, detail }) => [verdict, detail.feedback])).toEqual([
    ['AC', 'guess was 7'],
    ['WA', 'guess was 7'],
  ]);
});

it.each([
  [
    'java',
    62,
    'Interactor.java',
    `public class Interactor { public static void main(String[] a) throws Exception {
       String number = java.nio.file.Files.readString(java.nio.file.Path.of(a[0])).trim();
       java.nio.file.Files.writeString(java.nio.file.Path.of(a[2] + "judgemessage.txt"), new Note().text);
       System.exit(number.equals(new java.util.Scanner(System.in).nextLine()) ? 42 : 43); } }
     class Note { String text = "a note"; }`,
  ],
])('takes an interactor in %s', async (language, judge0Id, name, source) => {
  if (!under.offers(judge0Id)) return;
  const { data, validation } = makeInteractive(
    [
      ['7', ''],
      ['8', ''],
    ],
    { [name]: source },
    { language },
  );
  const patient = { ...limits, validationTimeMs: 5_000, validationMemoryKiB: 256 * 1024 };
  const result = await judgeWith(under.judge, 'python', 'print(7)', data, { limits: patient, validation });
  expect(result.perCase.map(({ verdict, detail }) => [verdict, detail.feedback])).toEqual([
    ['AC', 'a note'],
    ['WA', 'a note'],
  ]);
});

it.runIf(THOROUGH)("does not count an interactor's work as time that the program sleeps", async () => {
  const source = `
#include <stdio.h>
#include <time.h>
int main() { char line[64]; while (clock() < 3.6 * CLOCKS_PER_SEC) continue; return fgets(line, sizeof line, stdin) ? 42 : 43; }`;
  const { data, validation } = makeInteractive([['', '']], { 'interactor.c': source });
  // Three times its wall limit, beyond which nobody is thought to wait for a processor, are 3.2 s.
  const brief = { ...limits, timeMs: 20, validationTimeMs: 6_000 };
  const program = '#include <stdio.h>\nint main() { puts("x"); fflush(stdout); getchar(); return 0; }';
  const result = await judgeWith(under.judge, 'c', program, data, { limits: brief, validation });
  expect(tellVerdicts(result)).toEqual(['AC']);
});
