import { type Judge, JudgeError } from '../../grading/judge.ts';
import { judgeSubmission } from '../../grading/judge-submission.ts';
import { whyNotRunnable } from '../../problems/runnable.ts';
import { runOnOwnInput } from '../../submissions/own-input.ts';
import type { Detection, ReviewedSource } from '../detector.ts';
import { sandboxGap } from './sandbox-languages.ts';
import { sandboxProgramFor } from './sandbox-program.ts';
import { findingsOfSandboxRun } from './sandbox-run.ts';

/** Who runs programs over sources. */
export interface SandboxPorts {
  readonly judge: Judge;
  /** 32 hex digits, fresh and unguessable at each call. */
  readonly newNonce: () => string;
  readonly signal?: AbortSignal;
}

const NOTHING: Detection = { findings: [], gaps: [] };

/**
 * What a compiler or an interpreter says of a source: a judge runs the program of its language, and the source is the input. Of a
 * language that has none it is nothing; a judge that fails or lacks what it takes is a gap with the reason.
 */
export async function askSandbox(
  { language, source }: ReviewedSource,
  { judge, newNonce, signal }: SandboxPorts,
): Promise<Detection> {
  const program = sandboxProgramFor(language);
  if (program === undefined) return NOTHING;
  try {
    const offered = new Set((await judge.languages(signal)).map(({ id }) => id));
    const missing = whyNotRunnable(program.language, offered);
    if (missing !== null) return gap(missing);
    const { verdict, perCase } = await judgeSubmission({
      ...runOnOwnInput(source),
      source: program.source,
      language: program.language,
      limits: program.limits,
      policy: 'run-all',
      judge,
      newNonce,
      textBytes: program.outputBytes,
      ...(signal === undefined ? {} : { signal }),
    });
    const [run] = perCase;
    if (verdict !== 'AC' || run === undefined) return gap(`its run came to ${verdict}`);
    return findingsOfSandboxRun(run.outputHead, { language, source });
  } catch (error) {
    if (error instanceof JudgeError) return gap(error.message);
    throw error;
  }
}

function gap(why: string): Detection {
  return { findings: [], gaps: [sandboxGap(why)] };
}
