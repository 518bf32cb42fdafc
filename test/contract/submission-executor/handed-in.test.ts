import { describe, expect, it } from 'vitest';
import { RIGHT, useHandlerWorld } from './handler-world.ts';

const executor = useHandlerWorld();
const { bell, openHost, openSession, ring, submit, view } = executor;

describe('submission-executor, of what is handed in', () => {
  it('judges a trial on the samples alone', async () => {
    await openSession();
    await openHost();
    const trial = await submit("console.log('3')", 'p01', true);
    await ring([bell(trial)]);
    expect(await view(trial)).toMatchObject({ trial: true, result: { verdict: 'AC', testCases: 1 } });
  });

  it('judges a program of several files, and keeps them as they came', async () => {
    await openSession();
    await openHost();
    const files = [
      { name: 'sums.js', source: `exports.run = () => { ${RIGHT} };` },
      { name: 'begin.js', source: "require('./sums.js').run();" },
    ];
    const params = { sessionId: executor.session.sessionId };
    const body = { problem: 'A', language: 'javascript', files, mainFile: 'begin.js' };
    const { submissionId } = await executor.world
      .as('p01')
      .call('createSubmission', { params, headers: {}, body });
    await ring([bell(submissionId)]);
    expect(await view(submissionId)).toMatchObject({
      state: 'judged',
      result: { verdict: 'AC', judgeCalls: 1 },
    });
    const kept = await executor.world
      .as('p01')
      .call('getSubmissionSource', { params: { ...params, submissionId } });
    expect(kept).toEqual({ submissionId, language: 'javascript', files, mainFile: 'begin.js' });
  });

  describe('a trial on an own input', () => {
    const run = async (source: string, input: string) => {
      const submissionId = await submit(source, 'p01', true, 'javascript', input);
      await ring([bell(submissionId)]);
      const params = { sessionId: executor.session.sessionId, submissionId };
      const shown = await executor.world.as('p01').call('getSubmission', { params });
      expect(shown).toMatchObject({ state: 'judged', trial: true, inputBytes: Buffer.byteLength(input) });
      expect(await executor.world.as('p01').call('getSubmissionSource', { params })).toMatchObject({
        source,
        input,
      });
      return shown.result;
    };

    it('runs once, compares nothing, and shows what it printed and wrote to standard error', async () => {
      await openSession();
      await openHost();
      const chatty =
        "console.error('looking at', require('fs').readFileSync(0, 'utf8')); console.log('grüße')";
      const result = await run(chatty, 'an input of mine\n');
      expect(result).toMatchObject({ verdict: 'AC', judgeCalls: 1 });
      expect(result).not.toHaveProperty('passed');
      expect(result?.results).toEqual([
        expect.objectContaining({
          verdict: 'AC',
          sample: false,
          output: 'grüße\n',
          outputBytes: 8,
          stderr: 'looking at an input of mine\n\n',
        }),
      ]);
    });

    it('keeps the beginning of long texts, and says what is left out', async () => {
      await openSession();
      await openHost();
      const long = "console.error('e'.repeat(5000)); console.log('o'.repeat(100000))";
      const [shown] = (await run(long, ''))?.results ?? [];
      expect(shown).toMatchObject({ output: 'o'.repeat(16 * 1024), outputBytes: 100_001 });
      expect(shown?.stderr).toBe(`${'e'.repeat(2048)}\n... (1929 bytes are left out)\n${'e'.repeat(1023)}\n`);
    });

    it('says how it went where it did not end well', async () => {
      await openSession();
      await openHost();
      expect(await run('throw new Error("no")', '1 2\n')).toMatchObject({
        verdict: 'RTE',
        results: [{ verdict: 'RTE', stderr: expect.stringContaining('Error: no') }],
      });
    });

    it('calls solve with it, and shows what solve returned', async () => {
      const signature = {
        parameters: [{ name: 'numbers', type: { kind: 'list', of: { kind: 'int32' } } }],
        returns: { kind: 'int32' },
        records: [],
      } as const;
      await executor.world.addProblem('sum-function', { signature });
      await openSession({ problems: [{ label: 'A', problemId: 'sum-function', version: 1 }] });
      await openHost();
      const source = 'function solve(numbers) { return numbers.reduce((a, b) => a + b, 0); }';
      expect(await run(source, '[[1, 2, 39]]')).toMatchObject({
        verdict: 'AC',
        results: [{ output: '42\n' }],
      });
      await expect(submit(source, 'p01', true, 'javascript', '[1]')).rejects.toThrow(/solve takes/);
    });
  });
});
