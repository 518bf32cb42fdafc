import { ApiProblem } from './problem-details.ts';

/** A stretch of time, ms since the epoch: `from` belongs to it, `until` does not. */
export interface Range {
  readonly from: number;
  readonly until: number;
}

/**
 * The stretch of time that a query asks for.
 * @param asked instants as the API takes them
 * @param usual how long it is where `from` is absent, and how long it may be, ms
 * @throws ApiProblem invalid-request where it is empty or too long
 */
export function readRange(
  asked: { readonly from?: string | undefined; readonly until?: string | undefined },
  now: number,
  { usualMs, mostMs }: { readonly usualMs: number; readonly mostMs: number },
): Range {
  const until = asked.until === undefined ? now + 1 : Date.parse(asked.until);
  const from = asked.from === undefined ? until - usualMs : Date.parse(asked.from);
  const fault = (detail: string) =>
    new ApiProblem('invalid-request', detail, { faults: [{ field: 'from', detail }] });
  if (from >= until) throw fault('must be before `until`, which is now where it is absent');
  if (until - from > mostMs)
    throw fault(`asks for more than ${Math.round(mostMs / 86_400_000)} days: ask for a part of it`);
  return { from, until };
}
