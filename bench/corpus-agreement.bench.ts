import { verifyProblem } from '../cli/commands/problem-verify.ts';
import { problemFolders } from '../examples/problems.ts';
import type { Figure } from './figure.ts';

/** How many of the jury submissions of all packages here, judged for real, get what their packages say. */
export async function measure(): Promise<readonly Figure[]> {
  let judged = 0;
  let skipped = 0;
  const disagreeing: string[] = [];
  for (const folder of problemFolders()) {
    const lines: string[] = [];
    await verifyProblem(
      { package: folder, json: true },
      { out: (line) => lines.push(line), err: () => undefined },
    );
    const { problem, submissions } = JSON.parse(lines.join('')) as {
      problem: string;
      submissions: { file: string; ok: boolean | null }[];
    };
    for (const { file, ok } of submissions) {
      if (ok === null) skipped += 1;
      else judged += 1;
      if (ok === false) disagreeing.push(`${problem}/${file}`);
    }
  }
  const note = `${judged} jury submissions${skipped === 0 ? '' : `, ${skipped} skipped for want of a toolchain`}${disagreeing.length === 0 ? '' : `; not as expected: ${disagreeing.join(', ')}`}`;
  const value = judged === 0 ? 0 : (100 * (judged - disagreeing.length)) / judged;
  return [
    {
      name: 'corpus-agreement',
      value,
      unit: '%',
      bound: '= 100',
      holds: judged > 0 && disagreeing.length === 0,
      note,
    },
  ];
}
