import type { Judge } from '../grading/judge.ts';
import type { FreshResult, JudgeSubmissionRequest } from '../grading/judge-submission.ts';
import type { LanguageId } from '../grading/languages/index.ts';
import { withoutLateness } from '../grading/second-look.ts';
import { whyNotRunnable } from '../problems/runnable.ts';
import { compactResult } from './compact-result.ts';
import type { Outcome } from './decide-fate.ts';
import { oneText } from './one-text.ts';
import { runOnOwnInput } from './own-input.ts';
import type { HandedIn, RunningSubmission } from './submission.ts';

/** What a judge runs over a source, with the source as its input. */
export interface SandboxProgram {
  /** What the analysing program is written in; any judge of programs has it. */
  readonly language: LanguageId;
  readonly source: string;
  /** What one run may use; compilers need more than programs. */
  readonly limits: { readonly timeMs: number; readonly memoryKiB: number; readonly outputKiB: number };
  /** Bytes of its output that are read: ask the judge for as many. */
  readonly outputBytes: number;
}

/** The program that asks the compiler of a language; undefined where none is asked. */
export type SandboxProgramFor = (language: string) => SandboxProgram | undefined;

/** What asking a compiler takes. */
export interface CompilerPorts {
  readonly sandboxProgramFor: SandboxProgramFor;
  readonly judge: Judge;
  readonly judgeSubmission: (request: JudgeSubmissionRequest) => Promise<FreshResult>;
  /** 32 hex digits, fresh and unguessable at each call. */
  readonly newNonce: () => string;
  readonly signal: AbortSignal;
}

/**
 * Asks a compiler what it says of a program: a judge runs the sandbox program of its language, and the program is the input. It is
 * not run itself. What is missing on one host of a fleet is on all, so that it is not tried again. @throws JudgeError
 */
export async function runCompiler(
  handedIn: HandedIn,
  { language }: Pick<RunningSubmission, 'language'>,
  { sandboxProgramFor, judge, judgeSubmission, newNonce, signal }: CompilerPorts,
): Promise<Exclude<Outcome, { kind: 'setback' }>> {
  const program = sandboxProgramFor(language);
  if (program === undefined) return { kind: 'hopeless', reason: `nobody is asked of ${language}` };
  const offered = new Set((await judge.languages(signal)).map(({ id }) => id));
  const missing = whyNotRunnable(program.language, offered);
  if (missing !== null) return { kind: 'hopeless', reason: missing };
  const result = withoutLateness(
    await judgeSubmission({
      ...runOnOwnInput(oneText(handedIn, language)),
      source: program.source,
      language: program.language,
      limits: program.limits,
      policy: 'run-all',
      judge,
      newNonce,
      textBytes: program.outputBytes,
      signal,
    }),
  );
  // What it printed is what it is for, and is read as a whole.
  return { kind: 'result', result, stored: compactResult(result, () => true) };
}
