import { type Granularity, MINUTES_KEPT_MS, SPAN_MS, startOf } from './metric-series-store.ts';

/** A part of a time, and of which points it is read. */
export interface PartOfRange {
  readonly granularity: Extract<Granularity, 'minute' | 'hour'>;
  readonly from: number;
  readonly until: number;
}

/** How a time is summed up. Times in ms since the epoch. */
export interface ReadPlan {
  /** Of which times points are really read: the begin of the minute asked for, or of the hour where its minutes are gone; the end likewise. */
  readonly from: number;
  readonly until: number;
  /** How exact both are. */
  readonly granularity: PartOfRange['granularity'];
  /** The oldest first, without gaps; minutes of four hours at most. */
  readonly parts: readonly PartOfRange[];
}

const ceilOf = (granularity: Granularity, at: number) => startOf(granularity, at + SPAN_MS[granularity] - 1);

/**
 * How a sum over a time is read: whole hours from what was rolled up, and minutes only at both ends, and of the hour that goes on and the
 * one before it, which a sweep may not have rolled up since they were over. Minutes of a day are thousands of rows of all instances, and
 * after seven days there are none. Pure.
 */
export function planReads(asked: { readonly from: number; readonly until: number }, now: number): ReadPlan {
  const hour = startOf('hour', now);
  const oldest = ceilOf('hour', now - MINUTES_KEPT_MS);
  // Clocks may differ by minutes: after the hour that follows there is nothing.
  const end = Math.min(asked.until, hour + 2 * SPAN_MS.hour);
  const until = ceilOf(end > oldest ? 'minute' : 'hour', end);
  const from = Math.min(until, startOf(asked.from >= oldest ? 'minute' : 'hour', asked.from));
  const [begin, over] = [
    ceilOf('hour', from),
    Math.min(startOf('hour', until), Math.max(hour - SPAN_MS.hour, oldest)),
  ];
  const parts: PartOfRange[] =
    begin >= over
      ? [{ granularity: 'minute', from, until }]
      : [
          { granularity: 'minute', from, until: begin },
          { granularity: 'hour', from: begin, until: over },
          { granularity: 'minute', from: over, until },
        ];
  return {
    from,
    until,
    granularity: from >= oldest && until > oldest ? 'minute' : 'hour',
    parts: parts.filter((part) => part.from < part.until),
  };
}
