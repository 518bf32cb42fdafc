import { describe, expect, it } from 'vitest';
import type { LaunchRound } from '../../../../core/fleet/cloud.ts';
import { decideFleet } from '../../../../core/fleet/decide-fleet.ts';
import { decideMarket } from '../../../../core/fleet/decide-market.ts';
import { DEFAULT_FLEET_POLICY } from '../../../../core/fleet/fleet-policy.ts';
import type { Host } from '../../../../core/fleet/host.ts';
import { EPOCH, hostOf, roundOf, sessionOf } from '../../../support/sessions.ts';

const SPOT = { ...DEFAULT_FLEET_POLICY, market: 'spot' as const };
const HOUR = 3_600_000;
const NOW = EPOCH + HOUR;
const FULL = { code: 'InsufficientInstanceCapacity', message: 'none', kind: 'capacity' } as const;

/** A round of two hosts that brought so many. */
const brought = (count: number, changes: Partial<LaunchRound> = {}): LaunchRound =>
  roundOf({
    hosts: 2,
    outcome: {
      instanceIds: Array.from({ length: count }, (_, at) => `i-${at}`),
      errors: count < 2 ? [FULL] : [],
    },
    resolvedAt: NOW,
    ...changes,
  });
const spot = (count: number, changes: Partial<LaunchRound> = {}) =>
  brought(count, { market: 'spot', ...changes });

describe('what a round is bought as', () => {
  it.each<[string, readonly LaunchRound[], readonly Host[], string, RegExp]>([
    ['spot at first', [], [], 'spot', /on spot capacity/],
    ['spot again where it brought all', [spot(2)], [], 'spot', /on spot capacity/],
    ['on demand where spot brought less', [spot(1)], [], 'on-demand', /round 1 brought 1 of 2 hosts/],
    ['spot again after an hour', [spot(1, { resolvedAt: NOW - HOUR })], [], 'spot', /on spot capacity/],
    ['spot whatever on demand lacked', [brought(0)], [], 'spot', /on spot capacity/],
    [
      'on demand where EC2 takes one back',
      [spot(2)],
      [hostOf({ state: 'draining', leavesAt: NOW + 60_000 })],
      'on-demand',
      /EC2 took i-0+1 back/,
    ],
    [
      'spot again an hour after EC2 took one back',
      [spot(2)],
      [hostOf({ state: 'terminated', terminatedAt: NOW - HOUR, leavesAt: NOW - HOUR })],
      'spot',
      /on spot capacity/,
    ],
  ])('is %s', (_, rounds, hosts, action, reason) => {
    const decision = decideMarket(SPOT, rounds, hosts, NOW);
    expect(decision.action).toBe(action);
    expect(decision.reason).toMatch(reason);
  });

  it('is on demand, whatever was, where that is the policy', () => {
    expect(decideMarket(DEFAULT_FLEET_POLICY, [spot(0)], [], NOW).action).toBe('on-demand');
  });
});

describe('the round after one on spot capacity', () => {
  const decide = (rounds: readonly LaunchRound[], hosts: readonly Host[] = [], now = NOW) =>
    decideFleet(
      {
        session: sessionOf({ fleet: 'launching' }),
        hosts,
        rounds,
        queueWaits: false,
        spareHosts: 0,
        permitted: new Set(),
        now,
      },
      SPOT,
    );

  it('is on demand for what is missing, at once', () => {
    expect(decide([])).toMatchObject({ action: 'launch', round: 1, hosts: 2, market: 'spot' });
    const next = decide([spot(1)], [hostOf()]);
    expect(next).toMatchObject({ action: 'launch', round: 2, hosts: 1 });
    expect(next).not.toHaveProperty('market');
    expect(next.reason).toBe('1 host is missing; on-demand: round 1 brought 1 of 2 hosts of spot capacity');
  });

  it('waits where on demand too was lacking, as long as after a first failure', () => {
    const rounds = [spot(0), brought(0, { round: 2 })];
    expect(decide(rounds)).toMatchObject({
      action: 'wait',
      reason: expect.stringMatching(/^round 2 launched 0/),
    });
    expect(decide(rounds, [], NOW + SPOT.roundBackOff.baseMs)).toMatchObject({ action: 'launch', round: 3 });
  });

  it('is not given up for what spot capacity was refused: on demand has a plan of its own', () => {
    const plan = { code: 'FreeTier', message: 'not in your plan', kind: 'plan' } as const;
    const refused = spot(0, { outcome: { instanceIds: [], errors: [plan] } });
    expect(decide([refused]).action).toBe('launch');
    expect(
      decide([refused, { ...refused, round: 2, market: undefined } as unknown as LaunchRound]).action,
    ).toBe('fail');
  });
});
