import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Session } from '../../../../core/exam/session.ts';
import { drainUntil } from '../../../../core/exam/window.ts';
import {
  decideRuns,
  QUEUED_WITHIN_MS,
  RUNS_MS,
  type RunsFacts,
} from '../../../../core/review/decide-runs.ts';
import { sessionOf } from '../../../support/sessions.ts';

const WANTED = sessionOf({
  languages: ['javascript', 'cpp'],
  fleet: 'draining',
  policy: { testCases: 'first-failure', minIntervalMs: 0, reviews: 'staff' },
});
const { sessionId, times } = WANTED;
const CLOSED = times.lastClosesAt;

const decide = (more: Partial<RunsFacts>) =>
  decideRuns({ session: WANTED, asked: undefined, left: true, now: CLOSED + 5_000, ...more }).action;
const askedAt = (at: number, queued?: true) => ({
  sessionId,
  askedAt: at,
  ...(queued === undefined ? {} : { queued }),
});

it('asks once after the close, waits until all are over, and no longer than it may', () => {
  const asked = askedAt(CLOSED + 4_000);
  expect(decide({})).toBe('ask');
  expect(decide({ asked })).toBe('wait');
  expect(decide({ asked: { ...asked, queued: true } })).toBe('wait');
  expect(decide({ asked: { ...asked, queued: true }, left: false })).toBe('none');
  expect(decide({ asked, now: asked.askedAt + QUEUED_WITHIN_MS })).toBe('end');
  expect(decide({ asked: { ...asked, queued: true }, now: asked.askedAt + QUEUED_WITHIN_MS })).toBe('wait');
  expect(decide({ asked: { ...asked, queued: true }, now: asked.askedAt + RUNS_MS })).toBe('end');
  // What was asked for at an earlier close, before its hours were moved, is of other submissions.
  expect(decide({ asked: askedAt(CLOSED - 1, true), left: false })).toBe('ask');
});

const AGAINST: [string, Partial<Session>][] = [
  ['wants no reviews', { policy: { testCases: 'run-all', minIntervalMs: 0 } }],
  ['was cancelled', { cancelledAt: CLOSED - 1_000 }],
  ['is in other languages', { languages: ['javascript', 'java'] }],
  ['has judges of somebody else', { deployment: { kind: 'direct' } as Session['deployment'] }],
  ['has a fleet that failed', { fleet: 'failed' }],
  ['has no hosts any more', { fleet: 'gone' }],
  ['has used its budget', { budgetTold: { state: 'used', reason: 'all is spent', at: CLOSED } }],
];

it.each(AGAINST)('asks nobody for a session that %s, and ends what it asked for', (_, change) => {
  const session = { ...WANTED, ...change };
  expect(decide({ session })).toBe('none');
  expect(decide({ session, asked: askedAt(CLOSED + 1) })).toBe('end');
});

it('never keeps judges beyond ten minutes, nor beyond the time that the session has to judge', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -600_000, max: 3_600_000 }),
      fc.integer({ min: -600_000, max: 3_600_000 }),
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom(undefined, ...AGAINST.map(([, change]) => change)),
      (askedAfter, nowAfter, queued, left, change) => {
        const session = { ...WANTED, ...change };
        const asked = askedAt(CLOSED + askedAfter, queued || undefined);
        const now = CLOSED + nowAfter;
        const { action } = decideRuns({ session, asked, left, now });
        if (action === 'wait') {
          expect(now).toBeLessThan(Math.min(asked.askedAt + RUNS_MS, drainUntil(session)));
          expect(queued && !left).toBe(false);
          expect(change).toBeUndefined();
        }
        // Asked once after a close, it is not asked again.
        if (action === 'ask') expect(asked.askedAt).toBeLessThan(CLOSED);
      },
    ),
  );
});
