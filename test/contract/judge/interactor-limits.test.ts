import { spawnSync } from 'node:child_process';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import type { Judge, JudgeCall, JudgeLimits } from '../../../core/grading/judge.ts';
import type { OutputValidation } from '../../../core/grading/output-validation.ts';
import { INTERACTOR, PROGRAM } from './interactive-programs.ts';
import { judgeWith, makeTestData, tellVerdicts, useJudge } from './judge-under-test.ts';

const under = useJudge({ max_cpu_time_limit: 60, max_wall_time_limit: 120 });

const limits = {
  timeMs: 300,
  memoryKiB: 64 * 1024,
  outputKiB: 256,
  validationMemoryKiB: 64 * 1024,
};

/** Takes some tenths of a second to compile. */
const LONG_TO_COMPILE = '#include <iostream>\n#include <map>\nint main() { return 42; }\n';
/** Takes minutes, with nothing to say and little to keep. */
const MINUTES_TO_COMPILE = `
constexpr unsigned work(unsigned seed) { for (int i = 0; i < 1000; i++) for (int k = 0; k < 1000; k++) seed ^= seed << 1 ^ k; return seed; }
template <unsigned N> constexpr unsigned worked = work(N) + worked<N - 1>;
template <> constexpr unsigned worked<0> = 0;
int main() { return worked<500> == 7; }
`;

/** What it takes here and now. */
function cpuSecondsToCompile(source: string): number {
  const command = `TIMEFORMAT='%U %S'; time g++ -std=gnu++17 -O2 -x c++ -static -o /dev/null - <<<'${source}'`;
  const { stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
  return stderr
    .trim()
    .split(' ')
    .map(Number)
    .reduce((sum, seconds) => sum + seconds, 0);
}

/** The call with supervisors that no machine executes. */
function withForeignSupervisors(call: JudgeCall): JudgeCall {
  if (call.kind !== 'bundle') return call;
  const files = Object.entries(unzipSync(call.zip)).map(([name, content]) => [
    name,
    [
      name.startsWith('assize-supervisor') ? strToU8('\x7fELF') : content,
      { os: 3, attrs: (0o100755 << 16) >>> 0 },
    ],
  ]);
  return { ...call, zip: zipSync(Object.fromEntries(files)) };
}

/** Judges beside an interactor on a host that tells these limits, and counts the calls. */
async function judgeOn(
  told: Partial<JudgeLimits>,
  interactor: readonly [language: string, source: string],
  program: readonly [language: 'c' | 'cpp', source: string],
  inputs: readonly string[],
  { foreign = false, ...changed }: { readonly validationTimeMs?: number; readonly foreign?: boolean } = {},
) {
  let calls = 0;
  const judge: Judge = {
    limits: async (signal) => ({ ...(await under.judge.limits(signal)), ...told }),
    languages: (signal) => under.judge.languages(signal),
    run: async (call, signal) => {
      calls++;
      return await under.judge.run(foreign ? withForeignSupervisors(call) : call, signal);
    },
  };
  const data = makeTestData(inputs.map((input) => [`${input} none\n`, '']));
  const [language, source] = interactor;
  const name = language === 'cpp' ? 'interactor.cpp' : 'interactor.c';
  const validation: OutputValidation = {
    kind: 'interactive',
    args: [],
    program: { language, files: [{ name, ...data.store(source) }] },
  };
  try {
    const result = await judgeWith(judge, ...program, data, {
      limits: { ...limits, ...changed },
      validation,
    });
    return { result, calls };
  } catch (error) {
    return { error, calls };
  }
}

it('has the program compile in what its interactor left of the time of one call', async () => {
  const maxCpuMs = 500 + 6000 * cpuSecondsToCompile(LONG_TO_COMPILE);
  const { result, error } = await judgeOn(
    { maxCpuMs },
    ['cpp', LONG_TO_COMPILE],
    ['cpp', MINUTES_TO_COMPILE],
    ['x'],
  );
  expect(error).toBeUndefined();
  const said = /^Compiling was stopped: it took more than ([\d.]+) s of CPU time/;
  expect(result?.compileOutput).toMatch(said);
  expect(1000 * Number(said.exec(result?.compileOutput ?? '')?.[1])).toBeLessThan(maxCpuMs - 600);
});

it('does not blame a program for what its interactor left it to compile in', async () => {
  const maxCpuMs = 500 + 1400 * cpuSecondsToCompile(LONG_TO_COMPILE);
  const { error, calls } = await judgeOn(
    { maxCpuMs },
    ['cpp', LONG_TO_COMPILE],
    ['cpp', MINUTES_TO_COMPILE],
    ['x'],
  );
  expect(error).toMatchObject({
    kind: 'incapable',
    message: expect.stringMatching(/^assize: no room: for compiling a program after its interactor/),
  });
  expect(calls).toBe(1);
});

it('does not blame a program that waits in its compiler for longer than its interactor left of the wall time', async () => {
  const { error } = await judgeOn(
    { maxWallMs: 9_000 },
    ['cpp', LONG_TO_COMPILE],
    ['c', '#include "/proc/self/fd/1"\nint main(void) {}\n'],
    ['x'],
  );
  expect(error).toMatchObject({
    kind: 'incapable',
    message: expect.stringMatching(
      /^compiling a program after its interactor: assize: stopped: it took more/,
    ),
  });
});

it('blames no interactor where the supervisor does not start', async () => {
  const { result, error } = await judgeOn(
    {},
    ['c', 'int main(void) { return 42; }'],
    ['c', 'int main(void) {}'],
    ['x'],
    { foreign: true },
  );
  expect(result).toBeUndefined();
  expect(error).toMatchObject({ kind: expect.stringMatching(/^(incapable|broken|rejected)$/) });
});

/** What a stock Judge0 grants, and the problem package format's default time for validators, which is too much for it. */
const STOCK = { maxCpuMs: 15_000, maxWallMs: 20_000 };

it('blames an interactor that hangs after the end of its program, at once', async () => {
  const { result, calls } = await judgeOn(
    STOCK,
    ['c', INTERACTOR],
    ['c', PROGRAM],
    ['deaf ends', 'reads ends'],
  );
  expect(result && tellVerdicts(result)).toEqual(['JE', 'AC']);
  expect(result?.perCase[0]?.detail.feedback).toMatch(/did not end after the program had/);
  expect(calls).toBe(1);
});

it('blames no interactor for the time that a host does not grant it', async () => {
  const small = { maxCpuMs: 4_000, maxWallMs: 20_000 };
  const { error, calls } = await judgeOn(
    small,
    ['c', INTERACTOR],
    ['c', PROGRAM],
    ['reads ends', 'spins ends', 'reads ends'],
  );
  expect(error).toMatchObject({
    kind: 'incapable',
    message: expect.stringMatching(
      /^an interactor takes more time after the end of its program than the host grants a call/,
    ),
  });
  // It was not the first of the first call, and had less time than the host grants.
  expect(calls).toBe(2);
});
