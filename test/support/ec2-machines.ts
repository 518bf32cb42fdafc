import { EC2Client } from '@aws-sdk/client-ec2';
import { HttpResponse } from '@smithy/core/protocols';
import { Ec2Cloud } from '../../adapters/ec2/ec2-cloud.ts';
import type { Hardware } from '../../cloud/aws/ec2/hardware.ts';
import { type Ec2Service, startEc2 } from '../../cloud/aws/ec2/service.ts';
import { PUBLISHED_THROTTLES } from '../../cloud/aws/ec2/throttle.ts';
import { renderError } from '../../cloud/aws/errors.ts';
import { type AwsCall, AwsError } from '../../cloud/aws/http-types.ts';
import { NetworkModel } from '../../cloud/aws/network-model.ts';
import type { Clock } from '../../core/exam/clock.ts';
import type { Cloud, HostsOutcome, LaunchOutcome, LaunchRound } from '../../core/fleet/cloud.ts';
import type { CloudInstance } from '../../core/fleet/host.ts';
import { tagKeys } from '../../core/fleet/instance-tags.ts';
import { type MachineTimings, QUICK_MACHINES } from './machine-timings.ts';
import { type Machine, SimulatedMachines } from './simulated-machines.ts';

const STAGE = 'dev';
const SETTINGS = {
  launchTemplateId: 'lt-host',
  subnetIds: ['subnet-a', 'subnet-b'],
  sealedGroupId: 'sg-sealed',
};
/** A host reads its deadline each minute. */
const OWN_TIMER_MS = 60_000;

/** How the fleet stack's network and launch template look to a host of a baked image. */
function makeNetwork(): NetworkModel {
  const network = new NetworkModel();
  network.vpcs.set('vpc-1', { cidr: '10.0.0.0/16' });
  for (const zone of ['a', 'b'])
    network.subnets.set(`subnet-${zone}`, {
      vpcId: 'vpc-1',
      cidr: zone === 'a' ? '10.0.0.0/24' : '10.0.1.0/24',
      availabilityZone: `eu-central-1${zone}`,
    });
  network.groups.set('sg-sealed', 'sealed');
  network.launchTemplates.set('lt-host', {
    id: 'lt-host',
    imageId: 'ami-baked',
    instanceType: 'c7i.large',
    shutdownBehavior: 'terminate',
    userData: undefined,
    groupIds: ['sg-sealed'],
    hasPublicAddress: false,
    tags: { instance: { [tagKeys.stage]: STAGE } },
  });
  return network;
}

/**
 * Machines of the local EC2, asked for by the adapter that production uses: requests and answers of the wire, without
 * sockets, processes and files, on virtual time.
 */
export class Ec2Machines extends SimulatedMachines implements Cloud {
  readonly #rounds = new Map<string, LaunchRound>();
  readonly #byAddress = new Map<string, Machine>();
  #ec2!: Ec2Service;
  #cloud!: Ec2Cloud;
  #ids = 0;

  private constructor(clock: Clock, timings: MachineTimings, random: () => number) {
    super(clock, timings, random);
  }

  /** @param quotaVcpus that the account may run at once */
  static async start(
    clock: Clock,
    timings: MachineTimings = QUICK_MACHINES,
    random: () => number = () => 0,
    quotaVcpus = 1_000,
  ): Promise<Ec2Machines> {
    const machines = new Ec2Machines(clock, timings, random);
    machines.#ec2 = await startEc2({
      dataDir: undefined,
      region: 'eu-central-1',
      accountId: '000000000000',
      machine: {
        port: 2358,
        boot: ({ address }) => ({ command: [], environment: { address } }),
        hasPoweredOff: (tags, _, now) =>
          machines.hasOwnTimer && now >= Date.parse(tags[tagKeys.deadline] ?? '') + OWN_TIMER_MS,
      },
      hardware: machines.#hardware(),
      network: makeNetwork(),
      bootDelayMs: timings.pendingMs,
      describeLagMs: timings.describeLagMs,
      throttles: PUBLISHED_THROTTLES,
      quotaVcpus,
      shortages: [],
      readParameter: () => undefined,
      tell: async () => undefined,
      now: () => clock.now(),
      random,
      log: () => undefined,
    });
    const client = new EC2Client({
      region: 'eu-central-1',
      endpoint: 'http://ec2.local',
      credentials: { accessKeyId: 'KEY', secretAccessKey: 'SECRET' },
      // Nobody checks signatures here, and what the SDK tries again it tries in real time.
      signer: { sign: async (request) => request },
      maxAttempts: 1,
      requestHandler: {
        handle: async (request: { readonly body?: unknown }) => ({
          response: await machines.#answer(String(request.body)),
        }),
      },
    });
    machines.#cloud = new Ec2Cloud(client, STAGE, SETTINGS);
    // The SDK reads its configuration with the first call, and that takes real time.
    await machines.#cloud.describeStage();
    return machines;
  }

  async launch(round: LaunchRound): Promise<LaunchOutcome> {
    this.#rounds.set(`${round.sessionId}/${round.round}`, round);
    const outcome = await this.#cloud.launch(round);
    if (outcome.errors.some(({ code }) => code === 'IdempotentParameterMismatch'))
      this.violations.push(`round ${round.round} was sent again with other parameters`);
    return outcome;
  }

  async describe(sessionId: string): Promise<readonly CloudInstance[]> {
    return await this.#cloud.describe(sessionId);
  }

  async describeStage(): Promise<readonly CloudInstance[]> {
    return await this.#cloud.describeStage();
  }

  async terminate(instanceIds: readonly string[]): Promise<HostsOutcome> {
    return await this.#cloud.terminate(instanceIds);
  }

  async setDeadline(instanceIds: readonly string[], deadlineAt: number): Promise<HostsOutcome> {
    return await this.#cloud.setDeadline(instanceIds, deadlineAt);
  }

  async reboot(instanceIds: readonly string[]): Promise<void> {
    await this.#cloud.reboot(instanceIds);
  }

  async seal(instance: CloudInstance): Promise<string | undefined> {
    return await this.#cloud.seal(instance);
  }

  kill({ instanceId }: Machine): void {
    this.#ec2.lose(instanceId);
    this.settle();
  }

  settle(): void {
    for (const { id, state, terminatedAt, groupIds } of this.#ec2.list()) {
      const machine = this.machines.find(({ instanceId }) => instanceId === id);
      if (machine === undefined) continue;
      machine.state = state as Machine['state'];
      machine.terminatedAt = terminatedAt;
      machine.sealed = groupIds.length === 1 && groupIds[0] === SETTINGS.sealedGroupId;
    }
  }

  billedSeconds(): number {
    return this.#ec2.billed().reduce((sum, { seconds }) => sum + seconds, 0);
  }

  async #answer(body: string): Promise<HttpResponse> {
    const input = Object.fromEntries(new URLSearchParams(body));
    const call = { service: 'ec2', operation: input['Action'] ?? '', input } as unknown as AwsCall;
    const answered = this.#ec2.handle(call);
    this.#meetNew();
    const {
      status,
      headers = {},
      body: text = '',
    } = await answered.catch((error: unknown) => {
      if (error instanceof AwsError) return renderError('ec2', error, 'request');
      throw error;
    });
    this.#meetNew();
    return new HttpResponse({
      statusCode: status,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      body: Buffer.from(text),
    });
  }

  /** Each instance that was launched is a machine. */
  #meetNew(): void {
    for (const { id, privateIp, toldFrom } of this.#ec2.list()) {
      if (this.#byAddress.has(privateIp)) continue;
      const tags = this.#ec2.readTags(id);
      const round = this.#rounds.get(`${tags[tagKeys.session]}/${tags[tagKeys.round]}`);
      if (round === undefined) throw new Error(`nobody asked for ${id}`);
      const never = Number.POSITIVE_INFINITY;
      const born = { instanceId: id, address: privateIp, toldFrom, runsFrom: never, answersFrom: never };
      this.#byAddress.set(privateIp, this.add(round, born));
    }
  }

  /** What the instances run on: machines of these, which take their time. */
  #hardware(): Hardware {
    return {
      makeId: (prefix) => `${prefix}-${(++this.#ids).toString(16).padStart(8, '0')}`,
      chooseAddress: async (taken) => `10.0.0.${taken.size + 1}`,
      start: ({ environment }) => {
        const machine = this.#byAddress.get(environment['address'] ?? '')!;
        this.#comeUp(machine);
        return { identity: { pid: 0, startTime: '' }, end: () => this.#goDown(machine) };
      },
      reap: async () => false,
      removeDisk: async () => undefined,
      sleep: (ms) => this.clock.sleep(ms),
      every: (ms, act) => {
        let isOver = false;
        void (async () => {
          while (!isOver) {
            await this.clock.sleep(ms);
            act();
          }
        })();
        return () => {
          isOver = true;
        };
      },
    };
  }

  /** It has booted; what a reboot takes was told when it went down for it. */
  #comeUp(machine: Machine): void {
    if (machine.runsFrom !== Number.POSITIVE_INFINITY) return;
    machine.state = 'running';
    machine.runsFrom = this.clock.now();
    machine.answersFrom = machine.runsFrom + this.draw('judgeUpMs');
    machine.bootMs = machine.answersFrom - machine.launchedAt;
  }

  /** It is rebooted, at once, or shuts down, which takes a while. */
  async #goDown(machine: Machine): Promise<void> {
    this.settle();
    if (machine.state === 'running') this.restart(machine);
    else await this.clock.sleep(this.draw('shutdownMs'));
  }
}
