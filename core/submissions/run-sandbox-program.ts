import { given } from '../exam/given.ts';
import type { Judge } from '../grading/judge.ts';
import type { FreshResult, JudgeSubmissionRequest } from '../grading/judge-submission.ts';
import type { LanguageId } from '../grading/languages/index.ts';
import { whyNotRunnable } from '../problems/runnable.ts';
import { runOnOwnInput } from './own-input.ts';

/** What a judge runs over a source, with the source as its input. */
export interface SandboxProgram {
  /** What the analysing program is written in; any judge of programs has it. */
  readonly language: LanguageId;
  readonly source: string;
  /** What one run may use; compilers need more than programs. */
  readonly limits: { readonly timeMs: number; readonly memoryKiB: number; readonly outputKiB: number };
  /** Bytes of its output that are read: the judge is asked for as many. */
  readonly outputBytes: number;
}

/** What a run of a sandbox program takes. */
export interface SandboxRunPorts {
  readonly judge: Judge;
  readonly judgeSubmission: (request: JudgeSubmissionRequest) => Promise<FreshResult>;
  /** 32 hex digits, fresh and unguessable at each call. */
  readonly newNonce: () => string;
  readonly signal?: AbortSignal | undefined;
}

/** What came of it: the run, or what the judge lacks for it. */
export type SandboxRun = { readonly result: FreshResult } | { readonly missing: string };

/** Has a judge run a sandbox program over a source, which is not run itself. @throws JudgeError */
export async function runSandboxProgram(
  program: SandboxProgram,
  text: string,
  { judge, judgeSubmission, newNonce, signal }: SandboxRunPorts,
): Promise<SandboxRun> {
  const offered = new Set((await judge.languages(signal)).map(({ id }) => id));
  const missing = whyNotRunnable(program.language, offered);
  if (missing !== null) return { missing };
  const result = await judgeSubmission({
    ...runOnOwnInput(text),
    source: program.source,
    language: program.language,
    limits: program.limits,
    policy: 'run-all',
    judge,
    newNonce,
    textBytes: program.outputBytes,
    ...given({ signal }),
  });
  return { result };
}
