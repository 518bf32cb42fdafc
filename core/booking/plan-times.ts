import type { FleetSize, SessionTimes } from '../exam/session.ts';
import type { BookingLimits } from './booking-limits.ts';

/** The part of the limits that times are made of. */
export type TimeSpans = Pick<BookingLimits, 'leadMs' | 'drainMs' | 'graceMs'>;

/**
 * All instants of a session from its window: launch `leadMs` before it opens (at once where that is past), deadline
 * `drainMs` after the last close, termination `graceMs` after the deadline.
 */
export function planTimes(
  window: { readonly opensAt: number; readonly closesAt: number; readonly maxExtraTimeMs: number },
  spans: TimeSpans,
  bookedAt: number,
): SessionTimes {
  const lastClosesAt = window.closesAt + window.maxExtraTimeMs;
  const deadlineAt = lastClosesAt + spans.drainMs;
  return {
    bookedAt,
    launchAt: Math.max(bookedAt, window.opensAt - spans.leadMs),
    opensAt: window.opensAt,
    closesAt: window.closesAt,
    lastClosesAt,
    deadlineAt,
    terminateAt: deadlineAt + spans.graceMs,
  };
}

/** One line of what will happen when. */
export interface PlannedStep {
  /** ms since the epoch. */
  readonly at: number;
  readonly what: string;
}

/** What will happen to a session when, in order of time, in words for its instructor. */
export function describeTimes(
  times: SessionTimes,
  fleet: Pick<FleetSize, 'hosts' | 'instanceType' | 'alternatives'> | undefined,
): PlannedStep[] {
  const steps: PlannedStep[] = [];
  if (fleet !== undefined)
    steps.push({
      at: times.launchAt,
      what: `${fleet.hosts} x ${fleet.instanceType}${standIns(fleet)} are launched, then examined with known programs`,
    });
  steps.push({ at: times.opensAt, what: 'the window opens: participants may submit' });
  steps.push({ at: times.closesAt, what: 'the window closes for everybody without extra time' });
  if (times.lastClosesAt > times.closesAt)
    steps.push({ at: times.lastClosesAt, what: 'the window closes for whoever has the most extra time' });
  if (fleet === undefined)
    return [
      ...steps,
      { at: times.deadlineAt, what: 'what still waits is quarantined; the session is settled' },
    ];
  return [
    ...steps,
    {
      at: times.lastClosesAt,
      what: 'the queue is judged to its end, then the hosts are terminated and the bill is settled',
    },
    {
      at: times.deadlineAt,
      what: 'at the latest: what still waits is quarantined, the hosts are terminated',
    },
    {
      at: times.terminateAt,
      what: 'the cloud itself terminates the hosts, should everything else have failed',
    },
  ];
}

function standIns({ alternatives = [] }: Pick<FleetSize, 'alternatives'>): string {
  return alternatives.length === 0 ? '' : ` (or ${alternatives.join(', ')} where there are none)`;
}
