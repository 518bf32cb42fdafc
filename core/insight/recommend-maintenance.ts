import { countOf } from '../exam/count-of.ts';
import { findingsOr, type Insight, percent, type WindowFinding } from './finding.ts';

const HOUR_MS = 3_600_000;
const HOURS = 168;
const WEEK_MS = HOURS * HOUR_MS;
/** Of fewer weeks nobody knows what a week is like. */
const LEAST_WEEKS = 4;
const LEAST_SESSIONS = 5;
/** What is older was another term. */
const MOST_WEEKS = 26;
/** Shorter ones are no time to do anything in. */
const LEAST_HOURS = 3;
/** Left free on both sides: clocks that change with the season move what is booked by an hour. */
const MARGIN_HOURS = 1;
/** Told at most, the longest first. */
const MOST_WINDOWS = 3;
/** Monday, 5 January 1970, 00:00 UTC: hours of the week are counted from there. */
const FIRST_MONDAY_MS = 4 * 24 * HOUR_MS;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** A session from its launch to its end, ms since the epoch. */
export interface BusySpan {
  readonly from: number;
  readonly until: number;
}

/**
 * Parts of the week in which no session of the past had hosts or participants and none is booked. A session of the past is one from its
 * launch to when its last host was gone. That nothing fell in it in so many weeks says how often something does at the most:
 * 1 - 0.05^(1/weeks), with 95 % confidence (Hanley and Lippman-Hand, JAMA 249, 1983), for a part of the week chosen beforehand. Pure.
 * @param past sessions that are over
 * @param booked sessions that are not
 * @param now ms since the epoch
 */
export function recommendMaintenance(
  past: readonly BusySpan[],
  booked: readonly BusySpan[],
  now: number,
): Insight {
  const silent = (reason: string) => findingsOr('maintenance-window', [], reason);
  const recent = past.filter(({ until }) => until > now - MOST_WEEKS * WEEK_MS);
  const since = Math.max(now - MOST_WEEKS * WEEK_MS, Math.min(now, ...recent.map(({ from }) => from)));
  const weeks = Math.floor((now - since) / WEEK_MS);
  if (weeks < LEAST_WEEKS || recent.length < LEAST_SESSIONS)
    return silent(
      `${countOf(recent.length, 'past session')} in ${countOf(weeks, 'week')}; ${LEAST_SESSIONS} in ${LEAST_WEEKS} are needed`,
    );
  const isBusy = new Array<boolean>(HOURS).fill(false);
  for (const span of [...recent, ...booked]) for (const hour of hoursOf(span)) isBusy[hour] = true;
  const windows = freeRuns(isBusy)
    .map((run) => (run.hours === HOURS ? run : withMargin(run)))
    .filter(({ hours }) => hours >= LEAST_HOURS)
    .sort((a, b) => b.hours - a.hours)
    .slice(0, MOST_WINDOWS);
  const atMost = 1 - 0.05 ** (1 / weeks);
  const findings = windows.map(({ start, hours }): WindowFinding => {
    const from = nextAt(start, now);
    return {
      kind: 'maintenance-window',
      text: `nothing was booked from ${nameOf(start)} to ${nameOf(start + hours)} UTC (${hours} h) in any of ${countOf(weeks, 'week')}, nor is; the next such time is ${new Date(from).toISOString()}`,
      advice: `Deploy and maintain then, after a look at the calendar: a week has a session there with a chance of ${percent(atMost)} at the most`,
      basis: { sessions: recent.length + booked.length, since },
      from,
      until: from + hours * HOUR_MS,
      weeks,
      atMost,
    };
  });
  return findingsOr(
    'maintenance-window',
    findings,
    `no ${LEAST_HOURS} hours of the week with an hour on both sides were free in all of ${countOf(weeks, 'week')}`,
  );
}

interface Run {
  readonly start: number;
  readonly hours: number;
}

/** Hours of the week that a span touches. */
function hoursOf({ from, until }: BusySpan): readonly number[] {
  const first = Math.floor((from - FIRST_MONDAY_MS) / HOUR_MS);
  const last = Math.ceil((Math.max(until, from + 1) - FIRST_MONDAY_MS) / HOUR_MS);
  return Array.from(
    { length: Math.min(HOURS, last - first) },
    (_, at) => (((first + at) % HOURS) + HOURS) % HOURS,
  );
}

/** Runs of hours that are free, over the week's end too. */
function freeRuns(isBusy: readonly boolean[]): readonly Run[] {
  const firstBusy = isBusy.indexOf(true);
  if (firstBusy < 0) return [{ start: 0, hours: HOURS }];
  const runs: Run[] = [];
  let hours = 0;
  for (let at = 1; at <= HOURS; at++) {
    const hour = (firstBusy + at) % HOURS;
    if (isBusy[hour] !== true) hours++;
    else if (hours > 0) {
      runs.push({ start: (hour - hours + HOURS) % HOURS, hours });
      hours = 0;
    }
  }
  return runs;
}

const withMargin = ({ start, hours }: Run): Run => ({
  start: (start + MARGIN_HOURS) % HOURS,
  hours: hours - 2 * MARGIN_HOURS,
});

function nextAt(hour: number, now: number): number {
  const weekStart = now - ((now - FIRST_MONDAY_MS) % WEEK_MS);
  const at = weekStart + hour * HOUR_MS;
  return at > now ? at : at + WEEK_MS;
}

function nameOf(hour: number): string {
  const inWeek = hour % HOURS;
  return `${DAYS[Math.floor(inWeek / 24)]} ${String(inWeek % 24).padStart(2, '0')}:00`;
}
