import type { Decision } from '../exam/decision.ts';

/** How often detectors are tried on a source that had to be ended, in one lease and in those after it was put off. */
export const MAX_TRIES = 2;
/** When a review is gone on with that found no processor, ms: such a moment is over by then. */
export const PUT_OFF_MS = 20_000;

/** How tries of the same source ended by now. */
export interface EndedTries {
  /** By what the source took of a processor and of memory. */
  readonly bySource: number;
  /** For want of a processor. */
  readonly starved: number;
}

/**
 * Decides about a source over which detectors had to be ended: `again` at once, `later`, or `fail`. A hostile source costs two tries in all,
 * whatever else the machine does meanwhile. Pure.
 */
export function decideTry({ bySource, starved }: EndedTries): Decision<'again' | 'later' | 'fail'> {
  if (bySource + starved >= MAX_TRIES)
    return { action: 'fail', reason: `detectors were ended over it ${MAX_TRIES} times` };
  return starved > 0
    ? { action: 'later', reason: 'detectors had no processor for it: at once they would have none again' }
    : { action: 'again', reason: 'others may have had a part of the processor' };
}
