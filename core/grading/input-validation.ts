import type { PackageProgram } from './output-validation.ts';
import { describeEnding, type ProgramRun } from './program-run.ts';
import { EXIT_ACCEPTED, EXIT_REJECTED, runValidator, type ValidatorSetting } from './run-validator.ts';

/**
 * What an input validator says of an input; `failed` when it said nothing: it crashed, ran out of time or memory, or
 * could not be run.
 */
export interface InputVerdict {
  readonly verdict: 'accepted' | 'rejected' | 'failed';
  /** How it ended, as the end of a sentence that the validator begins, with what it printed, cut. */
  readonly says: string;
}

/** An input, to be read when it is sent. */
export interface InputToValidate {
  readonly bytes: number;
  /** The validator's arguments for it. */
  readonly args: readonly string[];
  read(): Promise<Uint8Array>;
}

/** An input validator's verdicts, in the order of the inputs, or the compiler's words. */
export type InputVerdicts = { readonly calls: number } & (
  | { readonly verdicts: readonly InputVerdict[] }
  | { readonly compileError: string }
);

/** It becomes the case's process itself, so that its signal and its memory are told as they are. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
const SCRIPT = 'exec "$@" "${args[@]}"';

/** A validator of several files finds them in its working directory (format, "Working directory"). */
const COPY_FILES = 'cp -R "$root"/prog/. .\n';

const MESSAGE_HEAD = 120;
const MESSAGE_TAIL = 280;

/**
 * Runs an input validator on inputs in judge calls of its own, many in one: `<validator> [arguments] < input`. Exit
 * code 42 (testlib: also 0) accepts; any other is a rejection, as both versions of the format say. Throws JudgeError.
 */
export async function validateInputs(
  setting: ValidatorSetting,
  program: PackageProgram,
  inputs: readonly InputToValidate[],
): Promise<InputVerdicts> {
  const script = program.files.length > 1 ? COPY_FILES + SCRIPT : SCRIPT;
  const cases = inputs.map(({ bytes, args, read }) => ({ bytes, args, stdin: read }));
  const { runs, calls, compileError } = await runValidator(setting, program, cases, script);
  if (compileError !== undefined) return { calls, compileError: cutMessage(compileError) };
  // A program may end by itself after the library has found nothing.
  const accepting = program.testlib === true ? [0, EXIT_ACCEPTED] : [EXIT_ACCEPTED];
  return { calls, verdicts: runs.map((run) => readVerdict(run, accepting)) };
}

function readVerdict(run: ProgramRun | undefined, accepting: readonly number[]): InputVerdict {
  if (run === undefined) return { verdict: 'failed', says: 'was not run' };
  const { ending } = run;
  const exitCode = ending.kind === 'ok' ? 0 : 'exitCode' in ending ? ending.exitCode : undefined;
  if (exitCode !== undefined && accepting.includes(exitCode))
    return { verdict: 'accepted', says: 'accepts it' };
  const decoder = new TextDecoder();
  const message = cutMessage(`${decoder.decode(run.stderr)}\n${decoder.decode(run.output)}`);
  const said = message === '' ? '' : `: ${message}`;
  if (exitCode === undefined) return { verdict: 'failed', says: `${describeEnding(ending)}${said}` };
  const code = exitCode === EXIT_REJECTED ? '' : ` (exit code ${exitCode}, not ${accepting.join(' or ')})`;
  return { verdict: 'rejected', says: `rejects it${code}${said}` };
}

/** A message on one line, its middle left out when it is long: a validator's last words say what was wrong. */
export function cutMessage(text: string): string {
  // A message must not steer a terminal.
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (line.length <= MESSAGE_HEAD + MESSAGE_TAIL) return line;
  return `${line.slice(0, MESSAGE_HEAD)} ... ${line.slice(-MESSAGE_TAIL)}`;
}
