import type { ConcurrencyBudget } from '../config/stage-config.ts';

/** Where requests that wait for a verdict are counted, over all instances of the API. */
export interface WaiterPlaces {
  /**
   * Takes one of so many places, for one request.
   * @param until ms since the epoch; later the place is free though nobody gave it back
   * @returns how to give it back; undefined where none is found free
   */
  take(places: number, until: number, now: number): Promise<(() => Promise<void>) | undefined>;
}

/**
 * Requests that may wait at a time. Lambda gives each request an instance of its own, so who waits takes from everybody else:
 * half of what the API always has is left to them.
 */
export function waitersOf({ api }: Pick<ConcurrencyBudget, 'api'>): number {
  return Math.floor(api / 2);
}
