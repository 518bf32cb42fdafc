import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNCTION_DRIVERS } from '../../../core/grading/function/driver.ts';
import { parseSignature } from '../../../core/grading/function/signature.ts';
import { LANGUAGES, type LanguageId } from '../../../core/grading/languages/index.ts';
import {
  type JudgeUnderTest,
  judgeWith,
  makeTestData,
  startJudgeUnderTest,
  tellVerdicts,
} from './judge-under-test.ts';
import { ROUND_TRIP, SOLVERS } from './solvers.ts';

let under: JudgeUnderTest;
let available: ReadonlySet<number>;
beforeAll(async () => {
  under = await startJudgeUnderTest();
  available = new Set((await under.judge.languages()).map(({ id }) => id));
});
afterAll(async () => await under.stop());

const limits = { timeMs: 700, memoryKiB: 256 * 1024, outputKiB: 512 };
const sum = parseSignature({
  parameters: [
    { name: 'numbers', type: 'list<int32>' },
    { name: 'word', type: 'string' },
  ],
  returns: 'int64',
});

describe.each(Object.keys(FUNCTION_DRIVERS) as (keyof typeof SOLVERS)[])('solve() in %s', (language) => {
  const solver = SOLVERS[language];
  const judge = (source: string, pairs: readonly (readonly [string, string])[], signature = sum) =>
    judgeWith(under.judge, language as LanguageId, source, makeTestData(pairs), { limits, signature });
  const needs = (context: { skip: (reason: string) => void }) => {
    if (!available.has(LANGUAGES[language].judge0Id)) context.skip(`the host has no ${language}`);
  };

  it('is judged for all test cases in one call', async (context) => {
    needs(context);
    const pairs = Array.from(
      { length: 30 },
      (_, i) => [JSON.stringify([[i, 2147483647, -5], 'add']), String(i + 2147483642)] as const,
    );
    const result = await judge(solver.sum, pairs);
    expect(tellVerdicts(result)).toEqual(pairs.map(() => 'AC'));
    expect(result).toMatchObject({ mode: 'function', judgeCalls: 1, whySplit: [], notes: [] });
    expect(result.perCase[3]?.outputHead).toBe('2147483645\n');
  });

  it('loses only the test case that crashes, loops, hoards or answers wrongly', {
    timeout: 90_000,
  }, async (context) => {
    needs(context);
    const misdeeds = ['wrong', 'spin', 'crash', 'exit', 'hoard', 'print'];
    const pairs = ['add', ...misdeeds.flatMap((word) => [word, 'add'])].map(
      (word) => [JSON.stringify([[1, 2], word]), '3'] as const,
    );
    const result = await judge(solver.sum, pairs);
    const told = tellVerdicts(result);
    expect(told.filter((_, i) => i % 2 === 0)).toEqual(['AC', 'AC', 'AC', 'AC', 'AC', 'AC', 'AC']);
    expect(told[1]).toBe('WA');
    expect(told[3]).toBe('TLE cpu');
    expect(told[5]).toMatch(/^RTE/);
    expect(told[7]).toMatch(/^(RTE exit 3|WA)/);
    expect(told[9]).toBe('MLE');
    expect(told[11]).toBe('AC');
    expect(result.judgeCalls).toBe(1);
  });

  it('round-trips every type', async (context) => {
    needs(context);
    const signature = parseSignature(ROUND_TRIP.signature);
    const result = await judge(
      solver.roundTrip,
      ROUND_TRIP.values.map((value) => [`[${value}]`, value] as const),
      signature,
    );
    expect(
      result.perCase.map(({ verdict, detail, outputHead, stderrHead }) => [
        verdict,
        detail,
        verdict === 'AC' ? '' : outputHead + stderrHead,
      ]),
    ).toEqual(ROUND_TRIP.values.map(() => ['AC', {}, '']));
  });

  it('says so when there is no solve, or another one', async (context) => {
    needs(context);
    const missing = await judge(solver.missing, [['[[1], "add"]', '1']]);
    expect(['CE', 'RTE']).toContain(missing.verdict);
    expect(`${missing.compileOutput}${missing.perCase[0]?.stderrHead}`).toMatch(/solve/);
    const other = await judge(solver.other, [['[[1], "add"]', '1']]);
    expect(['CE', 'RTE']).toContain(other.verdict);
    expect(`${other.compileOutput}${other.perCase[0]?.stderrHead}`).toMatch(/solve|string|int/i);
  });

  it('starts every test case with fresh globals', async (context) => {
    needs(context);
    if (language === 'go') return; // one process: the guide says so
    const result = await judge(
      solver.globals,
      Array.from({ length: 5 }, () => ['[[1], "add"]', '1'] as const),
    );
    expect(tellVerdicts(result)).toEqual(['AC', 'AC', 'AC', 'AC', 'AC']);
  });
});
