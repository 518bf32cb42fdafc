import { randomBytes } from 'node:crypto';
import { messageOf } from '../../core/problems/package/fault.ts';
import type { ReviewTools } from '../../core/review/review-source.ts';
import { askSandbox } from '../../core/review/sandbox/ask-sandbox.ts';
import { isSandboxLanguage, sandboxGap } from '../../core/review/sandbox/sandbox-languages.ts';
import { type NamedJudge, withJudge } from '../with-judge.ts';

type AskSandbox = NonNullable<ReviewTools['askSandbox']>;

/**
 * Does `work` with a judge whose sandbox is asked what compilers say: the one that was named, or a judge host of this machine's that
 * ends with it. One that cannot be started is a gap of each review with its reason, and costs nothing else.
 */
export async function withSandbox<T>(
  named: NamedJudge | undefined,
  log: (line: string) => void,
  signal: AbortSignal,
  work: (ask: AskSandbox) => Promise<T>,
): Promise<T> {
  let began = false;
  try {
    return await withJudge(named, log, async (judge) => {
      began = true;
      const newNonce = () => randomBytes(16).toString('hex');
      return await work(async (source) => await askSandbox(source, { judge, newNonce, signal }));
    });
  } catch (error) {
    if (began) throw error;
    const gap = sandboxGap(messageOf(error));
    return await work(async ({ language }) => ({
      findings: [],
      gaps: isSandboxLanguage(language) ? [gap] : [],
    }));
  }
}
