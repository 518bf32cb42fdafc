import { withoutLateness } from '../grading/second-look.ts';
import { compactResult } from './compact-result.ts';
import type { Outcome } from './decide-fate.ts';
import { oneText } from './one-text.ts';
import { runSandboxProgram, type SandboxProgram, type SandboxRunPorts } from './run-sandbox-program.ts';
import type { HandedIn, RunningSubmission } from './submission.ts';

/** The program that asks the compiler of a language; undefined where none is asked. */
export type SandboxProgramFor = (language: string) => SandboxProgram | undefined;

/** What asking a compiler takes. */
export interface CompilerPorts extends SandboxRunPorts {
  readonly sandboxProgramFor: SandboxProgramFor;
}

/**
 * Asks a compiler what it says of a program: a judge runs the sandbox program of its language, and the program is the input. It is
 * not run itself. What is missing on one host of a fleet is on all, so that it is not tried again. @throws JudgeError
 */
export async function runCompiler(
  handedIn: HandedIn,
  { language }: Pick<RunningSubmission, 'language'>,
  { sandboxProgramFor, ...ports }: CompilerPorts,
): Promise<Exclude<Outcome, { kind: 'setback' }>> {
  const program = sandboxProgramFor(language);
  if (program === undefined) return { kind: 'hopeless', reason: `nobody is asked of ${language}` };
  const run = await runSandboxProgram(program, oneText(handedIn, language), ports);
  if ('missing' in run) return { kind: 'hopeless', reason: run.missing };
  const result = withoutLateness(run.result);
  // What it printed is what it is for, and is read as a whole.
  return { kind: 'result', result, stored: compactResult(result, () => true) };
}
