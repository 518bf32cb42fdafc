import type { Slot } from './slot.ts';

/** Hosts of one type measure alike within a tenth (docs/decisions/speed-of-hosts.md): less is no difference. */
const ALIKE = 1.1;
/** No host of a fleet needs more of the others' median and is kept; a judge that somebody keeps may. */
const MOST = 2;

/**
 * What limits of CPU time are multiplied by on the host of a slot: how much more it needs for known work than the session's
 * fastest host that is open. So a program has the same verdict wherever it is judged, and nowhere less time than its
 * problem says. 1 where a speed is not known.
 * @param slots all open slots of the session
 */
export function scaleTime(
  { speedFactor }: Pick<Slot, 'speedFactor'>,
  slots: readonly Pick<Slot, 'speedFactor'>[],
): number {
  if (speedFactor === undefined) return 1;
  const fastest = Math.min(speedFactor, ...slots.flatMap((slot) => slot.speedFactor ?? []));
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
