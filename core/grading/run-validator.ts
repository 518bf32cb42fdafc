import { makeBundle } from './bundle.ts';
import { mostCpuMs, planCompile } from './call-limits.ts';
import { executeProgram } from './execute-program.ts';
import type { BundleHost, ExecuteSummary } from './execute-request.ts';
import { type Judge, JudgeError } from './judge.ts';
import { isLanguageId, LANGUAGES } from './languages/index.ts';
import type { PackageProgram } from './output-validation.ts';
import { DEFAULT_LIMITS, type ProblemLimits } from './problem-limits.ts';
import type { ProgramRun } from './program-run.ts';
import { SCRIPTED } from './scripted-program.ts';

/** What a validator exits with when it takes what it was given, and when it refuses it. */
export const EXIT_ACCEPTED = 42;
export const EXIT_REJECTED = 43;

/** How validators are run, whatever they look at. */
export interface ValidatorSetting {
  readonly limits: Pick<ProblemLimits, 'validationTimeMs' | 'validationMemoryKiB' | 'validationOutputKiB'>;
  readonly judge: Judge;
  readonly newNonce: () => string;
  readonly readTestData: (hash: string) => Promise<Uint8Array>;
  readonly maxCalls: number;
  /** Languages whose compilers have a head start on the host; absent: none. */
  readonly headStartLanguages?: readonly string[] | undefined;
  readonly signal?: AbortSignal;
}

/** One thing to be validated. */
export interface ValidatorCase {
  /** Bytes that a call with this case sends: stdin and files. */
  readonly bytes: number;
  readonly args: readonly string[];
  stdin(): Promise<Uint8Array>;
  /** Files for this case alone, read when the call is made; to the script, `find_file NAME` leaves one's path in `$path`. */
  files?(): Promise<Readonly<Record<string, Uint8Array>>>;
}

/** What running a validator came to. */
export interface ValidatorRuns {
  /** In the order of the cases; `undefined` where it did not come to a run. */
  readonly runs: readonly (ProgramRun | undefined)[];
  readonly calls: number;
  /** The compiler's words; then there were no runs. */
  readonly compileError?: string;
}

/** Processes that a validator may have beside its runtime's own. */
const VALIDATOR_PROCESSES = 64;

/** Judge0 unpacks no file beyond 10 MiB (`max_extract_size`); larger ones travel in parts. */
const LARGEST_PART = 8 * 1024 * 1024;

/** Files in parts are read through a pipe: the sandbox lets nobody write a file as large as the whole. */
const FIND_FILE = `find_file() {
  path=$root/case/$number/$1
  [[ -e $path ]] && return
  local pipe
  exec {pipe}< <(cat "$path".part-*)
  path=/proc/self/fd/$pipe
}`;

/** A file as the zip has it: whole under its name, or in parts. */
function* inParts(name: string, content: Uint8Array): Generator<readonly [string, Uint8Array]> {
  if (content.length <= LARGEST_PART) yield [name, content];
  else
    for (let at = 0, part = 0; at < content.length; at += LARGEST_PART, part++)
      yield [`${name}.part-${String(part).padStart(4, '0')}`, content.subarray(at, at + LARGEST_PART)];
}

/** bash's own quoting: nothing inside single quotes is special but the single quote. */
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * Runs one validator of a package on many cases in judge calls of its own, as many cases in a call as fit. No program
 * of a participant is in these calls. `script` is bash that runs in an empty folder with the validator's command in
 * `"$@"`, its arguments in `"${args[@]}"`, and `find_file` for the case's files; its stdout is the run's output. Throws
 * JudgeError.
 */
export async function runValidator(
  setting: ValidatorSetting,
  program: PackageProgram,
  cases: readonly ValidatorCase[],
  script: string,
): Promise<ValidatorRuns> {
  const { limits, readTestData } = setting;
  if (!isLanguageId(program.language))
    throw new Error(`no language ${JSON.stringify(program.language)} to run the validator with`);
  const language = program.scripted === true ? SCRIPTED : LANGUAGES[program.language];
  const files = await Promise.all(
    program.files.map(async ({ name, hash }) => ({ name, content: await readTestData(hash) })),
  );
  const layout = language.layOut(files, program.entryPoint);
  // Packages state a minute, as the format suggests, for validators that take milliseconds.
  const cpuMs = Math.min(limits.validationTimeMs, mostCpuMs(await setting.judge.limits(setting.signal)));

  const makeCallBundle = async (indices: readonly number[], host: BundleHost) => {
    const extraFiles: Record<string, Uint8Array> = {};
    const argsByNumber: string[] = [];
    for (const [position, index] of indices.entries()) {
      const each = cases[index] as ValidatorCase;
      for (const [name, content] of Object.entries((await each.files?.()) ?? {}))
        for (const [part, bytes] of inParts(name, content))
          extraFiles[`case/${position + 1}/${part}`] = bytes;
      argsByNumber.push(`  ${position + 1}) args=(${each.args.map(quote).join(' ')}) ;;`);
    }
    extraFiles['validate'] = new TextEncoder().encode(
      `number=$1 root=$2; shift 2\n${FIND_FILE}\ncase $number in\n${argsByNumber.join('\n')}\nesac\n${script}\n`,
    );
    return makeBundle({
      language,
      layout,
      memoryKiB: limits.validationMemoryKiB,
      // What a package says of compiling, it says of participants' programs.
      compileLimits: planCompile(host.limits, DEFAULT_LIMITS),
      headStart: setting.headStartLanguages?.includes(language.id) ?? false,
      extraFiles,
      ...(host.architecture === undefined ? {} : { architectures: [host.architecture] }),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
      beforeRun: 'cmd=(/bin/bash "$PWD/validate" {k} "$PWD" "${cmd[@]}")',
    });
  };

  const runs: (ProgramRun | undefined)[] = cases.map(() => undefined);
  let summary: ExecuteSummary = { calls: 0, whySplit: [], notes: [] };
  for await (const { runs: known, ...soFar } of executeProgram({
    judge: setting.judge,
    granted: {
      cpuMs,
      wallMs: 2 * cpuMs + language.startWallMs,
      memoryKiB: limits.validationMemoryKiB + language.runtimeMemoryKiB,
      outputBytes: limits.validationOutputKiB * 1024,
      outOfMemory: language.outOfMemory,
      processes: VALIDATOR_PROCESSES + language.runtimeProcesses,
    },
    inputs: cases.map((each) => ({ bytes: each.bytes, read: () => each.stdin() })),
    makeBundle: makeCallBundle,
    batches: true,
    stopAtFailure: false,
    newNonce: setting.newNonce,
    maxCalls: setting.maxCalls,
    ...(setting.signal === undefined ? {} : { signal: setting.signal }),
  })) {
    summary = soFar;
    for (const run of known) {
      if (run.ending.kind === 'TLE' && cpuMs < limits.validationTimeMs)
        throw new JudgeError(
          'incapable',
          `a validator may use ${limits.validationTimeMs} ms of CPU time and used the ${cpuMs} ms that the host grants`,
        );
      runs[run.index] = run;
    }
  }
  const { calls, compileError } = summary;
  return { runs, calls, ...(compileError === undefined ? {} : { compileError }) };
}
