import { describe, expect, it } from 'vitest';
import { verifyProblem } from '../../../cli/commands/problem-verify.ts';
import { LABELS } from '../../../examples/sample-exam/class.ts';
import { folderOf } from '../../../examples/sample-exam/exam.ts';

/** Every jury submission of the sample exam, judged for real; those whose toolchain is missing are skipped by name. */
describe('the jury submissions of the sample exam', () => {
  it.each(Object.values(LABELS))('of %s get what the package says', async (problemId) => {
    const lines: string[] = [];
    const exit = await verifyProblem(
      { package: folderOf(problemId), json: true },
      { out: (line) => lines.push(line), err: () => undefined },
    );
    const { submissions } = JSON.parse(lines.join('')) as {
      submissions: { file: string; ok: boolean | null; skipped: string | null; complaints: string[] }[];
    };
    expect(submissions.filter(({ ok }) => ok === false)).toEqual([]);
    expect(submissions.filter(({ skipped }) => skipped === null).length).toBeGreaterThanOrEqual(5);
    expect(exit).toBe(0);
  });
});
