import type { Host } from './host.ts';

/** The middle value; the mean of the two middle ones of an even number. Undefined of nothing. */
export function medianOf(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}

/** Median calibration, CPU ms, of the fleet's hosts that have passed an examination, but for one. */
export function medianOfOthers(hosts: readonly Host[], hostId: string): number | undefined {
  return medianOf(
    hosts.flatMap((host) =>
      host.hostId !== hostId && host.examination?.passed === true ? [host.examination.calibrationMs] : [],
    ),
  );
}
