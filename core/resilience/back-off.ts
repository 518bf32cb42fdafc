/** How long to wait between tries, ms. */
export interface BackOff {
  /** At most so long after the first failure. */
  readonly baseMs: number;
  /** Never longer than this. */
  readonly capMs: number;
}

/**
 * How long to wait after so many failures in a row, ms: anything up to `baseMs`, twice as much with each, up to `capMs`. "Full
 * jitter", as AWS's architecture blog has it: those who failed together do not come again together.
 * @param failures at least 1
 * @param chance in [0, 1)
 */
export function backOffMs(failures: number, { baseMs, capMs }: BackOff, chance: number): number {
  return Math.round(chance * Math.min(capMs, baseMs * 2 ** Math.max(0, failures - 1)));
}

/**
 * A chance in [0, 1) that is the same whenever it is asked for: where a decision is made again and again and must not change
 * (FNV-1a of 32 bits, with a last mixing so that texts which differ in their last letter come to lie apart).
 */
export function chanceOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
