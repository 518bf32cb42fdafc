import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Judge, JudgeCall } from '../../../core/grading/judge.ts';
import type { OutputValidation } from '../../../core/grading/output-validation.ts';
import { judgeWith, makeTestData, tellVerdicts, useJudge } from './judge-under-test.ts';

const under = useJudge();

const limits = { timeMs: 1000, memoryKiB: 128 * 1024, outputKiB: 8 * 1024 };
const CAT =
  '#include <stdio.h>\nint main(void) { int c; while ((c = getchar_unlocked()) != EOF) putchar_unlocked(c); }';
const COUNT =
  '#include <stdio.h>\nint main(void) { long n = 0; while (getchar_unlocked() != EOF) n++; printf("%ld\\n", n); }';

/** Lines of numbers, this many bytes of them. */
const lines = (bytes: number, seed = 0) => {
  let text = '';
  for (let i = seed; text.length < bytes; i++) text += `line ${i}\n`;
  return text.slice(0, bytes);
};

/** Prints a million bytes a number that it reads, in lines. */
const PRINT =
  '#include <stdio.h>\nint main(void) { long n; scanf("%ld", &n); for (long i = 0; i < n; i++) printf("%ld.5\\n", i % 1000); }';
const printed = (n: number, last = '') =>
  Array.from({ length: n }, (_, i) => `${i % 1000}.5`).join('\n') + last;

/** The same judge, remembering its calls. */
function spyOn(judge: Judge) {
  const calls: JudgeCall[] = [];
  const spy: Judge = {
    limits: (signal) => judge.limits(signal),
    languages: (signal) => judge.languages(signal),
    run: (call, signal) => {
      calls.push(call);
      return judge.run(call, signal);
    },
  };
  return { spy, calls };
}

describe('inputs', () => {
  it('of 5 MB arrive whole although files may have 4 MB', async () => {
    const data = makeTestData([
      [lines(5_000_000), '5000000'],
      ['x', '1'],
      [lines(1_100_000), '1100000'],
      ['', '0'],
    ]);
    const result = await judgeWith(under.judge, 'c', COUNT, data, { limits });
    expect(tellVerdicts(result)).toEqual(['AC', 'AC', 'AC', 'AC']);
    expect(result.judgeCalls).toBe(1);
  });

  it('that the program does not read cost nothing, and the next test case gets its own', async () => {
    const data = makeTestData([
      [lines(5_000_000), 'l'],
      ['abc', 'a'],
      [lines(5000), 'l'],
    ]);
    const result = await judgeWith(
      under.judge,
      'c',
      '#include <stdio.h>\nint main(void) { printf("%c", getchar()); }',
      data,
      { limits },
    );
    expect(tellVerdicts(result)).toEqual(['AC', 'AC', 'AC']);
  });

  it('of more than 8 MB together take more calls, each below 8 MB, and the result says why', async () => {
    const data = makeTestData(Array.from({ length: 5 }, (_, i) => [lines(3_000_000, i), '3000000'] as const));
    const { spy, calls } = spyOn(under.judge);
    const result = await judgeWith(spy, 'c', COUNT, data, { limits });
    expect(result).toMatchObject({ verdict: 'AC', judgeCalls: 3, callsSaved: 2 });
    expect(Math.max(...calls.map(({ stdin }) => stdin.length))).toBeLessThan(8.1 * 1024 * 1024);
    expect(result.whySplit).toEqual([expect.stringMatching(/size of inputs/)]);
  });

  it('are in stdin alone: the bundle has neither inputs nor answers', async () => {
    const data = makeTestData([['the-input-of-this-test-case', 'the-answer-of-this-test-case']]);
    const { spy, calls } = spyOn(under.judge);
    await judgeWith(spy, 'python', 'print(input())', data, { limits });
    const [call] = calls;
    const sent = Buffer.concat([call!.stdin, call!.kind === 'bundle' ? call!.zip : call!.source]).toString(
      'latin1',
    );
    expect(sent).not.toContain('the-answer-of-this-test-case');
    expect(Buffer.from(call!.stdin).toString()).toContain('the-input-of-this-test-case');
  });
});

describe('a process of its own', () => {
  it('starts as from a shell: all signals at their default, none blocked, its limits readable, work/ empty', async () => {
    const source = `#define _GNU_SOURCE
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>
int main(void) {
  sigset_t blocked;
  struct sigaction action;
  struct rlimit stack;
  int odd = 0, files = 0;
  sigprocmask(SIG_SETMASK, NULL, &blocked);
  for (int s = 1; s < 32; s++) odd += sigismember(&blocked, s) || (sigaction(s, NULL, &action) == 0 && action.sa_handler != SIG_DFL);
  DIR *here = opendir(".");
  while (readdir(here) != NULL) files++;
  fclose(fopen("left-behind", "w"));
  printf("%d %d %d\\n", odd, getrlimit(RLIMIT_STACK, &stack), files - 2);
}`;
    const data = makeTestData(Array.from({ length: 4 }, () => ['', '0 0 0\n']));
    const result = await judgeWith(under.judge, 'c', source, data, { limits });
    expect(tellVerdicts(result)).toEqual(['AC', 'AC', 'AC', 'AC']);
  });
});

describe('outputs', () => {
  it('of 25 x 200 KB, more than a host returns, are all judged in one call', async () => {
    const size = 40_000;
    const data = makeTestData(
      Array.from({ length: 25 }, (_, i) => [String(size), printed(size, i === 7 ? 'x' : '')] as const),
    );
    const result = await judgeWith(under.judge, 'c', PRINT, data, { limits });
    expect(tellVerdicts(result)).toEqual(Array.from({ length: 25 }, (_, i) => (i === 7 ? 'WA' : 'AC')));
    expect(result.judgeCalls).toBe(1);
    expect(result.perCase[3]).toMatchObject({
      outputBytes: printed(size).length + 1,
      outputSha256: createHash('sha256')
        .update(`${printed(size)}\n`)
        .digest('hex'),
    });
    expect(result.perCase[3]?.outputHead).toHaveLength(1024);
  });

  it('that need every digit are asked for alone when they were cut', async () => {
    const size = 40_000;
    const near = printed(size).replace(/\b999\.5$/m, '999.4999999999');
    const data = makeTestData(
      Array.from({ length: 24 }, (_, i) => [String(size), i === 5 ? near : printed(size)] as const),
    );
    const result = await judgeWith(under.judge, 'c', PRINT, data, {
      limits,
      validation: { kind: 'default', args: ['float_tolerance', '1e-6'] },
    });
    expect(result.verdict).toBe('AC');
    expect(result.judgeCalls).toBe(2);
    expect(result.whySplit.join()).toMatch(/asked for alone/);
  });

  it('longer than any call returns are fetched in parts where every digit counts', async () => {
    const size = 800_000;
    const data = makeTestData([
      [String(size), printed(size).replace(/\b999\.5$/m, '999.4999999999')],
      [String(size), `${printed(size)}1`],
      ['10', printed(10)],
    ]);
    const result = await judgeWith(under.judge, 'c', PRINT, data, {
      limits,
      validation: { kind: 'default', args: ['float_tolerance', '1e-6'] },
    });
    expect(tellVerdicts(result)).toEqual(['AC', 'WA', 'AC']);
    expect(result.perCase[0]?.outputBytes).toBeGreaterThan(4_200_000);
    expect(result.whySplit.join()).toMatch(/in parts/);
  });

  it('that change from run to run are JE only where they are too long to be seen whole', async () => {
    const source =
      '#include <stdio.h>\n#include <sys/random.h>\nint main(void) { long n; unsigned char r; scanf("%ld", &n); getrandom(&r, 1, 0); for (long i = 0; i < n; i++) printf("0.%d\\n", i == n - 1 ? 500 + r : 5); }';
    const zeros = (n: number) => '0.5\n'.repeat(n);
    const data = makeTestData([
      ['1100000', zeros(1_100_000)],
      ['10', zeros(10)],
    ]);
    const result = await judgeWith(under.judge, 'c', source, data, {
      limits,
      validation: { kind: 'default', args: ['float_absolute_tolerance', '0.5'] },
    });
    expect(tellVerdicts(result)).toEqual(['JE', 'AC']);
    expect(result.perCase[0]?.detail.feedback).toMatch(/longer than this host can return/);
    expect(result.notes.join()).toMatch(/another output when it was run again/);
  });

  it('beyond the limit are OLE, at the limit they are not', async () => {
    const data = makeTestData([
      ['2000', printed(2000)],
      ['200000', printed(200_000)],
      ['10', printed(10)],
    ]);
    const result = await judgeWith(under.judge, 'c', PRINT, data, { limits: { ...limits, outputKiB: 64 } });
    expect(tellVerdicts(result)).toEqual(['AC', 'OLE', 'AC']);
  });

  it('of raw bytes come back as they are', async () => {
    const bytes = Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256);
    const data = makeTestData([[bytes, bytes]]);
    const result = await judgeWith(under.judge, 'c', CAT, data, {
      limits,
      validation: { kind: 'default', args: ['case_sensitive', 'space_change_sensitive'] },
    });
    expect(result.verdict).toBe('AC');
    expect(result.perCase[0]?.outputSha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
});

describe('a host that does not batch', () => {
  it('judges by single submissions, with the same verdicts', async () => {
    const source =
      'x = input()\nif x == "E": raise SystemExit(3)\nif x == "S":\n  while True: pass\nwhile x == "F": print("flood")\nprint(x)';
    const data = makeTestData([
      ['1', '1'],
      ['E', 'E'],
      ['3', '4'],
      ['S', 'S'],
      ['F', 'F'],
      ['5', '5'],
    ]);
    const result = await judgeWith(under.judge, 'python', source, data, {
      limits: { ...limits, outputKiB: 256 },
      batches: false,
    });
    expect(tellVerdicts(result).map((told) => told.replace(/^TLE .*/, 'TLE'))).toEqual([
      'AC',
      'RTE exit 3',
      'WA',
      'TLE',
      'OLE',
      'AC',
    ]);
    expect(result).toMatchObject({ judgeCalls: 6, callsSaved: 0 });
    expect(result.perCase.every(({ way }) => way === 'single')).toBe(true);
  });
});

describe('a custom output validator', () => {
  const VALIDATOR = `
import sys
data, answer, feedback = open(sys.argv[1]).read(), open(sys.argv[2]).read(), sys.argv[3]
team = sys.stdin.read().split()
limit = int(sys.argv[4])
if team == ["crash"]: raise SystemError
ok = len(team) == 2 and sum(map(int, team)) == int(data) and int(team[0]) <= limit
open(feedback + "judgemessage.txt", "w").write("sum is %s, wanted %s" % (sum(map(int, team)), answer))
open(feedback + "score.txt", "w").write("0.5")
sys.exit(42 if ok else 43)
`;
  const make = (pairs: readonly (readonly [string, string])[]) => {
    const data = makeTestData(pairs);
    const { hash, bytes } = data.store(VALIDATOR);
    const validation: OutputValidation = {
      kind: 'custom',
      args: ['100'],
      program: { language: 'python', files: [{ name: 'validate.py', hash, bytes }] },
    };
    return { data, validation };
  };

  it('judges all outputs of a batch in one call of its own', async () => {
    const { data, validation } = make(Array.from({ length: 20 }, (_, i) => [String(i), 'secret'] as const));
    const source = 'n = int(input())\nprint(n, 0) if n != 7 else print(1, 1)';
    const { spy, calls } = spyOn(under.judge);
    const result = await judgeWith(spy, 'python', source, data, { limits, validation });
    expect(result).toMatchObject({
      verdict: 'WA',
      judgeCalls: 1,
      validatorCalls: 1,
      firstFailing: 'secret/8',
    });
    expect(result.counts).toEqual({ AC: 19, WA: 1 });
    expect(result.perCase[7]?.detail).toEqual({ score: 0.5, feedback: 'sum is 2, wanted secret' });
    expect(calls).toHaveLength(2);
    expect(Buffer.from(calls[1]!.stdin).toString()).not.toContain('input()');
  });

  it('reads inputs that are larger than a file in a bundle may be', { timeout: 240_000 }, async () => {
    const size = '12000000';
    const data = makeTestData([[lines(Number(size)), size]]);
    const { hash, bytes } = data.store(
      `import sys\nsys.exit(42 if len(open(sys.argv[1]).read()) == int(open(sys.argv[2]).read()) else 43)`,
    );
    const validation: OutputValidation = {
      kind: 'custom',
      args: [],
      program: { language: 'python', files: [{ name: 'validate.py', hash, bytes }] },
    };
    const result = await judgeWith(under.judge, 'python', 'print(1)', data, { limits, validation });
    expect(result).toMatchObject({ verdict: 'AC', judgeCalls: 1, validatorCalls: 1 });
  });

  it('that crashes makes JE, never a verdict', async () => {
    const { data, validation } = make([
      ['1', ''],
      ['2', ''],
    ]);
    const result = await judgeWith(
      under.judge,
      'python',
      'print("crash") if input() == "2" else print(1, 0)',
      data,
      { limits, validation },
    );
    expect(tellVerdicts(result)).toEqual(['AC', 'JE']);
  });

  it('gets the arguments of the test case', async () => {
    const { data, validation } = make([
      ['7', ''],
      ['7', ''],
    ]);
    const testCases = data.testCases.map((testCase, i) =>
      i === 1 ? { ...testCase, validatorArgs: ["5'; exit 42"] } : testCase,
    );
    const strict = testCases.map((testCase, i) =>
      i === 1 ? { ...testCase, validatorArgs: ['5'] } : testCase,
    );
    const hostile = await judgeWith(
      under.judge,
      'python',
      'print(7, 0)',
      { ...data, testCases },
      { limits, validation },
    );
    expect(tellVerdicts(hostile)).toEqual(['AC', 'JE']);
    const result = await judgeWith(
      under.judge,
      'python',
      'print(7, 0)',
      { ...data, testCases: strict },
      { limits, validation },
    );
    expect(tellVerdicts(result)).toEqual(['AC', 'WA']);
  });
});

describe('scoring', () => {
  it('follows the groups', async () => {
    const groups = ['secret/a', 'secret/a', 'secret/b', 'secret/b', 'secret/c'];
    const data = makeTestData(
      [
        ['1', '1'],
        ['2', '2'],
        ['3', '3'],
        ['4', 'x'],
        ['5', 'x'],
      ],
      groups,
    );
    const group = (name: string, aggregation: 'sum' | 'min' | 'pass-fail', maxScore: number) => ({
      name,
      aggregation,
      maxScore,
      requires: [],
    });
    const result = await judgeWith(under.judge, 'python', 'print(input())', data, {
      limits,
      groups: [
        group('secret', 'sum', 100),
        group('secret/a', 'min', 30),
        group('secret/b', 'sum', 40),
        group('secret/c', 'pass-fail', 30),
      ],
    });
    expect(result).toMatchObject({ verdict: 'WA', score: 50 });
  });
});
