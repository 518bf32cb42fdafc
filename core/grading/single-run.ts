import { type GrantedLimits, latestEnd } from './call-limits.ts';
import { type CallLimits, type JudgeCall, JudgeError, type JudgeLimits, type JudgeReport } from './judge.ts';
import { decodeText } from './judge-report.ts';
import { decideEnding, type Ending, type ProgramRun } from './program-run.ts';

/** A program as a plain submission in one of the judge's own languages. */
export interface SingleProgram {
  readonly languageId: number;
  readonly source: Uint8Array;
  /** What its interpreter says on stderr of a program that it cannot read. */
  readonly unreadable?: RegExp;
}

/** The words of an interpreter that could not read the program, which the judge takes for a crash; else `undefined`. */
export function readUnreadable({ unreadable }: SingleProgram, report: JudgeReport): string | undefined {
  if (unreadable === undefined || report.outcome !== 'crashed') return undefined;
  const printed = decodeText(report.stdout).trim();
  const said = decodeText(report.stderr).trim();
  // Some interpreters say it where a program prints, and nothing else is there then.
  if (printed !== '') return unreadable.test(printed) ? printed : undefined;
  return unreadable.test(said) ? said : undefined;
}

/**
 * The call that runs a program on one input without a supervisor: the judge's own limits and figures count. Throws
 * JudgeError `incapable` when the host grants less CPU time than the problem; see {@link readSingleReport} for memory.
 */
export function makeSingleCall(
  program: SingleProgram,
  stdin: Uint8Array,
  host: JudgeLimits,
  granted: GrantedLimits,
): JudgeCall {
  const mostCpuMs = Math.min(host.maxCpuMs, host.maxWallMs);
  if (granted.cpuMs > mostCpuMs)
    throw new JudgeError(
      'incapable',
      `a test case may use ${granted.cpuMs} ms of CPU time; the host grants ${mostCpuMs} ms`,
    );
  const limits: CallLimits = {
    cpuMs: latestEnd(granted.cpuMs, mostCpuMs),
    wallMs: Math.min(host.maxWallMs, granted.wallMs),
    memoryKiB: Math.min(host.maxMemoryKiB, granted.memoryKiB),
    stackKiB: host.maxStackKiB,
    processes: Math.min(host.maxProcesses, granted.processes),
    // One more than granted: an output of exactly the limit is no flood, and the judge cuts without saying so.
    fileKiB: Math.min(host.maxFileKiB, Math.ceil(granted.outputBytes / 1024) + 1),
  };
  const { languageId, source } = program;
  return { kind: 'source', languageId, source, stdin, limits };
}

const SIGKILL = 9;
const SIGXFSZ = 25;
/** A shell reports a signal as 128 + its number; Linux has signals up to 64, and no crash comes by those beyond 31. */
const SHELL_SIGNAL = 128;
const LAST_SIGNAL = 31;

/**
 * Reads a single call's report as a run. An output that filled the file that the call asked for counts by its length,
 * whatever the runtime made of the failing write: some end, some go on. Throws JudgeError `incapable` when the program
 * was killed at a memory limit of the host's that is below the problem's.
 */
export function readSingleReport(
  report: JudgeReport,
  index: number,
  call: number,
  granted: GrantedLimits,
  asked: CallLimits,
): ProgramRun {
  const output = report.stdout ?? new Uint8Array();
  const stderr = report.stderr ?? new Uint8Array();
  const cpuMs = report.cpuMs ?? 0;
  const memoryKiB = report.memoryKiB ?? 0;
  const code = report.exitCode ?? 0;
  const ofShell = code > SHELL_SIGNAL && code <= SHELL_SIGNAL + LAST_SIGNAL ? code - SHELL_SIGNAL : 0;
  const signal = report.exitSignal ?? ofShell;
  if (signal === SIGKILL && asked.memoryKiB < granted.memoryKiB && memoryKiB >= asked.memoryKiB * 0.95)
    throw new JudgeError(
      'incapable',
      `a test case may use ${granted.memoryKiB} KiB of memory; the host grants ${asked.memoryKiB} KiB`,
    );
  const full = (bytes: Uint8Array) => bytes.length >= asked.fileKiB * 1024;
  const tooMuch = (bytes: Uint8Array) => bytes.length > granted.outputBytes;
  const cut = full(output) && !tooMuch(output);
  const facts = { cpuMs, memoryKiB, exitCode: code, signal, oomKilled: false, stderr };
  let ending: Ending;
  if (tooMuch(output) || tooMuch(stderr)) ending = { kind: 'OLE' };
  else if (cut) ending = { kind: 'ok' };
  else if (report.outcome === 'time-limit')
    ending = { kind: 'TLE', clock: cpuMs >= granted.cpuMs ? 'cpu' : 'wall' };
  else if (signal === SIGXFSZ) ending = { kind: 'OLE' };
  else if (report.outcome === 'finished' || report.outcome === 'crashed')
    ending = decideEnding(facts, granted);
  else
    ending = {
      kind: 'lost',
      reason: `the judge said ${report.status}${report.message ? `: ${report.message}` : ''}`,
    };
  if (report.outcome === 'crashed' && ending.kind === 'ok' && !cut) ending = { kind: 'RTE', exitCode: code };
  return {
    index,
    ending,
    cpuMs,
    wallMs: report.wallMs ?? cpuMs,
    memoryKiB,
    output,
    outputBytes: output.length,
    complete: !cut,
    stderr,
    way: 'single',
    call,
  };
}
