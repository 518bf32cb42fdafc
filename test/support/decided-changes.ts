import { bookingLimitsOf } from '../../core/booking/booking-limits.ts';
import { decideChange } from '../../core/booking/decide-change.ts';
import type {
  ChangeContext,
  ChangeOutcome,
  SessionChangeRequest,
} from '../../core/booking/session-change.ts';
import { readStageConfig } from '../../core/config/stage-config.ts';
import type { Session } from '../../core/exam/session.ts';
import { DEFAULT_LIMITS } from '../../core/grading/problem-limits.ts';
import { EPOCH, participantOf, sessionOf, timesFrom } from './sessions.ts';

/** ms */
export const MINUTE = 60_000;
/** With the lead that these sessions were booked with. */
export const limits = {
  ...bookingLimitsOf(readStageConfig('dev'), ['javascript'], undefined),
  leadMs: 15 * MINUTE,
};
/** Booked, as nobody has changed it. */
export const session = sessionOf();
export const { times } = session;

const manifest = {
  languages: null,
  limits: DEFAULT_LIMITS,
  testCases: [],
  kind: 'pass-fail' as const,
  groups: [],
  names: { en: 'Sum' },
};
/** One with extra time beside one without. */
export const roster = [participantOf('p1'), participantOf('p2', { extraTimeMs: 10 * MINUTE })];
/** Their session: it ends ten minutes later for the one. */
export const extraTime = sessionOf({
  times: timesFrom(EPOCH, {
    lastClosesAt: times.closesAt + 10 * MINUTE,
    deadlineAt: times.deadlineAt + 10 * MINUTE,
    terminateAt: times.terminateAt + 10 * MINUTE,
  }),
});

/** The change as it is decided at `now`, of a session with one participant and one problem unless `around` says otherwise. */
export function change(
  of: Session,
  request: SessionChangeRequest,
  now: number,
  around: Partial<ChangeContext> = {},
) {
  const problems = [{ problemId: 'sum', version: 1, manifest }];
  return decideChange(of, request, {
    now,
    limits,
    roster: [participantOf('p1')],
    problems,
    reservations: [],
    ...around,
  });
}

/** The times that a change leads to. @throws Error where it leads to none */
export function timesOf(outcome: ChangeOutcome) {
  if (!outcome.changed || outcome.change.times === undefined) throw new Error(JSON.stringify(outcome));
  return outcome.change.times;
}

/** What is wrong with a change, by field. */
export const fieldsOf = (outcome: ChangeOutcome) =>
  outcome.changed ? [] : outcome.faults.map(({ field }) => field);
