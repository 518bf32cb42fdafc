import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, readStageConfig, sumConcurrency } from '../../../../core/config/stage-config.ts';
import { stages } from '../../../../core/config/stages.ts';
import { instanceHourUsd, PRICES } from '../../../../core/costs/prices.ts';
import { DEFAULT_FLEET_POLICY } from '../../../../core/fleet/fleet-policy.ts';
import { LEAST_RUN_KIB, plannedRunKiB } from '../../../../core/fleet/host-memory.ts';
import { DEFAULT_SIGNALS } from '../../../../core/security/security-signal.ts';

describe('the configuration of a stage', () => {
  it.each(stages)('%s holds, and fits a new account', (stage) => {
    const config = readStageConfig(stage);
    expect(config.stage).toBe(stage);
    expect(sumConcurrency(config.concurrency)).toBeLessThanOrEqual(10);
    expect(config.host.vcpuQuota).toBe(5);
    for (const type of config.host.instanceTypes)
      expect(plannedRunKiB(type)).toBeGreaterThanOrEqual(LEAST_RUN_KIB);
  });

  it.each(stages)(
    '%s names hosts that the price table knows, so that a booking can tell its cost',
    (stage) => {
      for (const type of readStageConfig(stage).host.instanceTypes) {
        for (const prices of Object.values(PRICES))
          expect(instanceHourUsd(prices, type), type).toBeGreaterThan(0);
      }
    },
  );

  it('keeps data in prod alone', () => {
    expect(stages.filter((stage) => readStageConfig(stage).retainData)).toEqual(['prod']);
  });

  it('takes single values from the caller and keeps the rest', () => {
    const config = readStageConfig('dev', { alarmEmail: 'a@example.edu', host: { diskGib: 40 } });
    expect(config.alarmEmail).toBe('a@example.edu');
    expect(config.host.diskGib).toBe(40);
    expect(config.host.maxPerSession).toBe(readStageConfig('dev').host.maxPerSession);
  });

  it('repairs and replaces hosts within the bounds that the fleet has, unless it says otherwise', () => {
    const { fleet } = readStageConfig('prod');
    expect(DEFAULT_FLEET_POLICY).toMatchObject(fleet);
    expect(readStageConfig('dev', { fleet: { maxRepairReboots: 0 } }).fleet).toEqual({
      ...fleet,
      maxRepairReboots: 0,
    });
    for (const [name, value] of [
      ['failuresToSuspect', 1],
      ['maxRepairReboots', 4],
      ['maxSlowdown', 1.4],
      // As many are kept for hosts that are gone.
      ['maxRoundsPerHour', DEFAULT_FLEET_POLICY.roundsForTheLost],
      ['bootLimitMs', 1],
    ] as const)
      expect(() => readStageConfig('dev', { fleet: { [name]: value } })).toThrow(
        new RegExp(`fleet.*${name}`),
      );
  });

  it('says from when on something is a signal', () => {
    expect(readStageConfig('prod').signals).toEqual(DEFAULT_SIGNALS);
    expect(() => readStageConfig('dev', { signals: { refusals: 1 } })).toThrow(/signals.refusals/);
  });

  it('opens circuits after 5 failures for 60 s unless it says otherwise', () => {
    expect(readStageConfig('prod').circuits).toEqual({ failuresToOpen: 5, openMs: 60_000 });
    expect(readStageConfig('dev', { circuits: { failuresToOpen: 3 } }).circuits).toEqual({
      failuresToOpen: 3,
      openMs: 60_000,
    });
    expect(() => readStageConfig('dev', { circuits: { failuresToOpen: 1 } })).toThrow(
      /circuits.failuresToOpen/,
    );
  });
});

describe('a configuration that does not hold', () => {
  it.each([undefined, 'production', '', 7, { stage: 'dev' }])('is refused by name: stage %j', (stage) => {
    expect(() => readStageConfig(stage)).toThrow(ConfigError);
    expect(() => readStageConfig(stage)).toThrow('say -c stage=dev, -c stage=staging, -c stage=prod');
  });

  it.each([
    ['burstable hosts', { host: { instanceTypes: ['t3.medium'] } }, 'host.instanceTypes.0: burstable types'],
    [
      'a size without a number',
      { host: { instanceTypes: ['c7i.metal'] } },
      'host.instanceTypes.0: a size says',
    ],
    [
      'an image by its name',
      { host: { imageId: 'assize-2026-11-28' } },
      'host.imageId: an image id looks like ami-0123456789abcdef0; leave it out for the stock image',
    ],
    ['no host type', { host: { instanceTypes: [] } }, 'host.instanceTypes'],
    ['an address that is none', { alarmEmail: 'teacher' }, 'alarmEmail'],
    [
      'an origin with a path',
      { api: { corsOrigins: ['https://a.edu/x'] } },
      'api.corsOrigins.0: an origin has a scheme and no path',
    ],
    [
      'an event source below its minimum',
      { concurrency: { hostedExecutors: 1 } },
      'concurrency.hostedExecutors',
    ],
    [
      'more executors than the account has',
      { concurrency: { fleetExecutors: 8 } },
      'concurrency: the caps sum to more',
    ],
    [
      'a fleet that the account cannot launch',
      { host: { maxPerSession: 3 } },
      'host.maxPerSession: 3 hosts of 2 vCPU need 6 vCPU and host.vcpuQuota is 5: lower it, or ask AWS for quota L-1216C47A',
    ],
    [
      'a fleet whose fallback type is too large for the account',
      { host: { instanceTypes: ['c7i.large', 'c7i.xlarge'] } },
      'host.maxPerSession: 2 hosts of 4 vCPU need 8 vCPU',
    ],
    [
      'a fleet with more slots than the executors drive',
      { host: { maxPerSession: 20, vcpuQuota: 64 } },
      'concurrency.fleetExecutors: 2 executors drive 16 slots and the largest fleet has 40: raise it to 5',
    ],
    ['more participants than a stage is made for', { api: { participants: 10_001 } }, 'api.participants'],
    ['a retention that CloudWatch lacks', { retentionDays: { logs: 8 as 7 } }, 'retentionDays.logs'],
    ['a field that nobody reads', { host: { gpu: true } as object }, 'host'],
  ])('is refused with field and fix: %s', (_, overrides, told) => {
    expect(() => readStageConfig('dev', overrides)).toThrow(told);
  });

  it('allows exactly the budgets that the account can carry', () => {
    const cap = fc.integer({ min: 2, max: 30 });
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 120 }),
        cap,
        cap,
        cap,
        cap,
        cap,
        (account, fleetExecutors, hostedExecutors, importers, fleetPasses, api) => {
          const concurrency = { account, fleetExecutors, hostedExecutors, importers, fleetPasses, api };
          const fits = fleetExecutors + hostedExecutors + importers + fleetPasses + api <= account;
          const read = () => readStageConfig('prod', { concurrency });
          if (fits) expect(read().concurrency).toEqual(concurrency);
          else expect(read).toThrow(ConfigError);
        },
      ),
    );
  });
});
