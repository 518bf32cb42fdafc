import type { Clock } from '../../core/exam/clock.ts';
import { given } from '../../core/exam/given.ts';
import type { Cloud, HostsOutcome, LaunchOutcome, LaunchRound } from '../../core/fleet/cloud.ts';
import type { CloudInstance } from '../../core/fleet/host.ts';
import { vcpusOf } from '../../core/fleet/instance-size.ts';
import { type MachineTimings, QUICK_MACHINES } from './machine-timings.ts';
import { type Machine, SimulatedMachines } from './simulated-machines.ts';

/** What the next launch meets. */
export type LaunchMood =
  | 'well'
  | 'short'
  | 'unclear-before'
  | 'unclear-after'
  /** The account's vCPUs are used up. */
  | 'refused'
  /** The function's role does not allow it. */
  | 'denied'
  /** The account's plan includes none of the types. */
  | 'beyond-plan';

/** For so long EC2 tells of what is terminated. */
const HOUR_MS = 3_600_000;
/** A host reads its deadline each minute. */
const OWN_TIMER_MS = 60_000;

/**
 * EC2 and the hosts on it, in one process on virtual time, with the faults that the real one has: answers that get
 * lost after the launch, shortages, machines that fail.
 */
export class SimulatedCloud extends SimulatedMachines implements Cloud {
  mood: LaunchMood = 'well';
  /** Machines of spot capacity that can still be had. */
  spotLeft = Number.POSITIVE_INFINITY;
  /** Calls that it answers with RequestLimitExceeded. */
  throttled: readonly ('launch' | 'describe' | 'terminate')[] = [];
  /** vCPUs that the account may run at once. */
  quotaVcpus = Number.POSITIVE_INFINITY;
  readonly #launched = new Map<string, { readonly round: LaunchRound; readonly outcome: LaunchOutcome }>();

  constructor(clock: Clock, timings: MachineTimings = QUICK_MACHINES, random: () => number = () => 0) {
    super(clock, timings, random);
  }

  async launch(round: LaunchRound): Promise<LaunchOutcome> {
    this.#throttle('launch');
    const token = `${round.sessionId}/${round.round}`;
    const before = this.#launched.get(token);
    if (before !== undefined) {
      const { outcome: _a, resolvedAt: _b, unclear: _e, ...asked } = round;
      const { outcome: _c, resolvedAt: _d, unclear: _f, ...first } = before.round;
      if (JSON.stringify(asked) !== JSON.stringify(first))
        this.violations.push(`round ${round.round} was sent again with other parameters`);
      return before.outcome;
    }
    if (this.mood === 'unclear-before') throw new Error('the connection broke');
    if (this.mood === 'refused')
      return { instanceIds: [], errors: [{ code: 'VcpuLimitExceeded', message: 'no', kind: 'quota' }] };
    if (this.mood === 'denied')
      return {
        instanceIds: [],
        errors: [{ code: 'UnauthorizedOperation', message: 'You are not authorized.', kind: 'permission' }],
      };
    if (this.mood === 'beyond-plan')
      return {
        instanceIds: [],
        errors: round.instanceTypes.map((instanceType) => ({
          code: 'InvalidParameterCombination',
          message: 'The specified instance type is not eligible for Free Tier.',
          kind: 'plan',
          instanceType,
        })),
      };
    const left = round.market === 'spot' ? this.spotLeft : round.hosts;
    const there = Math.min(left, this.mood === 'short' ? Math.floor(round.hosts / 2) : round.hosts);
    const count = Math.min(there, this.#fitting(round));
    if (round.market === 'spot') this.spotLeft -= count;
    const made = Array.from({ length: count }, () => this.#make(round));
    const outcome: LaunchOutcome = {
      instanceIds: made.map(({ instanceId }) => instanceId),
      errors: [
        ...(count < there ? [{ code: 'VcpuLimitExceeded', message: '', kind: 'quota' } as const] : []),
        ...(there < round.hosts
          ? [{ code: 'InsufficientInstanceCapacity', message: '', kind: 'capacity' } as const]
          : []),
      ],
    };
    this.#launched.set(token, { round, outcome });
    if (this.mood === 'unclear-after') throw new Error('the answer was lost');
    return outcome;
  }

  async describe(sessionId: string): Promise<readonly CloudInstance[]> {
    return (await this.describeStage()).filter((instance) => instance.sessionId === sessionId);
  }

  async describeStage(): Promise<readonly CloudInstance[]> {
    this.#throttle('describe');
    this.settle();
    return this.#told().map((machine) => ({
      instanceId: machine.instanceId,
      sessionId: machine.round.sessionId,
      round: machine.round.round,
      instanceType: machine.round.instanceTypes[0] ?? '',
      state: machine.state,
      ...(machine.state === 'terminated' ? {} : { privateAddress: machine.address }),
      networkInterfaceId: `eni-${machine.instanceId}`,
      securityGroupIds: [machine.sealed ? 'sg-sealed' : 'sg-installing'],
      sealed: machine.sealed,
      launchedAt: machine.launchedAt,
      ...given({ market: machine.round.market, interrupted: machine.interrupted }),
      deadlineAt: machine.deadlineAt,
      ...(machine.terminatedAt === undefined ? {} : { terminatedAt: machine.terminatedAt }),
    }));
  }

  async terminate(instanceIds: readonly string[]): Promise<HostsOutcome> {
    this.#throttle('terminate');
    this.settle();
    const guarded = this.#find(instanceIds).filter((machine) => machine.guarded);
    for (const machine of this.#find(instanceIds)) if (!machine.guarded) this.kill(machine);
    return {
      done: instanceIds.filter((id) => !guarded.some(({ instanceId }) => instanceId === id)),
      refused: guarded.map(({ instanceId }) => ({
        instanceId,
        code: 'OperationNotPermitted',
        message: 'no',
      })),
    };
  }

  async setDeadline(instanceIds: readonly string[], deadlineAt: number): Promise<HostsOutcome> {
    for (const machine of this.#find(instanceIds)) machine.deadlineAt = deadlineAt;
    return { done: instanceIds, refused: [] };
  }

  async reboot(instanceIds: readonly string[]): Promise<void> {
    this.settle();
    const machines = this.#find(instanceIds);
    if (machines.length < instanceIds.length) throw new Error(`InvalidInstanceID.NotFound: ${instanceIds}`);
    for (const machine of machines) {
      if (machine.state !== 'running') throw new Error(`IncorrectState: ${machine.instanceId}`);
      this.restart(machine);
    }
  }

  async seal(instance: CloudInstance): Promise<undefined> {
    for (const machine of this.#find([instance.instanceId])) machine.sealed = true;
  }

  /** EC2 takes the machine away. */
  kill(machine: Machine): void {
    if (machine.state === 'terminated' || machine.state === 'shutting-down') return;
    machine.state = 'shutting-down';
    machine.terminatedAt = this.clock.now();
    machine.stateUntil = this.clock.now() + this.draw('shutdownMs');
  }

  /** EC2 gives notice that it takes a spot machine back, and does so two minutes later. */
  interrupt(machine: Machine): void {
    if (machine.round.market !== 'spot') throw new Error(`${machine.instanceId} is not spot`);
    machine.leavesAt ??= this.clock.now() + 120_000;
  }

  /** Brings states up to the time. */
  settle(): void {
    const now = this.clock.now();
    for (const machine of this.machines) {
      if (this.hasOwnTimer && now >= machine.deadlineAt + OWN_TIMER_MS) this.kill(machine);
      if (machine.leavesAt !== undefined && now >= machine.leavesAt && machine.terminatedAt === undefined) {
        machine.interrupted = true;
        this.kill(machine);
      }
      if (now < machine.stateUntil) continue;
      if (machine.state === 'pending') machine.state = 'running';
      else if (machine.state === 'shutting-down') machine.state = 'terminated';
    }
  }

  /** By the second from `running` on, a minute at least; what never ran costs nothing. */
  billedSeconds(): number {
    return this.machines.reduce((sum, { runsFrom, terminatedAt = this.clock.now() }) => {
      if (terminatedAt <= runsFrom) return sum;
      return sum + Math.max(60, Math.ceil((terminatedAt - runsFrom) / 1_000));
    }, 0);
  }

  /** Hosts of the round that the account's vCPUs suffice for. */
  #fitting({ instanceTypes: [instanceType = ''], market }: LaunchRound): number {
    const vcpusOfAll = this.alive()
      .filter(({ round }) => round.market === market)
      .reduce((sum, { round }) => sum + (vcpusOf(round.instanceTypes[0] ?? '') ?? 0), 0);
    return Math.max(0, Math.floor((this.quotaVcpus - vcpusOfAll) / (vcpusOf(instanceType) ?? 1)));
  }

  #make(round: LaunchRound): Machine {
    const now = this.clock.now();
    const number = this.machines.length + 1;
    const runsFrom = now + this.draw('pendingMs');
    const answersFrom = runsFrom + this.draw('judgeUpMs');
    return this.add(round, {
      instanceId: `i-${String(number).padStart(8, '0')}`,
      address: `10.0.0.${number}`,
      runsFrom,
      answersFrom,
      toldFrom: now + this.draw('describeLagMs'),
    });
  }

  /** Machines that EC2 tells of: not before its lag is over, nor longer than an hour after their end. */
  #told(): Machine[] {
    const now = this.clock.now();
    return this.machines.filter(
      ({ toldFrom, state, terminatedAt = now }) =>
        now >= toldFrom && (state !== 'terminated' || now - terminatedAt <= HOUR_MS),
    );
  }

  #throttle(call: SimulatedCloud['throttled'][number]): void {
    if (this.throttled.includes(call))
      throw Object.assign(new Error('Request limit exceeded.'), { name: 'RequestLimitExceeded' });
  }

  #find(instanceIds: readonly string[]): Machine[] {
    return this.#told().filter(({ instanceId }) => instanceIds.includes(instanceId));
  }
}
