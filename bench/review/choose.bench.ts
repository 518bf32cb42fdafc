import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Figure, makeFigure } from '../figure.ts';

/** The largest session of docs/limits.md: 10 GB of submissions of 10 KB. */
const SUBMISSIONS = 1_000_000;
/** Memory of the reviewer, MB; as Lambda, Node gets nine tenths of it for what lives. */
const FUNCTION_MB = 1_769;

/** What the reviewer needs of memory to choose what counts in the largest session: all of its submissions in short are held at once. */
export async function measure(): Promise<readonly Figure[]> {
  const script = join(import.meta.dirname, 'choose-in-memory.ts');
  const heap = `--max-old-space-size=${Math.floor(FUNCTION_MB * 0.9)}`;
  const mb = Number(
    execFileSync(process.execPath, [heap, script, String(SUBMISSIONS)], { encoding: 'utf8' }),
  );
  const note = '1,000,000 submissions of 2,000 participants and 26 problems, beside a thread that has worked';
  return [makeFigure('review-choose-mb', [mb], 'MB', { atMost: FUNCTION_MB }, note)];
}
