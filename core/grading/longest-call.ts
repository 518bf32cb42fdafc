import type { JudgeLimits } from './judge.ts';

/** Unpacking (2 s of CPU time at most), making and clearing the sandboxes, writing the report. */
const HOUSEKEEPING_MS = 5_000;

/**
 * For how long a judge call can hold a worker at most, ms. A judge compiles within its own largest wall time, whatever
 * the call asks for, and runs within the call's (at most its own again); what takes longer does not end by itself.
 * On our hosts, with 120 s each, that is 245 s; on a stock Judge0, with 20 s, 45 s.
 * @param wallMs the call's own wall limit; the longest that the host grants when absent
 */
export function longestCallMs(host: Pick<JudgeLimits, 'maxWallMs'>, wallMs = host.maxWallMs): number {
  return host.maxWallMs + Math.min(wallMs, host.maxWallMs) + HOUSEKEEPING_MS;
}
