import type { BookableProblem, BookingContext, BookingRequest } from '../../core/booking/booking.ts';
import { bookingLimitsOf } from '../../core/booking/booking-limits.ts';
import { checkBooking } from '../../core/booking/check-booking.ts';
import { readStageConfig } from '../../core/config/stage-config.ts';
import type { SessionTimes } from '../../core/exam/session.ts';
import type { FleetPlan } from '../../core/fleet/plan-fleet.ts';
import { DEFAULT_LIMITS } from '../../core/grading/problem-limits.ts';
import { EPOCH, timesFrom } from './sessions.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** Of a small stage. */
export const limits = {
  ...bookingLimitsOf(readStageConfig('dev'), ['go'], 'eu-central-1'),
  maxParticipants: 3,
  maxHosts: 4,
  vcpuQuota: 16,
  maxLifeMs: 6 * HOUR,
};
export const problem = (problemId: string, memoryKiB = 1024): BookableProblem => ({
  problemId,
  version: 1,
  manifest: {
    languages: null,
    limits: { ...DEFAULT_LIMITS, memoryKiB },
    testCases: [],
    kind: 'pass-fail' as const,
    groups: [],
    names: { en: 'Sum' },
  },
});
export const context: BookingContext = {
  sessionId: 's',
  now: EPOCH,
  limits,
  problems: ['a', 'b', 'c'].map((id) => problem(id)),
  judges: [],
  reservations: [],
  found: [],
  account: [],
};
/** A sound one. */
export const booking: BookingRequest = {
  name: 'Exam',
  owner: 'ada',
  problems: [{ problemId: 'a' }],
  roster: [{ participantId: 'p', extraTimeMs: 0 }],
  durationMs: HOUR,
  deployment: { kind: 'fleet' },
  policy: { testCases: 'first-failure', minIntervalMs: 0 },
};
export const times = timesFrom(EPOCH);
const { durationMs: _, ...rest } = booking;
/** The same, of which nobody says how long it is. */
export const endless = rest;

/** What a changed booking is told: faults, and warnings. */
export function check(
  change: Partial<BookingRequest>,
  at: SessionTimes = times,
  plan?: FleetPlan,
  around: Partial<BookingContext> = {},
) {
  const request = { ...booking, ...change };
  const { faults, warnings } = checkBooking(request, { ...context, ...around }, at, plan);
  const told = ({ field, detail }: (typeof faults)[number]) => `${field}: ${detail}`;
  return { faults: faults.map(told), warnings: warnings.map(told) };
}
export const people = (...ids: string[]) => ids.map((participantId) => ({ participantId, extraTimeMs: 0 }));
