import { describe, expect, it } from 'vitest';
import type { ChangeContext, ChangeOutcome } from '../../../../core/booking/session-change.ts';
import type { Session } from '../../../../core/exam/session.ts';
import { sessionWindowAt } from '../../../../core/exam/window.ts';
import {
  change,
  extraTime,
  fieldsOf,
  limits,
  MINUTE,
  roster,
  session,
  times,
  timesOf,
} from '../../../support/decided-changes.ts';
import { EPOCH, participantOf, sessionOf, timesFrom } from '../../../support/sessions.ts';

describe('changing a session', () => {
  const open = times.opensAt + 10 * MINUTE;
  const running = sessionOf({ fleet: 'ready' });

  it('moves the whole window before hosts are launched', () => {
    const outcome = change(session, { opensAt: times.opensAt + 30 * MINUTE }, EPOCH - MINUTE);
    expect(timesOf(outcome)).toEqual({ ...timesFrom(EPOCH + 30 * MINUTE), bookedAt: times.bookedAt });
  });

  it('does not move the opening once hosts are launched', () => {
    const launched = { ...session, fleet: 'launching' as const };
    const outcome = change(launched, { opensAt: times.opensAt + MINUTE }, EPOCH + MINUTE);
    expect(fieldsOf(outcome)).toEqual(['opensAt']);
  });

  it('closes now, for everybody, when its instructor ends it early', () => {
    const now = open;
    const ready = { ...extraTime, fleet: 'ready' as const };
    const outcome = change(ready, { closesAt: now - 1 }, now, { roster });
    const closed = { ...ready, times: timesOf(outcome) };
    expect(sessionWindowAt(closed, now)).toBe('closed');
    expect(closed.times).toMatchObject({ closesAt: now, lastClosesAt: now, launchAt: times.launchAt });
    expect(closed.times.terminateAt).toBeLessThan(times.terminateAt);
  });

  it('has its fleet grow sooner, later or never until the window has closed, and keeps the rest of its policy', () => {
    const policy = { ...session.policy, maxSubmissionsPerProblem: 3, targetWaitMs: 20_000 };
    const outcome = change({ ...running, policy }, { targetWaitMs: 0 }, open);
    expect(outcome).toMatchObject({ changed: true, change: { policy: { ...policy, targetWaitMs: 0 } } });
    expect(outcome).not.toHaveProperty('holds');
    const both = change({ ...running, policy }, { targetWaitMs: 0, closesAt: times.closesAt + MINUTE }, open);
    expect(both).toMatchObject({ change: { policy: { targetWaitMs: 0 }, times: {} } });
    const field = 'policy.targetWaitMs';
    expect(change(running, { targetWaitMs: 0 }, times.lastClosesAt + 1)).toMatchObject({
      changed: false,
      kind: 'too-late',
      faults: [{ field }],
    });
    const judges = sessionOf({ deployment: { kind: 'direct', judges: [] } });
    expect(change(judges, { targetWaitMs: 0 }, open)).toMatchObject({
      changed: false,
      kind: 'invalid-request',
      faults: [{ field, detail: expect.stringContaining('the deployment is direct') }],
    });
  });

  it('refuses to close a window that is not open', () => {
    expect(fieldsOf(change(session, { closesAt: EPOCH }, EPOCH + 1))).toEqual(['closesAt']);
  });

  it("extends and shortens an open session with everybody's extra time, and takes either back", () => {
    const ready = { ...extraTime, fleet: 'ready' as const };
    for (const minutes of [-30, 45]) {
      const moved = timesOf(change(ready, { closesAt: times.closesAt + minutes * MINUTE }, open, { roster }));
      expect(moved).toEqual({
        ...ready.times,
        closesAt: ready.times.closesAt + minutes * MINUTE,
        lastClosesAt: ready.times.lastClosesAt + minutes * MINUTE,
        deadlineAt: ready.times.deadlineAt + minutes * MINUTE,
        terminateAt: ready.times.terminateAt + minutes * MINUTE,
      });
      const back = change({ ...ready, times: moved }, { closesAt: times.closesAt }, open, { roster });
      expect(timesOf(back)).toEqual(ready.times);
    }
  });

  it.each([
    ['a life longer than that of a host', { closesAt: times.closesAt + 13 * 60 * MINUTE }, {}, 'closesAt'],
    [
      'more dollars than the stage allows',
      { closesAt: times.closesAt + MINUTE },
      { limits: { ...limits, maxUsd: 0.0001 } },
      'closesAt',
    ],
    [
      'vCPUs that another session holds in the added time',
      { closesAt: times.closesAt + 60 * MINUTE },
      {
        reservations: [
          {
            sessionId: 'other',
            vcpus: 4,
            from: times.terminateAt,
            until: times.terminateAt + MINUTE,
            madeAt: 0,
          },
        ],
      },
      'closesAt',
    ],
    ['a window that hardly opens', { closesAt: times.opensAt + 10 * MINUTE + 1_000 }, {}, undefined],
    ['an empty roster', { removeParticipants: ['p1'] }, {}, 'removeParticipants'],
    ['to take off who is not there', { removeParticipants: ['p9'] }, {}, 'removeParticipants[0]'],
    [
      'one person twice',
      { participants: [{ participantId: 'x' }, { participantId: 'X' }] },
      {},
      'participants[1].participantId',
    ],
    [
      'more participants than a session has',
      { participants: [{ participantId: 'x' }] },
      { limits: { ...limits, maxParticipants: 1 } },
      'participants',
    ],
  ] as const)('obeys what a booking obeys: %s', (_, request, around, field) => {
    expect(fieldsOf(change(running, request, open, around as Partial<ChangeContext>))).toEqual(
      field === undefined ? [] : [field],
    );
  });

  it('adds to the estimate of a fleet that was resized what the change makes, and reserves what it holds', () => {
    const size = { ...session.fleetSize!, hosts: 4 };
    const resized = { booked: 2, grown: 2, at: open - MINUTE };
    const later = { closesAt: times.closesAt + 30 * MINUTE };
    const wide = { ...limits, vcpuQuota: 16 };
    const estimateOf = (of: Session) => {
      const outcome = change(of, later, open, { limits: wide });
      if (!outcome.changed) throw new Error(JSON.stringify(outcome));
      return { usd: outcome.change.estimateUsd ?? 0, vcpus: outcome.holds?.vcpus };
    };
    const grown = { ...running, fleetSize: { ...size, resized }, estimateUsd: 0.5 };
    // Four hosts for half an hour, not for all of the window.
    const after = estimateOf(grown);
    expect(after.usd).toBeGreaterThan(0.5 + 4 * 0.5 * 0.09);
    expect(after.usd).toBeLessThan(0.5 + 4 * 0.5 * 0.15);
    expect(after.vcpus).toBe(8);
    const shrunk = { ...size, hosts: 2, resized: { ...resized, held: 3 } };
    expect(estimateOf({ ...grown, fleetSize: shrunk }).vcpus).toBe(6);
    expect(fieldsOf(change(grown, later, open, { limits: { ...limits, vcpuQuota: 7 } }))).toEqual([
      'closesAt',
    ]);
  });

  it('does not move a session into a year that no booking may have', () => {
    const outcome = change(session, { opensAt: Date.UTC(2199, 0) }, EPOCH - MINUTE);
    expect(fieldsOf(outcome)).toEqual(['opensAt']);
  });

  it('gives one participant more time, and the session as much longer as that takes', () => {
    const outcome = change(
      running,
      { participants: [{ participantId: 'P1', extraTimeMs: 20 * MINUTE }] },
      open,
    );
    expect(timesOf(outcome)).toMatchObject({
      closesAt: times.closesAt,
      lastClosesAt: times.closesAt + 20 * MINUTE,
      terminateAt: times.terminateAt + 20 * MINUTE,
    });
    expect(outcome).toMatchObject({
      put: [{ participantId: 'p1', name: 'Participant p1', extraTimeMs: 20 * MINUTE }],
    });
  });

  it('adds and takes off participants, and is no longer than whoever stays needs', () => {
    const ready = { ...extraTime, fleet: 'ready' as const };
    const outcome = change(
      ready,
      { participants: [{ participantId: 'Neu' }], removeParticipants: ['P2'] },
      open,
      { roster },
    );
    expect(timesOf(outcome).lastClosesAt).toBe(times.closesAt);
    expect(outcome).toMatchObject({
      put: [{ participantId: 'neu', name: 'Neu', extraTimeMs: 0 }],
      remove: ['p2'],
    });
  });

  it('changes nothing of a session that is over or cancelled, but for its name', () => {
    const late = times.lastClosesAt + 1;
    expect(fieldsOf(change(session, { closesAt: late + MINUTE }, late))).toEqual(['closesAt']);
    expect(
      fieldsOf(change({ ...session, cancelledAt: 1 }, { participants: [{ participantId: 'x' }] }, EPOCH)),
    ).toEqual(['participants']);
    expect(change(session, { name: 'better name' }, late)).toMatchObject({
      changed: true,
      change: { name: 'better name' },
    });
  });
});

describe('a change of the rules of grading', () => {
  const rules = {
    pick: 'best' as const,
    lateDeduction: { dueAt: times.opensAt + 30 * MINUTE, percent: 10, per: 'hour' as const, maxPercent: 50 },
  };

  it.each([
    ['before it opens', times.bookedAt],
    ['while it is open', times.opensAt + MINUTE],
    ['after its end', times.terminateAt + MINUTE],
  ])('is made %s, and everybody is told', (_, now) => {
    const outcome = change(session, { grading: rules, reason: 'as agreed' }, now);
    expect(outcome).toMatchObject({
      changed: true,
      change: {
        grading: rules,
        untold: [{ to: 'everybody', text: expect.stringMatching(/as agreed.*10 % of the points/) }],
      },
    });
  });

  it('is not made once grades are published', () => {
    const published = sessionOf({ gradesPublishedAt: times.terminateAt });
    expect(change(published, { grading: rules }, times.terminateAt + MINUTE)).toMatchObject({
      changed: false,
      kind: 'too-late',
      faults: [{ field: 'grading' }],
    });
  });

  it('comes with a move of the opening: times of the rules move as far', () => {
    const graded = sessionOf({ grading: { ...rules, before: times.closesAt } });
    const outcome = change(graded, { opensAt: times.opensAt + 20 * MINUTE }, times.bookedAt);
    expect(outcome).toMatchObject({
      changed: true,
      change: {
        grading: {
          before: times.closesAt + 20 * MINUTE,
          lateDeduction: { dueAt: times.opensAt + 50 * MINUTE },
        },
      },
    });
  });

  it('is no condition for mending names and numbers after the end, which changes nothing else', () => {
    const now = times.terminateAt + MINUTE;
    const mended = change(session, { participants: [{ participantId: 'P1', studentId: '007' }] }, now);
    expect(mended).toEqual({
      changed: true,
      change: {},
      put: [{ ...participantOf('p1'), studentId: '007' }],
      remove: [],
    });
    for (const participants of [[{ participantId: 'p1', extraTimeMs: MINUTE }], [{ participantId: 'new' }]])
      expect(change(session, { participants }, now)).toMatchObject({ changed: false, kind: 'too-late' });
  });
});

describe('who sees reviews', () => {
  const after = times.terminateAt + 60_000;
  const policyOf = (outcome: ChangeOutcome) => (outcome.changed ? outcome.change.policy : outcome);

  it('is changed at any time, after the end too, and is beside what else is changed of the policy', () => {
    const settled = sessionOf({ settledAt: after });
    expect(policyOf(change(settled, { reviews: 'participants' }, after + 1))).toEqual({
      ...session.policy,
      reviews: 'participants',
    });
    expect(policyOf(change(session, { reviews: 'staff', targetWaitMs: 90_000 }, EPOCH))).toEqual({
      ...session.policy,
      reviews: 'staff',
      targetWaitMs: 90_000,
    });
  });

  it('stays as it is where nothing else is wished for', () => {
    expect(change(session, { reviews: 'off' }, EPOCH)).toEqual({
      changed: true,
      change: {},
      put: [],
      remove: [],
    });
  });
});
