import { Buffer } from 'node:buffer';
import { chownSync, lchownSync, lstatSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extractArchive } from './archive.ts';
import type { Box, Boxes } from './boxes.ts';
import type { JudgeHostConfig } from './config.ts';
import { type Language, MULTI_FILE_LANGUAGE_ID } from './languages.ts';
import type { Ran } from './prepared-run.ts';
import type { RunLimits } from './sandbox/command.ts';
import type { Measured } from './sandbox/prepare.ts';
import { STATUS, statusOfSignal } from './statuses.ts';
import { NO_OUTCOME, type Outcome, type Submission } from './submission.ts';

/** What a submission is judged with: the host's settings, and a slot's own uid and boxes. */
export type Slot = {
  config: JudgeHostConfig;
  uid: number | undefined;
  boxes: Boxes;
  /** Of programs. */
  environment: Record<string, string>;
};

const NOTHING: Outcome = { ...NO_OUTCOME, status_id: STATUS.internalError };

const inSeconds = (microseconds: number): number => Math.round(microseconds / 1000) / 1000;

/** What Judge0 removes from compiler options and arguments before they reach a shell. */
const withoutShellCharacters = (text: string | null): string => (text ?? '').trim().replace(/[$&;<>|`]/g, '');

/**
 * Judge a submission as Judge0's worker does: as often as it asks, and with the mean of times and memory. Never throws:
 * what goes wrong with this host is an Internal Error with its message. The boxes that it used are left to be removed.
 */
export async function judge(submission: Submission, language: Language, slot: Slot): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  try {
    for (let n = 0; n < submission.number_of_runs; n++) {
      const outcome = await judgeOnce(submission, language, slot);
      outcomes.push(outcome);
      if (outcome.status_id !== STATUS.accepted) break;
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const cannotExecute = /^execve .*: (Exec format error|No such file or directory|Permission denied)$/.test(
      message,
    );
    return { ...NOTHING, message, status_id: cannotExecute ? STATUS.execFormatError : STATUS.internalError };
  }
  const last = outcomes.at(-1) ?? NOTHING;
  if (last.status_id === STATUS.compilationError) return last;
  const mean = (pick: (o: Outcome) => number | null) =>
    outcomes.reduce((sum, o) => sum + (pick(o) ?? 0), 0) / outcomes.length;
  return { ...last, time: mean((o) => o.time), memory: Math.round(mean((o) => o.memory)) };
}

async function judgeOnce(submission: Submission, language: Language, slot: Slot): Promise<Outcome> {
  const box = await slot.boxes.take();
  await fillBox(submission, language, box, slot);
  const compiled = await compile(submission, language, box, slot);
  if (compiled && 'status_id' in compiled) return compiled;
  const outcome = await runProgram(submission, language, box, slot);
  return { ...outcome, compile_output: compiled?.compile_output ?? null };
}

/** Write source and unpacked files into the box, and give all of it to the uid that programs run as. */
async function fillBox(submission: Submission, language: Language, box: Box, slot: Slot): Promise<void> {
  const made: string[] = [];
  if (language.id !== MULTI_FILE_LANGUAGE_ID && language.source_file !== null) {
    await writeFile(join(box.path, language.source_file), submission.source_code ?? '');
    made.push(language.source_file);
  }
  if (submission.additional_files?.length) {
    const limits = {
      maxFileKib: slot.config.max_extract_size,
      cpuSeconds: 2,
      cpuMicroseconds: () => process.cpuUsage().user,
    };
    made.push(...(await extractArchive(submission.additional_files, box.path, limits)));
  }
  if (slot.uid === undefined) return;
  for (const path of made) lchownSync(join(box.path, path), slot.uid, slot.uid);
}

const COMPILE_SCRIPT = 'compile';
const RUN_SCRIPT = 'run';

/** Whether a project brings a compile stage: a file, or a link to where one may be. */
function hasCompileScript(box: Box): boolean {
  const found = lstatSync(join(box.path, COMPILE_SCRIPT), { throwIfNoEntry: false });
  return found !== undefined && !found.isDirectory();
}

async function writeScript(box: Box, name: string, text: string, slot: Slot): Promise<void> {
  const path = join(box.path, name);
  await rm(path, { force: true });
  await writeFile(path, text, { flag: 'wx' });
  if (slot.uid !== undefined) chownSync(path, slot.uid, slot.uid);
}

/** Run the compile stage at the host's maximal limits; undefined where there is none. */
async function compile(
  submission: Submission,
  language: Language,
  box: Box,
  slot: Slot,
): Promise<Outcome | { compile_output: Buffer | null } | undefined> {
  const isProject = language.id === MULTI_FILE_LANGUAGE_ID;
  if (!isProject && language.compile_cmd === null) return undefined;
  if (isProject && !hasCompileScript(box)) return undefined;
  const options = withoutShellCharacters(submission.compiler_options);
  if (!isProject)
    await writeScript(box, COMPILE_SCRIPT, language.compile_cmd?.replace('%s', () => options) ?? '', slot);
  const { config } = slot;
  const limits: RunLimits = {
    cpuKillMs: config.max_cpu_time_limit * 1000,
    wallMs: config.max_wall_time_limit * 1000,
    memoryKib: config.max_memory_limit,
    processes: config.max_max_processes_and_or_threads,
    fileKib: config.max_max_file_size,
    stackKib: config.max_stack_limit,
  };
  const request = { script: COMPILE_SCRIPT, limits, stdin: null, oneOutput: true, shareNetwork: false };
  const ran = await runScript(request, box, slot, true);
  const text = ran.stdout;
  if (!isProject) await rm(join(box.path, COMPILE_SCRIPT), { force: true });
  if (ran.ended === 'exited' && ran.exitCode === 0) return { compile_output: text };
  const timedOut = ran.ended === 'cpu' || ran.ended === 'wall';
  const compile_output = timedOut ? Buffer.from('Compilation time limit exceeded.') : text;
  return { ...NOTHING, status_id: STATUS.compilationError, compile_output };
}

async function runProgram(
  submission: Submission,
  language: Language,
  box: Box,
  slot: Slot,
): Promise<Outcome> {
  if (language.id !== MULTI_FILE_LANGUAGE_ID) {
    const args = withoutShellCharacters(submission.command_line_arguments);
    await writeScript(box, RUN_SCRIPT, `${language.run_cmd ?? ''} ${args}`, slot);
  }
  const limits: RunLimits = {
    // isolate knows no limit of 0: it is none
    cpuKillMs:
      submission.cpu_time_limit === 0
        ? 0
        : Math.max(submission.cpu_time_limit, submission.cpu_extra_time) * 1000,
    wallMs: submission.wall_time_limit * 1000,
    memoryKib: submission.memory_limit,
    processes: submission.max_processes_and_or_threads,
    fileKib: submission.max_file_size,
    stackKib: submission.stack_limit,
  };
  const ran = await runScript(
    {
      script: RUN_SCRIPT,
      limits,
      stdin: submission.stdin ?? Buffer.alloc(0),
      oneOutput: submission.redirect_stderr_to_stdout,
      shareNetwork: submission.enable_network,
    },
    box,
    slot,
  );
  const outcome: Outcome = {
    ...NOTHING,
    stdout: ran.stdout,
    stderr: ran.stderr,
    time: inSeconds(ran.cpuUs),
    wall_time: inSeconds(ran.wallUs),
    memory: ran.memoryKills > 0 ? submission.memory_limit : Math.min(ran.memoryKib, submission.memory_limit),
    exit_code: ran.ended === 'exited' ? ran.exitCode : 0,
    exit_signal: ran.ended === 'signaled' ? ran.signal : null,
  };
  return { ...outcome, ...decideStatus(ran, submission, ran.stdout) };
}

/** Status and message by isolate's rules: time first, then signal, then exit code, then the expected output. */
function decideStatus(
  ran: Measured,
  submission: Submission,
  stdout: Buffer | null,
): Pick<Outcome, 'status_id' | 'message'> {
  const cpuLimitUs =
    submission.cpu_time_limit === 0 ? Number.POSITIVE_INFINITY : submission.cpu_time_limit * 1e6;
  if (ran.ended === 'disk') return { status_id: 12, message: 'The box holds more than this host allows' };
  if (ran.ended === 'host-ended') throw new Error('this host ended while the program ran');
  if (ran.ended === 'host-memory') throw new Error('this machine ran out of memory while the program ran');
  if (ran.ended === 'cpu' || ran.cpuUs > cpuLimitUs)
    return { status_id: STATUS.timeLimit, message: 'Time limit exceeded' };
  if (ran.ended === 'wall' || ran.wallUs > submission.wall_time_limit * 1e6)
    return { status_id: STATUS.timeLimit, message: 'Time limit exceeded (wall clock)' };
  if (ran.ended === 'signaled')
    return { status_id: statusOfSignal(ran.signal), message: `Caught fatal signal ${ran.signal}` };
  if (ran.exitCode !== 0)
    return { status_id: STATUS.nonZeroExit, message: `Exited with error status ${ran.exitCode}` };
  const expected = submission.expected_output;
  const same = expected === null || stripOutput(expected) === stripOutput(stdout);
  return { status_id: same ? STATUS.accepted : STATUS.wrongAnswer, message: null };
}

/** Judge0's comparison ignores white space at the end of lines and of the output; no output is not an empty one. */
function stripOutput(bytes: Buffer | null): string | null {
  if (bytes === null) return null;
  const stripped = bytes
    .toString('latin1')
    .split('\n')
    .map((line) => line.replace(/[\s\0]+$/, ''))
    .join('\n');
  return stripped.replace(/[\s\0]+$/, '');
}

type Request = {
  script: string;
  limits: RunLimits;
  stdin: Buffer | null;
  oneOutput: boolean;
  shareNetwork: boolean;
};

/** Run `/bin/bash SCRIPT` in the box with a clean environment. */
function runScript({ script, ...request }: Request, box: Box, slot: Slot, prepareNext = false): Promise<Ran> {
  const { environment } = slot;
  return box.run({ ...request, program: ['/bin/bash', script], environment }, prepareNext);
}
