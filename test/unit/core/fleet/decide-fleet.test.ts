import { describe, expect, it } from 'vitest';
import type { Session } from '../../../../core/exam/session.ts';
import type { LaunchOutcome } from '../../../../core/fleet/cloud.ts';
import { decideFleet, endingOf, type FleetFacts, isAlive } from '../../../../core/fleet/decide-fleet.ts';
import { DEFAULT_FLEET_POLICY as POLICY } from '../../../../core/fleet/fleet-policy.ts';
import type { Host } from '../../../../core/fleet/host.ts';
import { EPOCH, hostOf, roundOf, sessionOf, timesFrom } from '../../../support/sessions.ts';

const times = timesFrom(EPOCH);
const NOW = EPOCH + 60_000;
const OPEN = times.opensAt;

const hosts = (...states: Host['state'][]) => states.map((state) => hostOf({ state, reason: `is ${state}` }));
const gone = (host: Host): Host => ({ ...host, terminatedAt: NOW });
const passed = (host: Host) => ({ ...host, examination: { passed: true } }) as Host;
const launched = (instanceIds: string[], errors: LaunchOutcome['errors'] = []) => ({
  outcome: { instanceIds, errors },
  resolvedAt: NOW,
});
const BOTH = roundOf(launched(['i-1', 'i-2']));
const FULL = { code: 'InsufficientInstanceCapacity', message: 'none', kind: 'capacity' } as const;
const DENIED = { code: 'UnauthorizedOperation', message: 'no right', kind: 'permission' } as const;
const PLAN = { code: 'FreeTier', message: 'not in your plan', kind: 'plan' } as const;
const rounds = (count: number) => Array.from({ length: count }, (_, at) => ({ ...BOTH, round: at + 1 }));

const launching: Partial<Session> = { fleet: 'launching' };
const ready: Partial<Session> = { fleet: 'ready' };
const draining: Partial<Session> = { fleet: 'draining' };
const cancelled: Partial<Session> = { cancelledAt: NOW, cancelReason: 'x' };
const after = times.lastClosesAt;

/** The turn of every host has come: they have one name here. */
const TURN: ReadonlySet<string> = new Set([hostOf().hostId]);

const decide = (session: Partial<Session>, facts: Partial<FleetFacts> = {}) =>
  decideFleet(
    {
      session: sessionOf(session),
      hosts: [],
      rounds: [],
      queueWaits: false,
      spareHosts: 0,
      permitted: TURN,
      now: NOW,
      ...facts,
    },
    POLICY,
  );

describe('the next act for a fleet', () => {
  it.each<[string, Partial<Session>, Partial<FleetFacts>, string, RegExp]>([
    ['that is not ours', { deployment: { kind: 'direct', judges: [] } }, {}, 'wait', /no hosts of ours/],
    [
      'without a size',
      {},
      { session: (({ fleetSize: _, ...rest }) => rest)(sessionOf(ready)) },
      'wait',
      /no hosts of ours/,
    ],
    [
      'of whose hosts fewer were rejected, others gone',
      launching,
      { rounds: rounds(2), hosts: hosts('rejected', 'rejected', 'draining') },
      'launch',
      /2 hosts are missing/,
    ],
    ['before its launch', {}, { now: EPOCH - 1 }, 'wait', /not due/],
    ['at its launch', {}, { now: EPOCH }, 'begin', /^launch was due at 2026-03-02T08:00:00.000Z$/],
    ['that was cancelled before', cancelled, {}, 'gone', /nothing was launched/],
    ['that nobody launched in time', {}, { now: after }, 'gone', /nothing was launched/],
    ['at its first round', launching, {}, 'launch', /^2 hosts for the session$/],
    [
      'whose round is on its way',
      launching,
      { rounds: [roundOf({ claimedAt: NOW - 9_999 })] },
      'wait',
      /round 1 is being launched/,
    ],
    [
      'whose round was never answered',
      launching,
      { rounds: [roundOf({ claimedAt: NOW - 10_000 })] },
      'resend',
      /round 1 was never/,
    ],
    [
      'whose round was sent without a clear answer a moment ago',
      launching,
      { rounds: [roundOf({ claimedAt: NOW - 600_000, unclear: { times: 4, at: NOW } })] },
      'wait',
      /^round 1 was sent 4 times without a clear answer; it is sent again at 2026-03-02T08:0/,
    ],
    [
      'whose round was sent without a clear answer long enough ago',
      launching,
      { rounds: [roundOf({ unclear: { times: 9, at: NOW - POLICY.resendBackOff.capMs } })] },
      'resend',
      /^round 1 was sent 9 times without a clear answer$/,
    ],
    [
      'whose round was never answered, although it has its hosts',
      launching,
      { rounds: [roundOf()], hosts: hosts('booting', 'booting') },
      'resend',
      /round 1 was never/,
    ],
    [
      'that comes up',
      launching,
      { rounds: [BOTH], hosts: hosts('booting', 'examining') },
      'wait',
      /has the hosts/,
    ],
    [
      'that is up',
      launching,
      { rounds: [BOTH], hosts: hosts('ready', 'ready') },
      'ready',
      /^all 2 hosts have passed/,
    ],
    [
      'that is half up before the opening',
      launching,
      { rounds: [BOTH], hosts: hosts('ready', 'booting'), now: OPEN - 1 },
      'wait',
      /has the hosts/,
    ],
    [
      'that is half up at the opening',
      launching,
      { rounds: [BOTH], hosts: hosts('ready', 'booting'), now: OPEN },
      'ready',
      /window is open and 1 of 2/,
    ],
    [
      'that is not up at the opening',
      launching,
      { rounds: [BOTH], hosts: hosts('booting', 'booting'), now: OPEN },
      'wait',
      /has the hosts/,
    ],
    ['that judges', ready, { rounds: [BOTH], hosts: hosts('ready', 'ready') }, 'wait', /has the hosts/],
    [
      'that lost one',
      ready,
      { rounds: [BOTH], hosts: [...hosts('ready'), ...hosts('ready').map(gone)] },
      'launch',
      /^1 host is missing$/,
    ],
    [
      'whose suspect may be repaired',
      ready,
      { rounds: [BOTH], hosts: hosts('ready', 'suspect') },
      'wait',
      /no vCPUs for another host beside its suspect/,
    ],
    [
      'whose host drains',
      ready,
      { rounds: [BOTH], hosts: hosts('ready', 'draining') },
      'launch',
      /1 host is missing/,
    ],
    ['whose window has closed', ready, { now: after }, 'drain', /window has closed/],
    [
      'whose window is about to',
      ready,
      { rounds: [BOTH], hosts: hosts('ready', 'ready'), now: after - 1 },
      'wait',
      /has the hosts/,
    ],
    ['that comes up too late', launching, { now: after }, 'drain', /window has closed/],
    ['that was cancelled', { ...launching, ...cancelled }, {}, 'drain', /was cancelled/],
    [
      'whose hosts are all rejected',
      launching,
      { rounds: rounds(2), hosts: hosts('rejected', 'rejected', 'rejected') },
      'fail',
      /^3 hosts were rejected and none has passed: is rejected$/,
    ],
    [
      'with fewer rejected',
      launching,
      { rounds: rounds(2), hosts: hosts('rejected', 'rejected') },
      'launch',
      /2 hosts are missing/,
    ],
    [
      'whose hosts are all rejected but one that may pass',
      launching,
      { rounds: rounds(2), hosts: hosts('rejected', 'rejected', 'rejected', 'booting') },
      'launch',
      /1 host is missing/,
    ],
    [
      'whose hosts are all rejected but one that passed once',
      ready,
      {
        rounds: rounds(2),
        hosts: [...hosts('rejected', 'rejected', 'rejected'), ...hosts('draining').map(passed)],
      },
      'launch',
      /2 hosts are missing/,
    ],
    [
      'that fell short, at once',
      launching,
      {
        rounds: [roundOf({ ...launched(['i-1'], [FULL]), resolvedAt: NOW })],
        hosts: hosts('booting'),
      },
      'wait',
      /^round 1 launched 1 of 2 \(InsufficientInstanceCapacity\); the next is at 2026-03-02T08:01:/,
    ],
    [
      'that fell short, a while later',
      launching,
      {
        rounds: [roundOf({ ...launched(['i-1'], [FULL]), resolvedAt: NOW - 30_000 })],
        hosts: hosts('booting'),
      },
      'launch',
      /1 host is missing/,
    ],
    [
      'that fell short, and nobody wrote when',
      launching,
      { rounds: [roundOf({ outcome: { instanceIds: [], errors: [] }, claimedAt: NOW - 30_000 })] },
      'launch',
      /2 hosts are missing/,
    ],
    [
      'that fell not short',
      launching,
      { rounds: [BOTH], hosts: hosts('booting') },
      'launch',
      /1 host is missing/,
    ],
    [
      'with a round to spare in this hour',
      launching,
      { rounds: rounds(11), hosts: hosts('booting') },
      'launch',
      /1 host is missing/,
    ],
    [
      'with no round to spare in this hour',
      ready,
      { rounds: rounds(12), hosts: hosts('ready') },
      'wait',
      /^1 host is missing after 12 launch rounds in an hour; the next may be at 2026-03-02T09:00:00.000Z$/,
    ],
    [
      'with no round to spare in this hour and no host: it is not given up',
      ready,
      { rounds: rounds(12) },
      'wait',
      /^2 hosts are missing after 12 launch rounds in an hour/,
    ],
    [
      'whose rounds of an hour ago are of the past',
      ready,
      { rounds: rounds(12), hosts: hosts('ready'), now: EPOCH + 3_600_000 },
      'launch',
      /^1 host is missing$/,
    ],
    [
      'for which EC2 has had no machines for hours: it is not given up',
      launching,
      {
        rounds: rounds(13).map((round) => ({ ...round, ...launched([], [FULL]), resolvedAt: EPOCH })),
        now: EPOCH + 3_600_000,
      },
      'launch',
      /^2 hosts are missing$/,
    ],
    [
      'that may not be launched, as EC2 says again and again',
      launching,
      { rounds: rounds(5).map((round) => ({ ...round, ...launched([], [DENIED]) })) },
      'fail',
      /^EC2 refused 5 launch rounds in a row for what no waiting changes: UnauthorizedOperation: no right$/,
    ],
    [
      'that may not be launched, as EC2 says again and again, with a host',
      ready,
      { rounds: rounds(5).map((round) => ({ ...round, ...launched([], [DENIED]) })), hosts: hosts('ready') },
      'wait',
      /what no waiting changes/,
    ],
    [
      'that may not be launched, as EC2 said four times',
      launching,
      {
        rounds: [
          BOTH,
          ...rounds(5)
            .slice(1)
            .map((round) => ({ ...round, ...launched([], [DENIED]), resolvedAt: EPOCH })),
        ],
        now: EPOCH + 600_000,
      },
      'launch',
      /^2 hosts are missing$/,
    ],
    [
      'of which one is suspect, with room for another',
      ready,
      { rounds: [BOTH], hosts: hosts('ready', 'suspect'), spareHosts: 1 },
      'launch',
      /^1 host beside what is repaired, in case it is not$/,
    ],
    [
      'that lost a host just after EC2 had no room for one beside it',
      ready,
      {
        rounds: [BOTH, roundOf({ round: 2, hosts: 1, spare: true, ...launched([], [FULL]) })],
        hosts: hosts('ready'),
        now: NOW + 1_000,
      },
      'launch',
      /^1 host is missing$/,
    ],
    [
      'of which one is suspect, just after EC2 had no room beside it',
      ready,
      {
        rounds: [BOTH, roundOf({ round: 2, hosts: 1, spare: true, ...launched([], [FULL]) })],
        hosts: hosts('ready', 'suspect'),
        spareHosts: 1,
        now: NOW + 1,
      },
      'wait',
      /^round 2 launched 0 of 1/,
    ],
    [
      'of which one is suspect, with another on its way',
      ready,
      { rounds: rounds(2), hosts: hosts('ready', 'suspect', 'booting'), spareHosts: 1 },
      'wait',
      /on its way/,
    ],
    [
      'of which two are suspect, with room for one',
      ready,
      { rounds: [BOTH], hosts: hosts('suspect', 'suspect'), spareHosts: 1 },
      'launch',
      /^1 host beside/,
    ],
    [
      'whose hosts are suspect again and again',
      ready,
      { rounds: rounds(8), hosts: hosts('ready', 'suspect'), spareHosts: 1 },
      'wait',
      /^what is left of the launch rounds of this hour is for hosts that are lost$/,
    ],
    [
      "that the account's plan refuses",
      launching,
      { rounds: [roundOf(launched([], [PLAN]))] },
      'fail',
      /plan allows none/,
    ],
    [
      "that the account's plan refuses, with a host",
      ready,
      { rounds: [roundOf(launched([], [PLAN]))], hosts: hosts('ready') },
      'wait',
      /plan allows none/,
    ],
    ['that drains', draining, { queueWaits: true, hosts: hosts('draining') }, 'wait', /auto-shutdown/],
    ['that drains, nothing waits', draining, { now: after }, 'wait', /auto-shutdown/],
    [
      'that drains without a host while something waits',
      draining,
      { queueWaits: true, rounds: [BOTH], hosts: hosts('ready').map(gone), now: after },
      'launch',
      /^1 host is missing$/,
    ],
    [
      'that drains beyond its time',
      draining,
      { queueWaits: true, rounds: [BOTH], now: times.deadlineAt },
      'wait',
      /auto-shutdown/,
    ],
    [
      'that drains and cannot launch',
      draining,
      {
        queueWaits: true,
        rounds: rounds(12).map((round) => ({ ...round, claimedAt: after - 60_000 })),
        now: after,
      },
      'wait',
      /^1 host is missing after 12 launch rounds in an hour/,
    ],
    ['that failed', { fleet: 'failed', fleetReason: 'why' }, {}, 'wait', /^why$/],
    [
      'that failed, with a host, after its end',
      { fleet: 'failed', fleetReason: 'why' },
      { now: after, hosts: hosts('draining') },
      'wait',
      /^why$/,
    ],
    [
      'that failed, after its end',
      { fleet: 'failed', fleetReason: 'why' },
      { now: after, hosts: hosts('draining').map(gone) },
      'gone',
      /^why$/,
    ],
    ['that is gone', { fleet: 'gone' }, { now: after }, 'wait', /is gone/],
  ])('%s', (_, session, facts, action, reason) => {
    expect(decide(session, facts)).toMatchObject({ action, reason: expect.stringMatching(reason) });
  });

  it('says which round, and how many hosts', () => {
    expect(decide(launching)).toMatchObject({ round: 1, hosts: 2 });
    expect(decide(launching, { rounds: rounds(2), hosts: hosts('booting') })).toMatchObject({
      round: 3,
      hosts: 1,
    });
    expect(decide(launching, { rounds: [roundOf({ round: 4, claimedAt: 0 })] })).toMatchObject({ round: 4 });
  });
});

describe('why all hosts must go', () => {
  const now = OPEN;
  it.each<[string, Partial<Session>, number, string | undefined]>([
    ['not while it is open', ready, now, undefined],
    ['it is settled', { settledAt: 1 }, now, 'the session is settled'],
    ['just before its deadline', ready, times.deadlineAt - 1, undefined],
    ['at its deadline', ready, times.deadlineAt, 'the time to judge what was accepted is over'],
    ['at its last moment', ready, times.terminateAt, 'the session must have no host from now on'],
    ['it is gone', { fleet: 'gone' }, now, 'the fleet is gone'],
    ['it failed', { fleet: 'failed', fleetReason: 'why' }, now, 'the fleet failed: why'],
    [
      'it was cancelled before it opened',
      { ...ready, cancelledAt: OPEN - 1 },
      OPEN,
      'the session was cancelled before it opened',
    ],
    ['not when it was cancelled while open', { ...ready, cancelledAt: OPEN }, OPEN, undefined],
  ])('%s', (_, session, at, reason) => {
    expect(endingOf(sessionOf(session), at)).toBe(reason);
  });

  it.each<[Host['state'], boolean]>([
    ['requested', true],
    ['booting', true],
    ['examining', true],
    ['ready', true],
    ['suspect', true],
    ['draining', false],
    ['rejected', false],
    ['terminated', false],
  ])('a host that is %s is alive: %s', (state, alive) => {
    expect(isAlive(hostOf({ state }))).toBe(alive);
    expect(isAlive(hostOf({ state, terminatedAt: 1 }))).toBe(false);
  });
});
