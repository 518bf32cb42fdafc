import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billedSeconds, billSession } from '../../../../core/costs/bill.ts';
import { estimateCost } from '../../../../core/costs/estimate.ts';
import { balanceLedger } from '../../../../core/costs/ledger.ts';
import { instanceHourUsd, PRICES, pricesOf } from '../../../../core/costs/prices.ts';
import type { Host } from '../../../../core/fleet/host.ts';
import { EPOCH, hostOf } from '../../../support/sessions.ts';

const HOUR = 3_600_000;
const frankfurt = PRICES['eu-central-1'];

describe('prices', () => {
  it('are dated, positive, and stand in for regions without a table by the dearer one', () => {
    for (const table of Object.values(PRICES)) {
      expect(table.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(table.source).toContain('aws.amazon.com');
      for (const value of Object.values(table))
        if (typeof value === 'number') expect(value).toBeGreaterThan(0);
    }
    expect(pricesOf('ap-south-1')).toBe(frankfurt);
    expect(pricesOf('us-east-1').region).toBe('us-east-1');
    const cheaper = Object.entries(PRICES['us-east-1'].instanceHour);
    for (const [type, usd] of cheaper) expect(instanceHourUsd(frankfurt, type)).toBeGreaterThan(usd);
  });

  it('double with the size', () => {
    expect(instanceHourUsd(frankfurt, 'c7i.2xlarge')).toBeCloseTo(
      4 * (instanceHourUsd(frankfurt, 'c7i.large') ?? 0),
      6,
    );
    expect(instanceHourUsd(frankfurt, 'x9.huge')).toBeUndefined();
  });
});

describe('the estimate of a fleet that tries spot capacity', () => {
  it('is that of one on demand, since it may have to be, and says so', () => {
    const use = {
      submissions: 0,
      judgeCalls: 0,
      judgingMs: 0,
      pageMs: HOUR,
      watchedMs: HOUR,
    };
    const fleet = { instanceType: 'c7i.large', hosts: 1, aliveMs: HOUR, volumeGb: 30 };
    const spot = estimateCost({ ...use, fleet: { ...fleet, spot: true } }, frankfurt);
    expect(spot.usd).toBe(estimateCost({ ...use, fleet }, frankfurt).usd);
    expect(spot.lines[0]?.what).toContain('at the on-demand price: spot costs less');
  });
});

describe('the estimate', () => {
  const use = {
    fleet: { instanceType: 'c7i.large', hosts: 2, aliveMs: 3.3 * HOUR, volumeGb: 30 },
    submissions: 1_000,
    judgeCalls: 1_000,
    judgingMs: 9_000_000,
    pageMs: 50 * 3 * HOUR,
    watchedMs: 3.3 * HOUR,
  };

  it('puts the reference exam into the honest range, everything counted', () => {
    for (const table of Object.values(PRICES)) {
      const { usd, lines } = estimateCost(use, table);
      expect(usd).toBeGreaterThan(0.7);
      expect(usd).toBeLessThan(2.2);
      expect(lines.length).toBe(7);
    }
  });

  it('refuses a type that it has no price for', () => {
    const unknown = { ...use, fleet: { ...use.fleet, instanceType: 'm99.large' } };
    expect(() => estimateCost(unknown, frankfurt)).toThrow('m99.large');
  });

  it('never falls when anything grows', () => {
    const more = fc.record({
      hosts: fc.integer({ min: 0, max: 5 }),
      hours: fc.double({ min: 0, max: 5, noNaN: true }),
      submissions: fc.integer({ min: 0, max: 5_000 }),
    });
    fc.assert(
      fc.property(more, ({ hosts, hours, submissions }) => {
        const fleet = { ...use.fleet, hosts: 2 + hosts, aliveMs: use.fleet.aliveMs + hours * HOUR };
        const larger = estimateCost({ ...use, fleet, submissions: use.submissions + submissions }, frankfurt);
        expect(larger.usd).toBeGreaterThanOrEqual(estimateCost(use, frankfurt).usd - 1e-9);
      }),
    );
  });
});

describe('the bill', () => {
  const none = { submissions: 0, judgeCalls: 0, judgeCallsSaved: 0, judgingMs: 0, pageMs: 0, watchedMs: 0 };
  const options = { now: EPOCH + 10 * HOUR, volumeGb: 30 };

  it('counts each begun second, 60 at least, and nothing that EC2 never launched', () => {
    expect(billedSeconds({}, EPOCH)).toBe(0);
    expect(billedSeconds({ launchedAt: EPOCH, terminatedAt: EPOCH + 1 }, EPOCH)).toBe(60);
    expect(billedSeconds({ launchedAt: EPOCH, terminatedAt: EPOCH + 60_001 }, EPOCH)).toBe(61);
    expect(billedSeconds({ launchedAt: EPOCH }, EPOCH + 90_000)).toBe(90);
  });

  it('is the price of the hours when nothing else was used', () => {
    const hosts = [1, 2].map((n) =>
      hostOf({ hostId: `i-${n}`, launchedAt: EPOCH, terminatedAt: EPOCH + HOUR }),
    );
    const bill = billSession('s', hosts, none, frankfurt, options);
    expect(bill.hostSeconds).toBe(7_200);
    const perHour = 0.10185 + (30 * 0.0952 + 125 * 0.048) / 730 + 0.005;
    expect(bill.usd).toBeCloseTo(2 * perHour, 3);
    expect(bill.lines.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(bill.usd, 6);
  });

  it('charges a public address until the host was sealed, and none of a host that was born sealed', () => {
    const alive = { launchedAt: EPOCH, terminatedAt: EPOCH + HOUR };
    const addressOf = (host: Partial<Host>) =>
      billSession('s', [hostOf({ ...alive, ...host })], none, frankfurt, options).lines.find(({ what }) =>
        what.includes('public address'),
      )?.usd;
    expect(addressOf({ sealed: false })).toBeCloseTo(0.005, 4);
    expect(addressOf({ sealed: true, sealedAt: EPOCH + HOUR / 2 })).toBeCloseTo(0.0025, 4);
    expect(addressOf({ sealed: true })).toBe(0);
  });

  it('charges an unknown type the dearest price, and says so', () => {
    const odd = hostOf({ instanceType: 'm99.large', launchedAt: EPOCH, terminatedAt: EPOCH + HOUR });
    const { lines } = billSession('s', [odd], none, frankfurt, options);
    expect(lines[0]?.what).toContain('price unknown');
    expect(lines[0]?.usd).toBeCloseTo(Math.max(...Object.values(frankfurt.instanceHour)), 3);
  });

  it('charges spot hosts as if on demand, which is more than they cost, and says so', () => {
    const alive = { launchedAt: EPOCH, terminatedAt: EPOCH + HOUR };
    const hosts = [hostOf(alive), hostOf({ ...alive, hostId: 'i-2', market: 'spot' })];
    const [line] = billSession('s', hosts, none, frankfurt, options).lines;
    expect(line?.what).toBe('2 x c7i.large, 7200 s, 1 of them spot, at the on-demand price: they cost less');
    expect(line?.usd).toBeCloseTo(2 * 0.10185, 4);
  });

  it('counts what was measured of the pipeline', () => {
    const use = {
      submissions: 1_000,
      judgeCalls: 1_000,
      judgeCallsSaved: 9_000,
      judgingMs: 3_000_000,
      pageMs: 0,
      watchedMs: HOUR,
    };
    const bill = billSession('s', [], use, frankfurt, options);
    expect(bill).toMatchObject({ hostSeconds: 0, judgeCalls: 1_000, judgeCallsSaved: 9_000 });
    expect(bill.usd).toBeGreaterThan(0.05);
    expect(bill.usd).toBeLessThan(0.15);
  });
});

describe('the ledger', () => {
  const facts = {
    submissions: { accepted: 10, queued: 0, running: 0, judged: 9, quarantined: 1 },
    hosts: { launched: 2, terminated: 2 },
    hostSeconds: 120,
    judgeCalls: 10,
    judgeCallsSaved: 90,
    usd: 0.1,
  };

  it('balances only when nothing is lost and nothing lives', () => {
    expect(balanceLedger(facts)).toMatchObject({ balanced: true, open: [] });
    const lost = balanceLedger({ ...facts, submissions: { ...facts.submissions, accepted: 11 } });
    expect(lost).toMatchObject({ balanced: false });
    expect(lost.open[0]).toContain('1 accepted submissions are neither');
    const alive = balanceLedger({ ...facts, hosts: { launched: 3, terminated: 2 } });
    expect(alive.open[0]).toContain('not terminated');
  });
});
