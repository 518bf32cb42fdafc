import type { BatchHeader } from './batch-protocol.ts';
import { type CallLimits, JudgeError, type JudgeLimits } from './judge.ts';
import type { ProblemLimits } from './problem-limits.ts';
import type { RunLimits } from './program-run.ts';
import { LATEST_END } from './second-look.ts';

/** What one run may use, and what only the sandbox needs to know of it. */
export interface GrantedLimits extends RunLimits {
  readonly processes: number;
  /** What runs beside the program in each run and is no part of it: an interactor. Times in ms. */
  readonly beside?: {
    readonly cpuMs: number;
    readonly wallMs: number;
    readonly memoryKiB: number;
    readonly processes: number;
  };
}

/** What starting bash and the supervisor, and the last lines, may take of a call's budgets. */
const CALL_CPU_RESERVE_MS = 400;
const CALL_WALL_RESERVE_MS = 700;
/** Memory of bash, the supervisor, inputs and page cache that a host's cgroup counts beside the program's. */
const CALL_MEMORY_RESERVE_KIB = 96 * 1024;
/** RLIMIT_DATA is a net far above the sampled limit: an allocation that fails would look like a crash. */
const DATA_NET_KIB = 4 * 1024 * 1024;
/** Judge0 stores what a call sends and answers in its database, and a Lambda holds it in memory. */
export const MAX_CALL_INPUT_BYTES = 8 * 1024 * 1024;
const MAX_CALL_OUTPUT_BYTES = 24 * 1024 * 1024;

/** A call's limits and what the supervisor is told of them. */
export interface CallPlan {
  readonly limits: CallLimits;
  readonly header: Omit<BatchHeader, 'nonce' | 'stopAtFailure' | 'mode' | 'interactor'>;
}

/**
 * Plans a call of `runs` runs on a host. Throws JudgeError `incapable` when the host's CPU time does not suffice for
 * even one run; a wall limit beyond the host's is lowered to it, since CPU time is what judges.
 */
export function planCall(host: JudgeLimits, granted: GrantedLimits, runs: number): CallPlan {
  const { beside = { cpuMs: 0, wallMs: 0, memoryKiB: 0, processes: 0 } } = granted;
  const cpuMs = Math.min(host.maxCpuMs, runs * (granted.cpuMs * LATEST_END + beside.cpuMs) + 5000);
  const wallMs = Math.min(host.maxWallMs, runs * (granted.wallMs + beside.wallMs) + 10_000);
  const totalCpuMs = cpuMs - CALL_CPU_RESERVE_MS;
  const totalWallMs = wallMs - CALL_WALL_RESERVE_MS;
  if (granted.cpuMs > totalCpuMs || granted.cpuMs > totalWallMs)
    throw new JudgeError(
      'incapable',
      `a test case may use ${granted.cpuMs} ms of CPU time; the host grants ${Math.max(0, Math.min(totalCpuMs, totalWallMs))} ms`,
    );
  return {
    limits: {
      cpuMs,
      wallMs,
      memoryKiB: Math.min(host.maxMemoryKiB, granted.memoryKiB + beside.memoryKiB + CALL_MEMORY_RESERVE_KIB),
      stackKiB: host.maxStackKiB,
      processes: host.maxProcesses,
      fileKiB: host.maxFileKiB,
    },
    header: {
      cpuMs: latestEnd(granted.cpuMs, Math.min(totalCpuMs, totalWallMs) - beside.cpuMs - BESIDE_RUN_MS),
      wallMs: Math.min(granted.wallMs, totalWallMs - 100),
      memoryKiB: granted.memoryKiB,
      dataKiB: granted.memoryKiB + DATA_NET_KIB,
      stackKiB: Math.min(host.maxStackKiB, granted.memoryKiB),
      outputBytes: granted.outputBytes,
      processes: Math.min(granted.processes, host.maxProcesses - 4 - beside.processes),
      totalCpuMs,
      totalWallMs,
      totalOutputBytes: Math.min(MAX_CALL_OUTPUT_BYTES, host.maxFileKiB * 1024 - 4096),
    },
  };
}

/** What compiling and starting may take of a call's time beside its longest run, ms, before a run is let go on for longer than it may. */
const BESIDE_RUN_MS = 4_000;

/**
 * For how much CPU time a program is let run, ms: a little longer than it may, where the host grants that. Where it does not
 * the run ends at its limit: what the call's own budget ends says nothing about the program.
 * @param mostMs what the host grants one run
 */
export function latestEnd(limitMs: number, mostMs: number): number {
  const latestMs = Math.floor(limitMs * LATEST_END);
  return latestMs <= mostMs ? latestMs : limitMs;
}

/** What compiling may use, with everything that the compiler starts. */
export interface CompileLimits {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryKiB: number;
}

/** Compiling ends by our limits a little before it would by the host's, so that the reason is told. */
const COMPILE_RESERVE_MS = 500;
const COMPILE_MEMORY_RESERVE_KIB = 16 * 1024;

/** The time in ms that a host has for all that one call compiles, whatever the call asks for. */
export function budgetOfCompiling({
  maxCpuMs,
  maxWallMs,
}: Pick<JudgeLimits, 'maxCpuMs' | 'maxWallMs'>): Pick<CompileLimits, 'cpuMs' | 'wallMs'> {
  return { cpuMs: maxCpuMs - COMPILE_RESERVE_MS, wallMs: maxWallMs - COMPILE_RESERVE_MS };
}

/** What a problem's programs may use to compile on a host, where a call compiles nothing else. */
export function planCompile(
  host: Pick<JudgeLimits, 'maxCpuMs' | 'maxWallMs' | 'maxMemoryKiB'>,
  { compileTimeMs, compileMemoryKiB }: Pick<ProblemLimits, 'compileTimeMs' | 'compileMemoryKiB'>,
): CompileLimits {
  const within = (wanted: number, most: number) => Math.max(1, Math.floor(Math.min(wanted, most)));
  const budget = budgetOfCompiling(host);
  const cpuMs = within(compileTimeMs, budget.cpuMs);
  return {
    cpuMs,
    // CPU time decides; the wall limit ends what waits, and a busy host must not turn slow into wrong.
    wallMs: within(3 * cpuMs + 10_000, budget.wallMs),
    memoryKiB: within(compileMemoryKiB, host.maxMemoryKiB - COMPILE_MEMORY_RESERVE_KIB),
  };
}

/** What a host's whole-run limits must leave beside the longest run, in ms: its call starts and ends within them too. */
const RUN_RESERVE_MS = 1_000;

/** The most CPU time in ms that is measured well on a host: {@link planCall} takes a little more. */
export function mostCpuMs(host: Pick<JudgeLimits, 'maxCpuMs' | 'maxWallMs'>): number {
  return Math.min(host.maxCpuMs, host.maxWallMs) - RUN_RESERVE_MS;
}

/** What runs have cost so far, to size the next call by. */
export interface ObservedCost {
  readonly runs: number;
  readonly cpuMs: number;
  readonly wallMs: number;
}

/**
 * How many of the waiting inputs the next call takes: as many as fit by size, and, once runs have been seen, as many
 * as should fit the host's budgets at their average cost. At least one.
 */
export function sizeNextCall(inputBytes: readonly number[], plan: CallPlan, observed: ObservedCost): number {
  let bytes = 0;
  let count = 0;
  while (
    count < inputBytes.length &&
    (count === 0 || bytes + (inputBytes[count] as number) <= MAX_CALL_INPUT_BYTES)
  )
    bytes += inputBytes[count++] as number;
  if (observed.runs === 0) return count;
  const byCpu = (0.95 * plan.header.totalCpuMs * observed.runs) / Math.max(1, observed.cpuMs);
  const byWall = (0.95 * plan.header.totalWallMs * observed.runs) / Math.max(1, observed.wallMs);
  return Math.max(1, Math.min(count, Math.floor(byCpu), Math.floor(byWall)));
}
