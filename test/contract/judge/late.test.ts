import { describe, expect, it } from 'vitest';
import type { SubmissionResult } from '../../../core/grading/judge-submission.ts';
import { LANGUAGES } from '../../../core/grading/languages/index.ts';
import { judgeWith, makeTestData, tellVerdicts, useJudge } from './judge-under-test.ts';

const under = useJudge();

/** Uses as many ms of CPU time as its input says, by its own clock, and prints the input; what starting it takes comes on top. */
const BURN = `
import time
wanted = int(input())
while time.process_time() * 1000 < wanted:
    pass
print(wanted)
`;
/** Of CPU time, ms. Starting takes less than a tenth of it. */
const limits = { timeMs: 2_000, memoryKiB: 128 * 1024, outputKiB: 512 };
const inTime = ['1\n', '1\n'] as const;
const late = ['2050\n', '2050\n'] as const;
const tooLate = ['60000\n', '60000\n'] as const;

async function judge(...pairs: (readonly [string, string])[]): Promise<SubmissionResult> {
  return await judgeWith(under.judge, 'python', BURN, makeTestData(pairs), { limits });
}

describe('a program that ends by itself after its time is over', () => {
  it('is too late, and told to be late by little where all else is right', async (context) => {
    if (!under.offers(LANGUAGES.python.judge0.id)) context.skip('the host has no Python');
    const result = await judge(inTime, late, inTime);
    expect(tellVerdicts(result)).toEqual(['AC', 'TLE cpu', 'AC']);
    expect(result).toMatchObject({
      verdict: 'TLE',
      judgeCalls: 1,
      lateness: { first: { testCaseId: 'secret/2', limitMs: 2_000 }, testCaseIds: new Set(['secret/2']) },
    });
    expect(result.perCase[1]?.cpuMs).toBeGreaterThan(2_000);
  });

  it('is not told to be late by little where it is wrong, too', async (context) => {
    if (!under.offers(LANGUAGES.python.judge0.id)) context.skip('the host has no Python');
    const result = await judge(['2050\n', '1\n'], inTime);
    expect(tellVerdicts(result)).toEqual(['TLE cpu', 'AC']);
    expect(result).not.toHaveProperty('lateness');
  });

  it('is ended before long where it does not', async (context) => {
    if (!under.offers(LANGUAGES.python.judge0.id)) context.skip('the host has no Python');
    const result = await judge(inTime, tooLate, inTime);
    expect(tellVerdicts(result)).toEqual(['AC', 'TLE cpu', 'AC']);
    expect(result).not.toHaveProperty('lateness');
    expect(result.perCase[1]?.cpuMs).toBeLessThan(5_000);
  });

  it('is late by little in a judge call of its own, too', async (context) => {
    if (!under.offers(LANGUAGES.python.judge0.id)) context.skip('the host has no Python');
    const result = await judgeWith(under.judge, 'python', BURN, makeTestData([late]), {
      limits,
      batches: false,
    });
    expect(tellVerdicts(result)).toEqual(['TLE cpu']);
    expect(result).toMatchObject({ verdict: 'TLE', lateness: { first: { testCaseId: 'secret/1' } } });
  });
});
