import { describe, expect, it } from 'vitest';
import { hostHourUsd } from '../../../../core/costs/estimate.ts';
import { PRICES } from '../../../../core/costs/prices.ts';
import { spendOf } from '../../../../core/costs/spend.ts';
import { monthOf, spanOfMonth, sumMonth } from '../../../../core/costs/sum-month.ts';
import { EPOCH, hostOf, sessionOf, timesFrom } from '../../../support/sessions.ts';

const prices = { prices: PRICES['us-east-1'], volumeGb: 30 };
const HOUR = 3_600_000;
const hourUsd = hostHourUsd(prices.prices, 'c7i.large', 30);
const times = {
  ...timesFrom(EPOCH),
  launchAt: EPOCH - HOUR,
  opensAt: EPOCH,
  closesAt: EPOCH + 2 * HOUR,
  lastClosesAt: EPOCH + 2 * HOUR,
};
const size = { instanceType: 'c7i.large', hosts: 2, slotsPerHost: 2 };
const session = sessionOf({ times, fleet: 'ready', fleetSize: size, estimateUsd: 1, requestsUsd: 0.4 });
const host = (id: string, more = {}) =>
  hostOf({ hostId: id, state: 'ready', launchedAt: EPOCH - HOUR, ...more });

describe('what a session spends', () => {
  it('burns what its hosts cost, and the requests of an hour', () => {
    const { burnUsdPerHour } = spendOf(session, [host('a'), host('b')], prices, EPOCH + HOUR);
    expect(burnUsdPerHour).toBeCloseTo(2 * hourUsd + 0.2, 6);
  });

  it('is forecast with the hosts that it has and those that it is still to get, and those are not committed', () => {
    const { spentUsd, committedUsd, forecastUsd, hostToEndUsd } = spendOf(
      session,
      [host('a')],
      prices,
      EPOCH + HOUR,
    );
    expect(spentUsd).toBeCloseTo(2 * hourUsd + 0.2, 6);
    expect(hostToEndUsd).toBeCloseTo(1.05 * hourUsd, 6);
    expect(committedUsd).toBeCloseTo(spentUsd + 1.05 * hourUsd + 0.2, 6);
    expect(forecastUsd - committedUsd).toBeCloseTo(hostToEndUsd, 6);
  });

  it('is forecast at its estimate before anything is launched, and burns nothing then', () => {
    const booked = { ...session, fleet: 'none' as const };
    const before = spendOf(booked, [], prices, EPOCH - 5 * HOUR);
    expect(before).toMatchObject({ spentUsd: 0, burnUsdPerHour: 0 });
    expect(before.forecastUsd).toBeCloseTo(2 * 3.05 * hourUsd + 0.4, 6);
  });

  it('counts a host that goes only until it has gone', () => {
    const now = EPOCH + HOUR;
    const committed = (...hosts: ReturnType<typeof host>[]) => {
      const { committedUsd, spentUsd } = spendOf(session, hosts, prices, now);
      return committedUsd - spentUsd - 0.2;
    };
    expect(committed(host('a', { leavesAt: now + HOUR / 30 }))).toBeCloseTo(hourUsd / 30, 6);
    expect(committed(host('a', { state: 'draining' }), host('b', { state: 'rejected' }))).toBeCloseTo(0, 6);
  });

  it('comes to rest when the session is over and its hosts are gone', () => {
    const gone = [host('a', { terminatedAt: EPOCH + 2 * HOUR })];
    const after = spendOf({ ...session, fleet: 'gone' }, gone, prices, EPOCH + 9 * HOUR);
    expect(after.burnUsdPerHour).toBe(0);
    expect(after.forecastUsd).toBeCloseTo(after.spentUsd, 9);
  });

  it('takes what was counted of requests for what was estimated', () => {
    expect(spendOf(session, [], prices, EPOCH + HOUR, 0.05).spentUsd).toBe(0.05);
  });
});

describe('a month', () => {
  it('is that of UTC, from its first millisecond to its last', () => {
    const { from, until } = spanOfMonth('2026-12');
    expect([from, until].map((at) => new Date(at).toISOString())).toEqual([
      '2026-12-01T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
    ]);
    expect([monthOf(from), monthOf(until - 1)]).toEqual(['2026-12', '2026-12']);
  });

  it('adds up by state and by day', () => {
    const at = (day: number) => Date.UTC(2026, 10, day, 9);
    const entry = { sessionId: 's' };
    expect(
      sumMonth([
        { ...entry, opensAt: at(3), state: 'estimated', usd: 1 },
        { ...entry, opensAt: at(2), state: 'final', usd: 0.5 },
        { ...entry, opensAt: at(3), state: 'billed', usd: 0.25 },
      ]),
    ).toEqual({
      usd: 1.75,
      estimatedUsd: 1,
      billedUsd: 0.25,
      finalUsd: 0.5,
      days: [
        { day: '2026-11-02', sessions: 1, usd: 0.5 },
        { day: '2026-11-03', sessions: 2, usd: 1.25 },
      ],
    });
  });
});
