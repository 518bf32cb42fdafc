import { describe, expect, it } from 'vitest';
import type { ChangeContext, SessionChangeRequest } from '../../../../core/booking/session-change.ts';
import type { Session } from '../../../../core/exam/session.ts';
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
import { EPOCH, participantOf, sessionOf } from '../../../support/sessions.ts';

describe('the limits of a change', () => {
  const open = times.opensAt + 10 * MINUTE;
  const running = sessionOf({ fleet: 'ready' });
  const longer = { closesAt: times.closesAt + 10 * MINUTE };
  const dear = { limits: { ...limits, maxUsd: 0.0001 } };
  const { fleetSize: _, ...kept } = running;
  const held = (vcpus: number) => ({
    reservations: [{ sessionId: 'o', vcpus, from: times.launchAt, until: times.terminateAt, madeAt: 0 }],
  });
  const sat = (participants: number) => ({
    limits: { ...limits, participantsAtOnce: 10 },
    reservations: [
      {
        sessionId: 'o',
        vcpus: 0,
        from: times.launchAt,
        until: times.terminateAt,
        seats: { participants, from: times.opensAt, until: times.terminateAt },
        madeAt: 0,
      },
    ],
  });
  const group = { participantId: 'p1', group: 'a' };
  const code = 'AAAAAAAA';
  const seated = { ...running, join: { code, seats: 9 } };

  it.each<[string, Session, SessionChangeRequest, number, Partial<ChangeContext>, string[]]>([
    [
      'an opening of a session that is over',
      session,
      { opensAt: EPOCH },
      times.lastClosesAt,
      {},
      ['opensAt'],
    ],
    ['an end of a session that is settled', { ...session, settledAt: 1 }, longer, EPOCH, {}, ['closesAt']],
    [
      'less time for whoever still writes alone',
      extraTime,
      { removeParticipants: ['p2'] },
      times.closesAt,
      { roster },
      ['participants'],
    ],
    [
      'less time a moment before',
      extraTime,
      { removeParticipants: ['p2'] },
      times.closesAt - 1,
      { roster },
      [],
    ],
    ['a shorter end, whatever it costs', running, { closesAt: times.closesAt - 1 }, open, dear, []],
    ['a longer end that costs too much', running, longer, open, dear, ['closesAt']],
    [
      'a name on the roster, whatever it costs',
      running,
      { participants: [{ participantId: 'p1', name: 'P' }] },
      open,
      dear,
      [],
    ],
    ['more seats that cost too much', running, { join: { code, seats: 9 } }, open, dear, ['join.seats']],
    ['as many seats, whatever they cost', seated, { join: { code: 'BBBBBBBB', seats: 9 } }, open, dear, []],
    ['fewer seats', seated, { join: { code, seats: 8 } }, open, dear, []],
    ['no seats', seated, { join: null }, open, dear, []],
    [
      'more seats than the stage has',
      running,
      { join: { code, seats: limits.maxParticipants + 1 } },
      open,
      {},
      ['join.seats'],
    ],
    [
      'more seats of what is over',
      running,
      { join: { code, seats: 9 } },
      times.lastClosesAt,
      {},
      ['join.seats'],
    ],
    [
      'one more on a roster that costs too much',
      running,
      { participants: [{ participantId: 'p2' }] },
      open,
      dear,
      ['closesAt'],
    ],
    [
      'an earlier opening that costs too much',
      session,
      { opensAt: times.opensAt - MINUTE, closesAt: times.closesAt },
      EPOCH - 60 * MINUTE,
      dear,
      ['closesAt'],
    ],
    ['the opening that it has, though open', running, { opensAt: times.opensAt, ...longer }, open, {}, []],
    [
      'an opening of hosts that were launched early',
      { ...session, fleet: 'launching' },
      { opensAt: times.opensAt + 1 },
      EPOCH - 1,
      {},
      ['opensAt'],
    ],
    ['an opening at the launch', session, { opensAt: times.opensAt + 1 }, EPOCH, {}, ['opensAt']],
    ['an opening just before the launch', session, { opensAt: times.opensAt + 1 }, EPOCH - 1, {}, []],
    [
      'an opening that is past',
      session,
      { opensAt: EPOCH - 10 * MINUTE },
      EPOCH - 5 * MINUTE,
      {},
      ['opensAt'],
    ],
    ['an opening now', session, { opensAt: EPOCH - 5 * MINUTE }, EPOCH - 5 * MINUTE, {}, []],
    [
      'a window that is too short',
      session,
      { closesAt: times.opensAt + limits.minWindowMs - 1 },
      EPOCH - 1,
      {},
      ['closesAt'],
    ],
    [
      'a window that just is not',
      session,
      { closesAt: times.opensAt + limits.minWindowMs },
      EPOCH - 1,
      {},
      [],
    ],
    [
      'a full roster',
      running,
      { participants: [{ participantId: 'p2' }] },
      open,
      { limits: { ...limits, maxParticipants: 2 } },
      [],
    ],
    [
      'a name on a roster that is too full',
      running,
      { participants: [group] },
      open,
      { roster, limits: { ...limits, maxParticipants: 1 } },
      [],
    ],
    ['a longer end on judges that somebody keeps', kept, longer, open, {}, []],
    ['the last vCPU', running, longer, open, held(limits.vcpuQuota - 4), []],
    ['one vCPU too many', running, longer, open, held(limits.vcpuQuota - 3), ['closesAt']],
    ['the last seat', running, { participants: [{ participantId: 'p2' }] }, open, sat(8), []],
    ['one too many', running, { participants: [{ participantId: 'p2' }] }, open, sat(9), ['participants']],
    ['one too many by joining', seated, { join: { code, seats: 10 } }, open, sat(1), ['join.seats']],
    ['a longer end beside too many', running, longer, open, sat(10), ['closesAt']],
    ['other names beside too many', running, { participants: [group] }, open, sat(10), []],
  ])('%s', (_name, of, request, now, around, fields) => {
    const outcome = change(of, request, now, around);
    expect({ changed: outcome.changed, fields: fieldsOf(outcome) }).toEqual({
      changed: fields.length === 0,
      fields,
    });
  });

  it('are estimated for the seats that there are then', () => {
    const estimate = (seats: number) => {
      const outcome = change(running, { join: { code, seats } }, open);
      if (!outcome.changed) throw new Error(JSON.stringify(outcome));
      return outcome.change;
    };
    expect(estimate(200)).toMatchObject({ join: { seats: 200 } });
    expect(estimate(200).estimateUsd).toBeGreaterThan(estimate(2).estimateUsd ?? 0);
    expect(estimate(200).untold).toBeUndefined();
  });

  it('say how long a window must be', () => {
    expect(change(session, { closesAt: times.opensAt + 1 }, EPOCH - 1)).toMatchObject({
      faults: [{ detail: `the window must be open for ${limits.minWindowMs / 1000} s at least` }],
    });
  });

  it('change a name only where it is another', () => {
    expect(change(session, { name: session.name }, EPOCH)).toMatchObject({ change: {} });
    const changeOf = (request: SessionChangeRequest) => {
      const outcome = change(running, request, open);
      return outcome.changed ? Object.keys(outcome.change) : [];
    };
    expect(changeOf({ name: session.name })).toEqual([]);
    expect(changeOf(longer)).toEqual(['times', 'estimateUsd', 'requestsUsd', 'untold']);
    expect(changeOf({ ...longer, name: session.name })).toEqual([
      'times',
      'estimateUsd',
      'requestsUsd',
      'untold',
    ]);
    expect(changeOf({ ...longer, name: 'other' })).toEqual([
      'name',
      'times',
      'estimateUsd',
      'requestsUsd',
      'untold',
    ]);
  });

  it.each([0, 1])('close now, or in %i ms', (delayMs) => {
    expect(change(running, { closesAt: open + delayMs }, open)).toMatchObject({
      changed: true,
      change: { times: { closesAt: open + delayMs } },
    });
  });

  it('keep a group that is not named', () => {
    const grouped = [participantOf('p1', { group: 'a' })];
    const put = (wanted: object, on = grouped) => {
      const outcome = change(running, { participants: [{ participantId: 'p1', ...wanted }] }, open, {
        roster: on,
      });
      return outcome.changed ? outcome.put[0] : undefined;
    };
    expect(put({})).toMatchObject({ group: 'a' });
    expect(put({ group: 'b' })).toMatchObject({ group: 'b' });
    expect(put({ group: 'b' }, [participantOf('p1')])).toMatchObject({ group: 'b' });
    expect(put({}, [participantOf('p1')])).not.toHaveProperty('group');
  });

  it('plan the launch anew until it is due', () => {
    const launchAt = (of: Session, now: number) =>
      timesOf(change(of, longer, now, { limits: { ...limits, leadMs: 20 * MINUTE } })).launchAt;
    expect(launchAt(session, EPOCH - 10 * MINUTE)).toBe(EPOCH - 5 * MINUTE);
    expect(launchAt({ ...session, fleet: 'launching' }, EPOCH - 10 * MINUTE)).toBe(EPOCH);
    expect(launchAt(session, EPOCH)).toBe(EPOCH);
    expect(launchAt(session, EPOCH + MINUTE)).toBe(EPOCH);
    const soon = change(session, longer, EPOCH, { limits: { ...limits, leadMs: 5 * MINUTE } });
    expect(timesOf(soon).launchAt).toBe(EPOCH);
  });
});
