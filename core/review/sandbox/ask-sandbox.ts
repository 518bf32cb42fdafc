import { JudgeError } from '../../grading/judge.ts';
import { judgeSubmission } from '../../grading/judge-submission.ts';
import { runSandboxProgram, type SandboxRunPorts } from '../../submissions/run-sandbox-program.ts';
import type { Detection, ReviewedSource } from '../detector.ts';
import { sandboxGap } from './sandbox-languages.ts';
import { sandboxProgramFor } from './sandbox-program.ts';
import { findingsOfSandboxRun } from './sandbox-run.ts';

/** Who runs programs over sources. */
export type SandboxPorts = Omit<SandboxRunPorts, 'judgeSubmission'>;

const NOTHING: Detection = { findings: [], gaps: [] };

/**
 * What a compiler or an interpreter says of a source: a judge runs the program of its language, and the source is the input. Of a
 * language that has none it is nothing; a judge that fails or lacks what it takes is a gap with the reason.
 */
export async function askSandbox(
  { language, source }: ReviewedSource,
  ports: SandboxPorts,
): Promise<Detection> {
  const program = sandboxProgramFor(language);
  if (program === undefined) return NOTHING;
  try {
    const ran = await runSandboxProgram(program, source, { ...ports, judgeSubmission });
    if ('missing' in ran) return gap(ran.missing);
    const { verdict, perCase } = ran.result;
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
