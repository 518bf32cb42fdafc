import { describe, expect, it } from 'vitest';
import { INSTANCE_TYPES } from '../../../../cloud/aws/ec2/instance-types.ts';
import { bookingLimitsOf } from '../../../../core/booking/booking-limits.ts';
import { readStageConfig } from '../../../../core/config/stage-config.ts';
import { DEFAULT_FLEET_POLICY } from '../../../../core/fleet/fleet-policy.ts';
import { LEAST_RUN_KIB, plannedRunKiB } from '../../../../core/fleet/host-memory.ts';
import { fleetVcpus } from '../../../../core/fleet/instance-size.ts';
import { planFleet } from '../../../../core/fleet/plan-fleet.ts';
import { MINUTE, newWorld, SESSION } from '../../../support/session-fleet.ts';

const { sessionId } = SESSION;

describe('the slots of a host', () => {
  it('are what its judge counts, whatever its type was planned with', async () => {
    const world = await newWorld();
    world.cloud.nextMachine = { slots: 4 };
    for (let time = 0; time < 15; time++) {
      await world.pass(sessionId);
      world.clock.advance(10_000);
    }
    expect((await world.hosts.listHosts(sessionId)).map(({ slots }) => slots)).toEqual([4, 4]);
    expect(await world.slots.list(sessionId)).toHaveLength(8);
  });

  it.each([...INSTANCE_TYPES.keys()])('are planned as many as %s has vCPUs', (instanceType) => {
    const demand = {
      participants: 1,
      problems: 1,
      windowMs: MINUTE,
      judgeCallMs: 1_000,
      instanceType,
      hosts: 1,
    };
    const bounds = { instanceTypes: ['c7i.large'], maxHosts: 1, vcpusLeft: 1_000 };
    const { size } = planFleet(demand, bounds);
    const vcpus = INSTANCE_TYPES.get(instanceType)?.vcpus;
    expect({ slots: size.slotsPerHost, quota: fleetVcpus(size) }).toEqual({ slots: vcpus, quota: vcpus });
  });
});

describe('the types of a fleet', () => {
  const demand = { participants: 50, problems: 4, windowMs: 180 * MINUTE, judgeCallMs: 9_000 };
  const bounds = {
    instanceTypes: ['c7i.large', 'c7i.xlarge', 'c6a.large'],
    maxHosts: 50,
    vcpusLeft: 100,
  };

  it('are the stage\u2019s with as many vCPUs as the first, and the one alone that an instructor names', () => {
    expect(planFleet(demand, bounds).size.alternatives).toEqual(['c6a.large']);
    expect(planFleet({ ...demand, instanceType: 'c7i.large' }, bounds).size.alternatives).toBeUndefined();
  });

  it('leave each run memory beside Judge0\u2019s own', () => {
    expect(plannedRunKiB('c7i.large')).toBeGreaterThan(1_150 * 1024);
    expect(plannedRunKiB('m7i.large')).toBeGreaterThan(3_000 * 1024);
    expect(plannedRunKiB('c7i-flex.large')).toBe(plannedRunKiB('c7i.large'));
    expect(plannedRunKiB('x2gd.large')).toBeUndefined();
    for (const type of readStageConfig('prod').host.instanceTypes)
      expect(plannedRunKiB(type)).toBeGreaterThan(LEAST_RUN_KIB);
  });
});

it('a host that never answers is given up so early that its replacement is ready for the opening', () => {
  const { leadMs, soonestMs } = bookingLimitsOf(readStageConfig('prod'), [], undefined);
  expect(DEFAULT_FLEET_POLICY.bootLimitMs).toBeLessThan(leadMs);
  // Eight minutes of installation and boots, two of examination: as measured on stock images elsewhere.
  expect(leadMs - DEFAULT_FLEET_POLICY.bootLimitMs).toBeGreaterThanOrEqual(10 * MINUTE);
  expect(soonestMs).toBeLessThan(leadMs);
});
