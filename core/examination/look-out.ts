import { zipSync } from 'fflate';
import { given } from '../exam/given.ts';
import type { Judge, JudgeReport } from '../grading/judge.ts';
import { readHeadStarts, TELL_HEAD_STARTS } from './examine-head-start.ts';
import { isAnswer } from './examine-language.ts';
import { LOOK_OUT_MEMORY_KIB, MEMORY_SCRIPT, memoryFault } from './exceed-memory.ts';
import { EGRESS_SCRIPT } from './known-program.ts';
import { readSpeed, SPEED_SCRIPT } from './measure-speed.ts';

/** What is told of a sandbox that holds. */
export const SANDBOX_HOLDS = 'no way out of the sandbox, and its memory limit holds';
const NO_LOOK_OUT = 'the program that tries to get out of the sandbox could not run';

/** What a program met that looked around in the sandbox, tried to get out and took more memory than it was granted. */
export interface Sandbox {
  /** Where the program could connect to; absent where it could not, or could not run. */
  readonly openTo?: string;
  readonly architecture: string;
  /** Languages of which something that is made ready for compiling lies there. */
  readonly headStarts: readonly string[];
  /** CPU time of known work, over that of the reference (measure-speed.ts). */
  readonly speedFactor?: number;
  /** Part of a sentence; absent when there is no way out, its memory limit holds and its speed could be measured. */
  readonly fault?: string;
}

/** Memory comes last: where its limit kills the whole run, the rest has been told. */
const SCRIPT = EGRESS_SCRIPT + TELL_HEAD_STARTS + SPEED_SCRIPT + MEMORY_SCRIPT;

/** Runs a program in the sandbox that looks around, in one judge call. @throws JudgeError when the host does not answer */
export async function lookOut(judge: Judge, signal: AbortSignal): Promise<Sandbox> {
  let report: JudgeReport;
  try {
    report = await runScript(SCRIPT, judge, signal);
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return {
      architecture: 'unknown',
      headStarts: [],
      fault: `${NO_LOOK_OUT}: ${error.message}`,
    };
  }
  const told = toldBy(report);
  const egress = egressFault(told, report);
  const speedFactor = readSpeed(told);
  const faults =
    egress === undefined || egress.openTo !== undefined
      ? [
          egress?.fault,
          memoryFault(told, report),
          speedFactor === undefined ? `its speed could not be measured: ${report.status}` : undefined,
        ].filter((fault) => fault !== undefined)
      : [egress.fault];
  return {
    architecture: /^machine (\S+)$/m.exec(told)?.[1] ?? 'unknown',
    headStarts: readHeadStarts(told),
    ...given({ openTo: egress?.openTo, speedFactor }),
    ...(faults.length === 0 ? {} : { fault: faults.join('; ') }),
  };
}

/**
 * The speed of a host that judges, in a judge call of its own: as {@link Sandbox} has it. Undefined where it could not be
 * measured, which says nothing of the host.
 * @throws JudgeError when the host does not answer
 */
export async function measureSpeed(judge: Judge, signal: AbortSignal): Promise<number | undefined> {
  return readSpeed(toldBy(await runScript(SPEED_SCRIPT, judge, signal)));
}

async function runScript(script: string, judge: Judge, signal: AbortSignal): Promise<JudgeReport> {
  const zip = zipSync({ run: [new TextEncoder().encode(script), { os: 3, attrs: 0o100755 << 16 }] });
  const host = await judge.limits(signal);
  const limits = {
    cpuMs: Math.min(host.maxCpuMs, 5_000),
    wallMs: Math.min(host.maxWallMs, 15_000),
    memoryKiB: LOOK_OUT_MEMORY_KIB,
    stackKiB: 64_000,
    processes: 30,
    fileKiB: 1_024,
  };
  return await judge.run({ kind: 'bundle', zip, stdin: new Uint8Array(), limits }, signal);
}

const toldBy = ({ stdout }: JudgeReport) => new TextDecoder().decode(stdout ?? new Uint8Array());

function egressFault(
  told: string,
  { status }: JudgeReport,
): { readonly openTo?: string; readonly fault: string } | undefined {
  const open = /^open (\S+)$/m.exec(told)?.[1];
  if (open !== undefined) {
    const openTo = open.replace('/', ' port ');
    return { openTo, fault: `a program in its sandbox can connect to ${openTo}` };
  }
  const closed = told.split('\n').filter((line) => line.startsWith('closed ')).length;
  return closed < 2 ? { fault: `${NO_LOOK_OUT}: ${status}` } : undefined;
}
