import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Capacity, type LaunchPool, planFleet } from '../../../../../cloud/aws/ec2/fleet.ts';
import { INSTANCE_TYPES } from '../../../../../cloud/aws/ec2/instance-types.ts';
import type { LaunchTemplate } from '../../../../../cloud/aws/ec2/launch-template.ts';

const TYPES = ['c7i.large', 'c7i.xlarge', 'c6i.large', 'x9.none'];

const pools = fc.array(
  fc.record({
    template: fc.constant({ id: 'lt-1' } as LaunchTemplate),
    instanceType: fc.constantFrom(...TYPES),
    subnetId: fc.constantFrom('subnet-1', 'subnet-2', 'subnet-gone', undefined),
    priority: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 1, maxLength: 5 },
);
const capacities = fc.record({
  quota: fc.integer({ min: 0, max: 20 }),
  used: fc.integer({ min: 0, max: 20 }),
  short: fc.subarray(TYPES),
});

function capacity({ quota, used, short }: { quota: number; used: number; short: string[] }): Capacity {
  return {
    market: 'on-demand',
    quotaVcpus: quota,
    usedVcpus: used,
    subnetExists: (id) => id !== 'subnet-gone',
    inPlan: () => true,
    exhausted: (type) => short.includes(type),
  };
}

test('a fleet keeps the quota, never exceeds its target, and says why it is short', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), pools, capacities, (target, offered, state) => {
      const { launches, errors } = planFleet(target, 0, offered as LaunchPool[], capacity(state));
      const count = launches.reduce((sum, launch) => sum + launch.count, 0);
      const vcpus = launches.reduce(
        (sum, { pool, count: of }) => sum + of * (INSTANCE_TYPES.get(pool.instanceType)?.vcpus ?? 0),
        0,
      );
      expect(count).toBeLessThanOrEqual(target);
      if (count > 0) expect(vcpus + state.used).toBeLessThanOrEqual(state.quota);
      if (count < target) expect(errors.length).toBeGreaterThan(0);
      for (const { pool } of launches) expect(state.short).not.toContain(pool.instanceType);
    }),
  );
});

test('below the minimum nothing is launched', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      pools,
      capacities,
      (target, minimum, offered, state) => {
        const { launches } = planFleet(target, minimum, offered as LaunchPool[], capacity(state));
        const count = launches.reduce((sum, launch) => sum + launch.count, 0);
        return count === 0 || count >= minimum;
      },
    ),
  );
});
