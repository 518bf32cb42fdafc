import type { Slot } from './slot.ts';

/** Hosts of one type measure alike within a tenth (docs/decisions/speed-of-hosts.md): less is no difference. */
const ALIKE = 1.1;
/** No host of a fleet needs more of the others' median and is kept; a judge that somebody keeps may. */
const MOST = 2;

type Speed = Pick<Slot, 'speedFactor' | 'fastestFactor'>;

/**
 * What limits of CPU time are multiplied by on the host of a slot: how much more it needs for known work than the fastest
 * that has judged the session. So a program has the same verdict wherever it is judged, and nowhere less time than its
 * problem says. 1 where a speed is not known.
 * @param slots all open slots of the session
 */
export function scaleTime({ speedFactor }: Speed, slots: readonly Speed[]): number {
  if (speedFactor === undefined) return 1;
  const known = slots.flatMap((slot) => [slot.speedFactor ?? [], slot.fastestFactor ?? []].flat());
  const fastest = Math.min(speedFactor, ...known);
  const scale = Math.round((speedFactor / fastest) * 100) / 100;
  return scale <= ALIKE ? 1 : Math.min(scale, MOST);
}

/**
 * A problem's limit of CPU time on such a host, ms; no more than the host grants, and never less than the problem says.
 * @param scale from {@link scaleTime}
 */
export function scaleLimit(timeMs: number, scale: number, mostMs: number): number {
  return Math.max(timeMs, Math.min(Math.round(timeMs * scale), mostMs));
}
