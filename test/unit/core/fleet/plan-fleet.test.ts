import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vcpusOf } from '../../../../core/fleet/instance-size.ts';
import { planFleet } from '../../../../core/fleet/plan-fleet.ts';

const HOUR = 3_600_000;
const bounds = { instanceTypes: ['c7i.large'], maxHosts: 50, vcpusLeft: 100 };
const demand = { participants: 50, problems: 4, windowMs: 3 * HOUR, judgeCallMs: 9_000 };

describe('planning a fleet', () => {
  it('gives 50 participants two hosts, and a small class one', () => {
    expect(planFleet(demand, bounds).size).toEqual({ instanceType: 'c7i.large', hosts: 2, slotsPerHost: 2 });
    expect(planFleet({ ...demand, participants: 10 }, bounds).size.hosts).toBe(1);
  });

  it('takes what the instructor asks for as it is', () => {
    const plan = planFleet({ ...demand, instanceType: 'c7i.xlarge', hosts: 7 }, bounds);
    expect(plan.size).toEqual({ instanceType: 'c7i.xlarge', hosts: 7, slotsPerHost: 4 });
    expect(plan.shortage).toBeUndefined();
  });

  it('stays within hosts and vCPUs, says what does not fit, and grows with its class', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 60_000, max: 10 * HOUR }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 2, max: 200 }),
        (participants, windowMs, maxHosts, vcpusLeft) => {
          const own = { ...bounds, maxHosts, vcpusLeft };
          const plan = planFleet({ ...demand, participants, windowMs }, own);
          expect(plan.size.hosts).toBeLessThanOrEqual(maxHosts);
          expect(plan.size.hosts * 2).toBeLessThanOrEqual(vcpusLeft);
          const free = planFleet(
            { ...demand, participants, windowMs },
            { ...bounds, maxHosts: 9_999, vcpusLeft: 99_999 },
          );
          expect(plan.shortage === undefined).toBe(plan.size.hosts === free.size.hosts);
          const larger = planFleet({ ...demand, participants: participants + 50, windowMs }, own);
          expect(larger.size.hosts).toBeGreaterThanOrEqual(plan.size.hosts);
        },
      ),
    );
  });

  it('knows the vCPUs of a type by its size', () => {
    expect(['c7i.large', 'c7i.xlarge', 'c6a.4xlarge', 'c7g.medium'].map(vcpusOf)).toEqual([2, 4, 16, 1]);
    expect(vcpusOf('c7i.metal-24xl')).toBeUndefined();
  });
});
