import { countOf } from '../../core/exam/count-of.ts';

/** A problem's limits in words: `2 seconds of CPU time and 256 MB of memory for each test case; source up to 64 KiB`. */
export function describeLimits(limits: {
  readonly timeMs: number;
  readonly memoryKiB: number;
  readonly sourceKiB: number;
}): string {
  const seconds = limits.timeMs / 1000;
  const memory =
    limits.memoryKiB >= 1024 * 1024 && limits.memoryKiB % (1024 * 1024) === 0
      ? `${limits.memoryKiB / (1024 * 1024)} GB`
      : `${Math.round(limits.memoryKiB / 1024)} MB`;
  return `${countOf(seconds, 'second')} of CPU time and ${memory} of memory for each test case; source up to ${limits.sourceKiB} KiB`;
}
