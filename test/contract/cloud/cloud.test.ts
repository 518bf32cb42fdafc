import { DescribeInstancesCommand, EC2Client, ModifyInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Ec2Cloud, type LaunchSettings } from '../../../adapters/ec2/ec2-cloud.ts';
import type { Shortage } from '../../../cloud/aws/ec2/shortage.ts';
import type { BucketSize } from '../../../cloud/aws/ec2/throttle.ts';
import type { Cloud, LaunchRound } from '../../../core/fleet/cloud.ts';
import type { CloudInstance } from '../../../core/fleet/host.ts';
import { SteppedClock } from '../../support/fleet-world.ts';
import { prepareEc2 } from '../../support/local-ec2.ts';
import { QUICK_MACHINES } from '../../support/machine-timings.ts';
import { roundOf } from '../../support/sessions.ts';
import { SimulatedCloud } from '../../support/simulated-cloud.ts';
import { FAKE_MACHINE, startTestSystem, type TestSystem } from '../cloud-aws/system.ts';

/** EC2 has no machines of these. */
const shortages: Shortage[] = [];
const throttles: Record<string, BucketSize> = {};
/** For so long after its launch an instance is not told of, ms: from, to. */
const lagMs: [number, number] = [0, 0];
/** The local EC2's clock before the machine's, ms. */
let ahead = 0;
let system: TestSystem;
let client: EC2Client;
let settings: LaunchSettings;

beforeAll(async () => {
  system = await startTestSystem({
    machine: FAKE_MACHINE,
    bootDelayMs: [0, 0],
    shortages,
    throttles,
    describeLagMs: lagMs,
    now: () => Date.now() + ahead,
    planTypes: ['c7i.large', 'c7a.large', 'c6i.large', 'c6a.large'],
  });
  client = new EC2Client(system.admin);
  // It signs by the clock of the local EC2, and would learn the machine's from each answer.
  Object.defineProperty(client.config, 'systemClockOffset', { get: () => ahead, set: () => undefined });
  settings = prepareEc2(system.network, 'dev');
  const zone = system.network.subnets.get(settings.subnetIds[0] ?? '')?.availabilityZone ?? '';
  shortages.push({ instanceType: 'c7a.large' }, { instanceType: 'c6a.large', availabilityZone: zone });
});

afterAll(async () => {
  client.destroy();
  await system.stop();
});

interface Subject {
  readonly cloud: Cloud;
  /** Lets a little time pass. */
  readonly wait: () => Promise<void>;
  /** Lets so much time pass at once. */
  readonly pass: (ms: number) => void;
  /** From now on every call is made too often, or none. */
  readonly throttle: (on: boolean) => void;
  /** No spot capacity is left from now on, or there is. */
  readonly exhaustSpot: (on: boolean) => void;
  /** EC2 gives notice of a spot instance. */
  readonly interrupt: (instanceId: string) => Promise<void>;
}

const NO_SPOT: Shortage = { market: 'spot' };
const THROTTLED = ['CreateFleet', 'DescribeInstances', 'TerminateInstances'];

afterEach(() => {
  ahead = 0;
  lagMs.fill(0);
  for (const name of THROTTLED) delete throttles[name];
});

const implementations: [string, () => Subject][] = [
  [
    'the local EC2',
    () => ({
      cloud: new Ec2Cloud(client, 'dev', settings),
      wait: () => new Promise((resolve) => setTimeout(resolve, 20)),
      pass: (ms) => {
        ahead += ms;
      },
      throttle: (on) => {
        for (const name of THROTTLED)
          if (on) throttles[name] = { size: 0, perSecond: 0 };
          else delete throttles[name];
      },
      exhaustSpot: (on) => {
        if (on) shortages.push(NO_SPOT);
        else shortages.splice(shortages.indexOf(NO_SPOT), 1);
      },
      interrupt: async (instanceId) => await system.endpoint.services.ec2.interrupt(instanceId),
    }),
  ],
  [
    'the simulated EC2',
    () => {
      const clock = new SteppedClock(Date.UTC(2026, 2, 2, 8));
      const cloud = new SimulatedCloud(clock, { ...QUICK_MACHINES, describeLagMs: lagMs });
      return {
        cloud,
        wait: async () => clock.advance(1_000),
        pass: (ms) => {
          clock.advance(ms);
        },
        throttle: (on) => {
          cloud.throttled = on ? ['launch', 'describe', 'terminate'] : [];
        },
        exhaustSpot: (on) => {
          cloud.spotLeft = on ? 0 : Number.POSITIVE_INFINITY;
        },
        interrupt: async (instanceId) =>
          cloud.interrupt(cloud.machines.find((machine) => machine.instanceId === instanceId)!),
      };
    },
  ],
];

let sessions = 0;
/** A round of a session that no other test knows. */
const newRound = (changes: Partial<LaunchRound> = {}): LaunchRound =>
  roundOf({
    sessionId: `01jq00000000000000000c${String(++sessions).padStart(4, '0')}`,
    deadlineAt: Date.now() + 3_600_000,
    hosts: 1,
    ...changes,
  });

async function untilState(
  { cloud, wait }: Pick<Subject, 'cloud' | 'wait'>,
  sessionId: string,
  state: CloudInstance['state'],
  count = 1,
): Promise<readonly CloudInstance[]> {
  for (;;) {
    const found = (await cloud.describe(sessionId)).filter((instance) => instance.state === state);
    if (found.length >= count) return found;
    await wait();
  }
}

describe.each(implementations)('cloud: %s', (_, make) => {
  it('launches a round once, however often it is sent', async () => {
    const subject = make();
    const round = newRound({ hosts: 2 });
    const outcomes = [await subject.cloud.launch(round), await subject.cloud.launch(round)];
    expect(outcomes[1]?.instanceIds).toEqual(outcomes[0]?.instanceIds);
    expect(outcomes[0]?.instanceIds).toHaveLength(2);
    const running = await untilState(subject, round.sessionId, 'running', 2);
    expect(running.map(({ instanceId }) => instanceId).toSorted()).toEqual(
      outcomes[0]?.instanceIds.toSorted(),
    );
    expect(running[0]).toMatchObject({
      sessionId: round.sessionId,
      round: 1,
      instanceType: 'c7i.large',
      sealed: false,
    });
    expect(running[0]?.privateAddress).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    await subject.cloud.terminate(outcomes[0]?.instanceIds ?? []);
  });

  it('tells of one session, and of the whole stage', async () => {
    const subject = make();
    const [one, other] = [newRound(), newRound()];
    const ids = [await subject.cloud.launch(one), await subject.cloud.launch(other)].flatMap(
      ({ instanceIds }) => instanceIds,
    );
    await untilState(subject, one.sessionId, 'running');
    await untilState(subject, other.sessionId, 'running');
    expect((await subject.cloud.describe(one.sessionId)).map(({ instanceId }) => instanceId)).toEqual([
      ids[0],
    ]);
    const stage = (await subject.cloud.describeStage()).map(({ instanceId }) => instanceId);
    expect(stage).toEqual(expect.arrayContaining(ids));
    await subject.cloud.terminate(ids);
  });

  it('terminates what it knows although one id is unknown, tells when, and says that unknown ones are gone', async () => {
    const subject = make();
    const round = newRound({ hosts: 2 });
    const { instanceIds } = await subject.cloud.launch(round);
    await untilState(subject, round.sessionId, 'running', 2);
    const asked = [instanceIds[0] ?? '', 'i-0123456789abcdef0', instanceIds[1] ?? ''];
    const { done, refused } = await subject.cloud.terminate(asked);
    expect([done.toSorted(), refused]).toEqual([asked.toSorted(), []]);
    const gone = await untilState(subject, round.sessionId, 'terminated', 2);
    for (const instance of gone) expect(instance.terminatedAt).toBeGreaterThanOrEqual(instance.launchedAt);
    expect((await subject.cloud.terminate(instanceIds)).done.toSorted()).toEqual(instanceIds.toSorted());
  });

  it('seals a host, once or twice, and reboots it', async () => {
    const subject = make();
    const round = newRound();
    const { instanceIds } = await subject.cloud.launch(round);
    const [instance] = await untilState(subject, round.sessionId, 'running');
    for (let time = 0; time < 2; time++) if (instance !== undefined) await subject.cloud.seal(instance);
    await subject.cloud.reboot(instanceIds);
    const [sealed] = await untilState(subject, round.sessionId, 'running');
    expect(sealed?.sealed).toBe(true);
    expect(sealed?.publicAddress).toBeUndefined();
    await subject.cloud.terminate(instanceIds);
  });

  it('moves the time at which hosts end themselves, and tells it', async () => {
    const subject = make();
    const round = newRound({ hosts: 2 });
    const { instanceIds } = await subject.cloud.launch(round);
    const before = await untilState(subject, round.sessionId, 'running', 2);
    expect(before.map(({ deadlineAt }) => deadlineAt)).toEqual([round.deadlineAt, round.deadlineAt]);
    const later = round.deadlineAt + 1_800_000;
    const moved = await subject.cloud.setDeadline(instanceIds, later);
    expect([moved.done.toSorted(), moved.refused]).toEqual([instanceIds.toSorted(), []]);
    const after = await subject.cloud.describe(round.sessionId);
    expect(after.map(({ deadlineAt }) => deadlineAt)).toEqual([later, later]);
    await subject.cloud.terminate(instanceIds);
  });

  it('tells of a launch late where it lags, and until then knows of nothing to end', async () => {
    const subject = make();
    const round = newRound();
    lagMs.fill(60_000);
    const { instanceIds } = await subject.cloud.launch(round);
    expect(await subject.cloud.describe(round.sessionId)).toEqual([]);
    expect(await subject.cloud.terminate(instanceIds)).toEqual({ done: instanceIds, refused: [] });
    subject.pass(61_000);
    const [host] = await untilState(subject, round.sessionId, 'running');
    expect(host?.instanceId).toBe(instanceIds[0]);
    await subject.cloud.terminate(instanceIds);
    await untilState(subject, round.sessionId, 'terminated');
  });

  it('throws what it is asked too often, having done nothing, and launches a round once after all', async () => {
    const subject = make();
    const [round, other] = [newRound(), newRound()];
    const { instanceIds } = await subject.cloud.launch(other);
    await untilState(subject, other.sessionId, 'running');
    const refused = { name: 'RequestLimitExceeded' };
    subject.throttle(true);
    await expect(subject.cloud.launch(round)).rejects.toMatchObject(refused);
    await expect(subject.cloud.terminate(instanceIds)).rejects.toMatchObject(refused);
    await expect(subject.cloud.describe(round.sessionId)).rejects.toMatchObject(refused);
    subject.throttle(false);
    expect(await subject.cloud.describe(round.sessionId)).toEqual([]);
    expect((await subject.cloud.describe(other.sessionId))[0]?.state).toBe('running');
    const launched = await subject.cloud.launch(round);
    expect(launched.instanceIds).toHaveLength(1);
    await untilState(subject, round.sessionId, 'running');
    await subject.cloud.terminate([...launched.instanceIds, ...instanceIds]);
  });

  it('launches a round on spot capacity where it asks for that, and says what each host was bought as', async () => {
    const subject = make();
    const [spot, demand] = [newRound({ market: 'spot', hosts: 2 }), newRound()];
    const outcomes = [await subject.cloud.launch(spot), await subject.cloud.launch(spot)];
    expect(outcomes[1]).toEqual(outcomes[0]);
    const { instanceIds } = await subject.cloud.launch(demand);
    const bought = await untilState(subject, spot.sessionId, 'running', 2);
    expect(bought.map(({ market }) => market)).toEqual(['spot', 'spot']);
    expect((await untilState(subject, demand.sessionId, 'running'))[0]).not.toHaveProperty('market');
    await subject.cloud.terminate([...instanceIds, ...(outcomes[0]?.instanceIds ?? [])]);
    const [gone] = await untilState(subject, spot.sessionId, 'terminated', 2);
    expect(gone).not.toHaveProperty('interrupted');
  });

  it('lacks spot capacity where there is none, and launches on demand what is asked for so', async () => {
    const subject = make();
    const spot = newRound({ market: 'spot', hosts: 2 });
    subject.exhaustSpot(true);
    const lacking = await subject.cloud.launch(spot);
    expect(lacking.instanceIds).toEqual([]);
    expect(lacking.errors[0]).toMatchObject({ code: 'InsufficientInstanceCapacity', kind: 'capacity' });
    const { market: _, ...demand } = { ...spot, round: 2 };
    const { instanceIds } = await subject.cloud.launch(demand);
    expect(instanceIds).toHaveLength(2);
    subject.exhaustSpot(false);
    await subject.cloud.terminate(instanceIds);
  });

  it('takes a spot host back two minutes after its notice, and says that it did', async () => {
    const subject = make();
    const round = newRound({ market: 'spot', hosts: 2 });
    const { instanceIds } = await subject.cloud.launch(round);
    await untilState(subject, round.sessionId, 'running', 2);
    const [taken = '', other = ''] = instanceIds;
    await subject.interrupt(taken);
    subject.pass(100_000);
    expect(await untilState(subject, round.sessionId, 'running', 2)).toHaveLength(2);
    subject.pass(20_000);
    const [gone] = await untilState(subject, round.sessionId, 'terminated');
    expect(gone).toMatchObject({ instanceId: taken, interrupted: true, market: 'spot' });
    expect(gone?.terminatedAt).toBeGreaterThanOrEqual(gone?.launchedAt ?? 0);
    const [left] = await untilState(subject, round.sessionId, 'running');
    expect(left?.instanceId).toBe(other);
    await subject.cloud.terminate([other]);
  });

  it('has forgotten a host an hour after its end', async () => {
    const subject = make();
    const round = newRound();
    const { instanceIds } = await subject.cloud.launch(round);
    await untilState(subject, round.sessionId, 'running');
    await subject.cloud.terminate(instanceIds);
    await untilState(subject, round.sessionId, 'terminated');
    subject.pass(3_600_000 + 30_000);
    expect(await subject.cloud.describe(round.sessionId)).toEqual([]);
    expect(await subject.cloud.terminate(instanceIds)).toEqual({ done: instanceIds, refused: [] });
    await expect(subject.cloud.reboot(instanceIds)).rejects.toThrow();
  });

  it('does nothing when asked to do nothing', async () => {
    const { cloud } = make();
    expect(await cloud.terminate([])).toEqual({ done: [], refused: [] });
    await cloud.reboot([]);
    expect(await cloud.describe('01jq0000000000000000000000')).toEqual([]);
  });
});

describe('launching on EC2', () => {
  it('answers a refusal of the whole call as an outcome without instances', async () => {
    const cloud = new Ec2Cloud(client, 'dev', { ...settings, launchTemplateId: 'lt-0123456789abcdef0' });
    const outcome = await cloud.launch(newRound());
    expect(outcome.instanceIds).toEqual([]);
    expect(outcome.errors[0]?.kind).toBe('configuration');
  });

  it('spreads a round over the zones, and begins the next one in another', async () => {
    const cloud = new Ec2Cloud(client, 'dev', settings);
    const zonesOf = async (round: LaunchRound) => {
      const { instanceIds } = await cloud.launch(round);
      const { Reservations = [] } = await client.send(
        new DescribeInstancesCommand({ InstanceIds: [...instanceIds] }),
      );
      await cloud.terminate(instanceIds);
      return Reservations.flatMap(({ Instances = [] }) => Instances)
        .map(({ Placement }) => Placement?.AvailabilityZone?.at(-1))
        .toSorted();
    };
    expect(await zonesOf(newRound({ hosts: 2 }))).toEqual(['a', 'b']);
    expect(await zonesOf(newRound({ hosts: 1, round: 1 }))).toEqual(['a']);
    expect(await zonesOf(newRound({ hosts: 1, round: 2 }))).toEqual(['b']);
  });

  it('takes the next type, and the other zone, where the first has no machines', async () => {
    const cloud = new Ec2Cloud(client, 'dev', settings);
    const short = newRound({ hosts: 2, instanceTypes: ['c7a.large', 'c6i.large'] });
    const outcome = await cloud.launch(short);
    expect(outcome.instanceIds).toHaveLength(2);
    expect(outcome.errors).toEqual([
      expect.objectContaining({
        code: 'InsufficientInstanceCapacity',
        kind: 'capacity',
        instanceType: 'c7a.large',
      }),
    ]);
    const launched = await cloud.describe(short.sessionId);
    expect(launched.map(({ instanceType }) => instanceType)).toEqual(['c6i.large', 'c6i.large']);
    await cloud.terminate(outcome.instanceIds);
    const emptyZone = await cloud.launch(newRound({ hosts: 2, instanceTypes: ['c6a.large'] }));
    expect(emptyZone.instanceIds).toHaveLength(2);
    await cloud.terminate(emptyZone.instanceIds);
  });

  it('tells a type that the account\u2019s plan refuses as that, and launches what it allows', async () => {
    const cloud = new Ec2Cloud(client, 'dev', settings);
    const beyond = await cloud.launch(newRound({ instanceTypes: ['r7i.large'] }));
    expect(beyond.instanceIds).toEqual([]);
    expect(beyond.errors).toEqual([
      expect.objectContaining({
        code: 'InvalidParameterCombination',
        kind: 'plan',
        instanceType: 'r7i.large',
      }),
    ]);
    const mixed = await cloud.launch(newRound({ instanceTypes: ['r7i.large', 'c7i.large'] }));
    expect(mixed.instanceIds).toHaveLength(1);
    await cloud.terminate(mixed.instanceIds);
  });

  it('finds by its tags what a round launched that is sent again under other settings', async () => {
    const round = newRound({ hosts: 2 });
    const first = await new Ec2Cloud(client, 'dev', settings).launch(round);
    const moved = { ...settings, subnetIds: settings.subnetIds.toReversed() };
    const again = await new Ec2Cloud(client, 'dev', moved).launch(round);
    expect(again.instanceIds.toSorted()).toEqual(first.instanceIds.toSorted());
    await new Ec2Cloud(client, 'dev').terminate(first.instanceIds);
  });

  it('tells a launch that the role may not make as a matter of permission', async () => {
    const role = new EC2Client(system.role('nobody', []));
    const outcome = await new Ec2Cloud(role, 'dev', settings).launch(newRound());
    expect(outcome).toMatchObject({ instanceIds: [], errors: [{ kind: 'permission' }] });
  });

  it('tells a quota that is used up as a quota, with what fitted under it', async () => {
    const cloud = new Ec2Cloud(client, 'dev', settings);
    const outcome = await cloud.launch(newRound({ hosts: 40 }));
    expect(outcome.instanceIds.length).toBeLessThan(40);
    expect(outcome.errors.map(({ kind }) => kind)).toContain('quota');
    await cloud.terminate(outcome.instanceIds);
  });

  it('throws where it stays open whether something was launched', async () => {
    const unreachable = new EC2Client({ ...system.admin, endpoint: 'http://127.0.0.1:1' });
    await expect(new Ec2Cloud(unreachable, 'dev', settings).launch(newRound())).rejects.toThrow();
  });

  it('ends every host but the one that EC2 refuses to end, and names that one', async () => {
    const { instanceIds } = await new Ec2Cloud(client, 'dev', settings).launch(newRound({ hosts: 2 }));
    const [ours = '', guarded = ''] = instanceIds;
    await client.send(
      new ModifyInstanceAttributeCommand({ InstanceId: guarded, DisableApiTermination: { Value: true } }),
    );
    const cloud = new Ec2Cloud(client, 'dev');
    expect(await cloud.terminate(instanceIds)).toMatchObject({
      done: [ours],
      refused: [{ instanceId: guarded, code: 'OperationNotPermitted' }],
    });
    await client.send(
      new ModifyInstanceAttributeCommand({ InstanceId: guarded, DisableApiTermination: { Value: false } }),
    );
    expect((await cloud.terminate([guarded])).refused).toEqual([]);
  });

  it('ends the hosts of its own stage although one in the list is of another', async () => {
    const own = await new Ec2Cloud(client, 'dev', settings).launch(newRound());
    const foreign = await new Ec2Cloud(client, 'prod', settings).launch(newRound());
    const role = system.role('terminator', [
      {
        Effect: 'Allow',
        Action: 'ec2:TerminateInstances',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceTag/assize:stage': 'dev' } },
      },
    ]);
    const unknown = 'i-0123456789abcdef0';
    const outcome = await new Ec2Cloud(new EC2Client(role), 'dev').terminate([
      ...foreign.instanceIds,
      unknown,
      ...own.instanceIds,
    ]);
    expect(outcome.done).toEqual(own.instanceIds);
    expect(outcome.refused).toEqual([
      expect.objectContaining({ instanceId: foreign.instanceIds[0], code: 'UnauthorizedOperation' }),
      // What carries no tag is not ours by its tag: EC2 says so before it looks whether it exists.
      expect.objectContaining({ instanceId: unknown, code: 'UnauthorizedOperation' }),
    ]);
    await new Ec2Cloud(client, 'prod').terminate(foreign.instanceIds);
  });

  it('counts a host as sealed although its public address cannot be taken, and says why', async () => {
    const cloud = new Ec2Cloud(client, 'dev', settings);
    const round = newRound();
    const { instanceIds } = await cloud.launch(round);
    const subject = { cloud, wait: () => new Promise<void>((resolve) => setTimeout(resolve, 20)) };
    const [host] = await untilState(subject, round.sessionId, 'running');
    client.middlewareStack.add(
      (next) => async (args) => {
        const input = args.input as { AssociatePublicIpAddress?: boolean };
        if (input.AssociatePublicIpAddress === false) throw new Error('the address stays');
        return await next(args);
      },
      { step: 'initialize', name: 'keepAddress' },
    );
    const kept = host === undefined ? undefined : await cloud.seal(host);
    client.middlewareStack.remove('keepAddress');
    expect(kept).toContain('the address stays');
    const [sealed] = await cloud.describe(round.sessionId);
    expect(sealed).toMatchObject({ sealed: true, publicAddress: expect.any(String) });
    await cloud.terminate(instanceIds);
  });

  it('cannot launch or seal where it has no settings for that', async () => {
    await expect(new Ec2Cloud(client, 'dev').launch(newRound())).rejects.toThrow('no settings');
  });
});
