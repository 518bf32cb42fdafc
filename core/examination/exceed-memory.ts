import type { JudgeReport } from '../grading/judge.ts';

/** What the program that looks around is granted, KiB: enough for all else that it does. */
export const LOOK_OUT_MEMORY_KIB = 64_000;
const TAKEN_BYTES = 150_000_000;
const TAKEN = `${TAKEN_BYTES / 1e6} MB where ${(LOOK_OUT_MEMORY_KIB * 1024) / 1e6} MB were granted`;
const LOOK_FOR =
  'look for the memory controller of cgroup v1 on the host, /sys/fs/cgroup/memory/memory.limit_in_bytes';

/**
 * Takes more memory than it is granted, in a process of its own, which the kernel kills before the script; run by bash. It
 * keeps it for a moment: a judge that only watches is given the time to see it.
 */
export const MEMORY_SCRIPT = `echo 'memory wanted'
(printf -v taken '%*s' ${TAKEN_BYTES} '' && sleep 0.5 && echo 'memory held')
`;

/** What is wrong with a host's memory limit, as the end of a sentence; undefined where it kills and is counted. */
export function memoryFault(
  told: string,
  { outcome, status, memoryKiB }: Pick<JudgeReport, 'outcome' | 'status' | 'memoryKiB'>,
): string | undefined {
  if (/^memory held$/m.test(told))
    return `its memory limit does nothing: a program took ${TAKEN}; ${LOOK_FOR}`;
  if (!/^memory wanted$/m.test(told) || outcome === 'time-limit')
    return `its memory limit could not be tried: ${status}`;
  // Killed at its limit it had as much; less is the figure of something else.
  if ((memoryKiB ?? 0) < LOOK_OUT_MEMORY_KIB / 2)
    return `it counts no memory: it tells ${memoryKiB ?? 'nothing'} of a program that was to take ${TAKEN}; ${LOOK_FOR}`;
  return undefined;
}
