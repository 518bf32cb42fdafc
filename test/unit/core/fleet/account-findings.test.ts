import { describe, expect, it } from 'vitest';
import { warnOfAccount } from '../../../../core/booking/warn-of-account.ts';
import {
  ACCOUNT_FINDING_HOLDS_MS,
  type AccountFound,
  accountFindingsOf,
} from '../../../../core/fleet/account-findings.ts';
import { actionsOf, MINUTE, newWorld, SESSION } from '../../../support/session-fleet.ts';
import { EPOCH, roundOf } from '../../../support/sessions.ts';

const { sessionId } = SESSION;
const size = { instanceType: 'c7i.large', alternatives: ['c6i.large'], hosts: 2, slotsPerHost: 2 };

describe('a fleet that the account\u2019s plan refuses', () => {
  it('fails after one round, says why and what to do, and is told at the next booking', async () => {
    const world = await newWorld(undefined, { fleetSize: size });
    world.cloud.mood = 'beyond-plan';
    await world.pass(sessionId);
    world.clock.advance(MINUTE);
    await world.pass(sessionId);
    const session = await world.session(sessionId);
    expect(session.fleet).toBe('failed');
    expect(session.fleetReason).toMatch(/plan allows none of c7i.large, c6i.large .*upgrade the AWS account/);
    expect((await actionsOf(world)).filter((action) => action === 'launch')).toHaveLength(1);
    const found = await world.findings.listAccount();
    expect(warnOfAccount(size, found, 0, world.clock.now())).toEqual([
      { field: 'deployment.instanceType', detail: expect.stringContaining('refused c7i.large, c6i.large') },
    ]);
  });

  it('asks in the next round for what the plan allows', async () => {
    const world = await newWorld(undefined, { fleetSize: size });
    const { launch } = world.cloud;
    const asked: (readonly string[])[] = [];
    world.cloud.launch = async (round) => {
      asked.push(round.instanceTypes);
      if (asked.length > 1) return await launch.call(world.cloud, round);
      const refusal = { code: 'InvalidParameterCombination', message: 'not eligible', kind: 'plan' } as const;
      return { instanceIds: [], errors: [{ ...refusal, instanceType: 'c7i.large' }] };
    };
    await world.pass(sessionId);
    world.clock.advance(MINUTE);
    await world.pass(sessionId);
    expect(asked).toEqual([['c7i.large', 'c6i.large'], ['c6i.large']]);
    expect(world.cloud.alive()).toHaveLength(2);
  });
});

describe('what EC2 says of the account', () => {
  const limited = {
    code: 'VcpuLimitExceeded',
    message:
      'You have requested more vCPU capacity than your current vCPU limit of 5 allows for the instance bucket that the specified instance type belongs to.',
    kind: 'quota' as const,
  };

  it('is read from its refusals: the vCPUs that the account may run', () => {
    expect(accountFindingsOf(roundOf(), { instanceIds: [], errors: [limited] }, EPOCH)).toEqual([
      { kind: 'vcpu-limit', vcpus: 5, at: EPOCH },
    ]);
    const capacity = { code: 'InsufficientInstanceCapacity', message: '', kind: 'capacity' as const };
    expect(accountFindingsOf(roundOf(), { instanceIds: [], errors: [capacity] }, EPOCH)).toEqual([]);
  });

  it('warns while it is fresh and the booking wants more', () => {
    const found: AccountFound[] = [{ kind: 'vcpu-limit', vcpus: 5, at: EPOCH }];
    expect(warnOfAccount(size, found, 0, EPOCH)).toEqual([]);
    expect(warnOfAccount(size, found, 2, EPOCH)).toEqual([
      { field: 'deployment.hosts', detail: expect.stringContaining('may run 5 vCPUs, and 6 will be wanted') },
    ]);
    expect(warnOfAccount(size, found, 2, EPOCH + ACCOUNT_FINDING_HOLDS_MS)).toEqual([]);
    const oneType: AccountFound[] = [
      { kind: 'type-refused', instanceType: 'c7i.large', reason: 'no', at: EPOCH },
    ];
    expect(warnOfAccount(size, oneType, 0, EPOCH)).toEqual([]);
  });
});
