import { describe, expect, it } from 'vitest';
import { judgeWith, makeTestData, startJudgeUnderTest, useJudge } from './judge-under-test.ts';

const under = useJudge({
  max_cpu_time_limit: 3,
  max_wall_time_limit: 12,
  cpu_time_limit: 3,
  wall_time_limit: 12,
});

const limits = { timeMs: 1000, memoryKiB: 128 * 1024, outputKiB: 1024 };

describe('a host with small limits', () => {
  it('has a batch cut to them, and every test case judged all the same', { timeout: 240_000 }, async () => {
    const burn =
      '#include <time.h>\n#include <stdio.h>\nint main(void) { puts("1"); while (clock() < CLOCKS_PER_SEC * 6 / 10) {} }';
    const data = makeTestData(Array.from({ length: under.real ? 30 : 8 }, () => ['', '1'] as const));
    const result = await judgeWith(under.judge, 'c', burn, data, { limits });
    expect(result.verdict).toBe('AC');
    expect(result.judgeCalls).toBeGreaterThan(1);
    expect(result.judgeCalls).toBeLessThan(data.testCases.length);
    expect(result.whySplit.join()).toMatch(/limits for one call/);
  });

  it.each([1_900, 2_200])(
    "ends an endless loop by its limit of %i ms, not by the call's own",
    async (timeMs) => {
      const loop = (body: string) => [
        { name: 'main.c', content: `int run(void);\nint main(void) { return run(); }` },
        { name: 'run.c', content: `int run(void) { ${body} }` },
      ];
      const options = { limits: { ...limits, timeMs } };
      const data = makeTestData([['', '']]);
      const result = await judgeWith(under.judge, 'c', loop('for (;;) continue;'), data, options);
      expect(result).toMatchObject({
        verdict: 'TLE',
        judgeCalls: 1,
        perCase: [{ detail: { clock: 'cpu' } }],
      });
      expect(await judgeWith(under.judge, 'c', loop('return 0;'), data, options)).toMatchObject({
        verdict: 'AC',
      });
    },
  );

  it('whose files are too small for a program is not taken for a compile error, which stays one', async () => {
    if (under.real) return;
    const tiny = await startJudgeUnderTest({ max_max_file_size: 300, max_file_size: 300 });
    try {
      const judge = (source: string) =>
        judgeWith(tiny.judge, 'c', source, makeTestData([['', '1']]), { limits });
      await expect(judge('int main(void) { return 0; }')).rejects.toMatchObject({
        kind: 'incapable',
        message: expect.stringMatching(/^assize: no room/),
      });
      const broken = await judgeWith(
        under.judge,
        'c',
        '#error assize: no room: for anything\nint main(void) { return missing; }',
        makeTestData([['', '1']]),
        { limits },
      );
      expect(broken.verdict).toBe('CE');
      expect(broken.compileOutput).toMatch(/main\.c:1/);
    } finally {
      await tiny.stop();
    }
  });

  it('refuses what the problem grants and it cannot, and does not judge it wrongly', async () => {
    const judging = judgeWith(under.judge, 'c', 'int main(void) { return 0; }', makeTestData([['', '1']]), {
      limits: { ...limits, timeMs: 10 * 60_000 },
    });
    await expect(judging).rejects.toMatchObject({ kind: 'incapable' });
  });
});
