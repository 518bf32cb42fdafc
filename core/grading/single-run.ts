import type { GrantedLimits } from './call-limits.ts';
import type { CallLimits, JudgeCall, JudgeLimits, JudgeReport } from './judge.ts';
import { decideEnding, type Ending, type ProgramRun } from './program-run.ts';

/** A program as a plain submission in one of the judge's own languages. */
export interface SingleProgram {
  readonly languageId: number;
  readonly source: Uint8Array;
}

/** The call that runs a program on one input without a supervisor: the judge's own limits and figures count. */
export function makeSingleCall(
  program: SingleProgram,
  stdin: Uint8Array,
  host: JudgeLimits,
  granted: GrantedLimits,
): JudgeCall {
  const limits: CallLimits = {
    cpuMs: Math.min(host.maxCpuMs, granted.cpuMs),
    wallMs: Math.min(host.maxWallMs, granted.wallMs),
    memoryKiB: Math.min(host.maxMemoryKiB, granted.memoryKiB),
    stackKiB: host.maxStackKiB,
    processes: Math.min(host.maxProcesses, granted.processes),
    fileKiB: Math.max(1, Math.min(host.maxFileKiB, Math.ceil(granted.outputBytes / 1024))),
  };
  return { kind: 'source', ...program, stdin, limits };
}

const SIGXFSZ = 25;
/** A shell reports a signal as 128 + its number. */
const SHELL_SIGNAL = 128;

/** Reads a single call's report as a run. */
export function readSingleReport(
  report: JudgeReport,
  index: number,
  call: number,
  granted: GrantedLimits,
): ProgramRun {
  const output = report.stdout ?? new Uint8Array();
  const stderr = report.stderr ?? new Uint8Array();
  const cpuMs = report.cpuMs ?? 0;
  const exitCode = report.exitCode ?? 0;
  const signal = report.exitSignal ?? (exitCode > SHELL_SIGNAL ? exitCode - SHELL_SIGNAL : 0);
  const facts = { cpuMs, memoryKiB: report.memoryKiB ?? 0, exitCode, signal, oomKilled: true, stderr };
  let ending: Ending;
  if (report.outcome === 'time-limit')
    ending = { kind: 'TLE', clock: cpuMs >= granted.cpuMs ? 'cpu' : 'wall' };
  else if (signal === SIGXFSZ) ending = { kind: 'OLE' };
  else if (report.outcome === 'finished' || report.outcome === 'crashed')
    ending = decideEnding(facts, granted);
  else
    ending = {
      kind: 'lost',
      reason: `the judge said ${report.status}${report.message ? `: ${report.message}` : ''}`,
    };
  if (report.outcome === 'crashed' && ending.kind === 'ok') ending = { kind: 'RTE', exitCode };
  return {
    index,
    ending,
    cpuMs,
    wallMs: report.wallMs ?? cpuMs,
    memoryKiB: facts.memoryKiB,
    output,
    outputBytes: output.length,
    complete: true,
    stderr,
    way: 'single',
    call,
  };
}
