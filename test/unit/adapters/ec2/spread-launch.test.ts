import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spreadLaunch } from '../../../../adapters/ec2/spread-launch.ts';

it('asks for every host once, as evenly as it goes, each share with every subnet behind its own', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 8 }),
      (hosts, zones, round) => {
        const subnets = Array.from({ length: zones }, (_, at) => `subnet-${at}`);
        const shares = spreadLaunch(hosts, subnets, round);
        const counts = shares.map((share) => share.hosts);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(hosts);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        expect(new Set(shares.map(({ subnetIds }) => subnetIds[0])).size).toBe(shares.length);
        for (const { subnetIds } of shares) expect(subnetIds.toSorted()).toEqual(subnets);
      },
    ),
  );
});
