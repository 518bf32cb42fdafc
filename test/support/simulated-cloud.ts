import type { Clock } from '../../core/exam/clock.ts';
import { given } from '../../core/exam/given.ts';
import type { HostFinding, HostProber, ProbeRequest } from '../../core/examination/examination.ts';
import type { Cloud, HostsOutcome, LaunchOutcome, LaunchRound } from '../../core/fleet/cloud.ts';
import type { CloudInstance } from '../../core/fleet/host.ts';
import { vcpusOf } from '../../core/fleet/instance-size.ts';
import { judgeUrl } from '../../core/fleet/record-instance.ts';
import { drawFrom, type MachineTimings, QUICK_MACHINES } from './machine-timings.ts';

/** How a simulated machine behaves; chosen when it is launched, or later. */
export interface Machine {
  readonly instanceId: string;
  readonly round: LaunchRound;
  readonly launchedAt: number;
  readonly address: string;
  state: 'pending' | 'running' | 'shutting-down' | 'terminated';
  stateUntil: number;
  terminatedAt: number | undefined;
  deadlineAt: number;
  /** EC2 refuses to terminate it. */
  guarded: boolean;
  /** EC2 has given notice, and takes it back at this time. */
  leavesAt?: number;
  interrupted?: true;
  sealed: boolean;
  /** When EC2 says `running`, and begins to bill. */
  readonly runsFrom: number;
  /** Describe tells of it from this time on. */
  readonly toldFrom: number;
  /** Nothing answers before this time. */
  answersFrom: number;
  /** Languages that were used since it last came up: the first use of each takes a while. */
  used: Set<string>;
  /** What it took by itself to come up and to use each language for the first time, ms: nothing could be sooner. */
  bootMs: number;
  /** Hung for good, or until a reboot. */
  hung: 'no' | 'until-reboot' | 'for-good';
  /** Programs get wrong verdicts. */
  wrong: boolean;
  /** Where programs in its sandbox can connect to. */
  openTo?: string;
  /** Languages that it has no toolchain of. */
  lacks: readonly string[];
  speedFactor: number;
  /** Workers that its judge tells of. */
  slots: number;
  /** An examination that it passed while sealed: only then may it judge. */
  passed: boolean;
}

/** How a machine turns out. */
export type MachineTurn = Partial<
  Pick<Machine, 'hung' | 'wrong' | 'openTo' | 'lacks' | 'speedFactor' | 'slots'>
>;

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
/** As the prober's own. */
const PROBE_PATIENCE_MS = 30_000;
/** A host reads its deadline each minute. */
const OWN_TIMER_MS = 60_000;

/**
 * EC2 and the hosts on it, in one process on virtual time, with the faults that the real one has: answers that get
 * lost after the launch, shortages, machines that hang, die, judge wrongly or are slow. It keeps an eye on what must
 * never be asked of it: `violations`.
 */
export class SimulatedCloud implements Cloud, HostProber {
  readonly machines: Machine[] = [];
  readonly violations: string[] = [];
  mood: LaunchMood = 'well';
  proberFails = false;
  /** Machines of spot capacity that can still be had. */
  spotLeft = Number.POSITIVE_INFINITY;
  /** How long a program waits on a machine until a worker is free, ms. */
  queueMs: (machine: Machine) => number = () => 0;
  /** Calls that it answers with RequestLimitExceeded. */
  throttled: readonly ('launch' | 'describe' | 'terminate')[] = [];
  /** Machines power themselves off at their deadline, as the host's own timer does. */
  hasOwnTimer = false;
  /** How the next machines turn out, all alike or by their round. */
  nextMachine: MachineTurn | ((round: LaunchRound) => MachineTurn) = {};
  /** vCPUs that the account may run at once. */
  quotaVcpus = Number.POSITIVE_INFINITY;
  readonly #clock: Clock;
  readonly #timings: MachineTimings;
  readonly #random: () => number;
  readonly #launched = new Map<string, { readonly round: LaunchRound; readonly outcome: LaunchOutcome }>();

  /** @param random in [0, 1): how long within its bounds each thing takes */
  constructor(clock: Clock, timings: MachineTimings = QUICK_MACHINES, random: () => number = () => 0) {
    this.#clock = clock;
    this.#timings = timings;
    this.#random = random;
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
      machine.answersFrom = this.#clock.now() + this.#draw('rebootMs');
      machine.used = new Set();
      if (machine.hung === 'until-reboot') machine.hung = 'no';
    }
  }

  async seal(instance: CloudInstance): Promise<undefined> {
    for (const machine of this.#find([instance.instanceId])) machine.sealed = true;
  }

  async probe(requests: readonly ProbeRequest[]): Promise<readonly HostFinding[]> {
    this.settle();
    if (this.proberFails) return [];
    return await Promise.all(
      requests.map(async (request) => {
        await this.#firstUse(request);
        await this.#silence(request);
        return (await this.#queue(request)) ?? this.#ask(request);
      }),
    );
  }

  /** EC2 takes the machine away. */
  kill(machine: Machine): void {
    if (machine.state === 'terminated' || machine.state === 'shutting-down') return;
    machine.state = 'shutting-down';
    machine.terminatedAt = this.#clock.now();
    machine.stateUntil = this.#clock.now() + this.#draw('shutdownMs');
  }

  /** EC2 gives notice that it takes a spot machine back, and does so two minutes later. */
  interrupt(machine: Machine): void {
    if (machine.round.market !== 'spot') throw new Error(`${machine.instanceId} is not spot`);
    machine.leavesAt ??= this.#clock.now() + 120_000;
  }

  alive(): Machine[] {
    this.settle();
    return this.machines.filter(({ state }) => state === 'pending' || state === 'running');
  }

  /** Brings states up to the time. */
  settle(): void {
    const now = this.#clock.now();
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

  /** Hosts of the round that the account's vCPUs suffice for. */
  #fitting({ instanceTypes: [instanceType = ''], market }: LaunchRound): number {
    const vcpusOfAll = this.alive()
      .filter(({ round }) => round.market === market)
      .reduce((sum, { round }) => sum + (vcpusOf(round.instanceTypes[0] ?? '') ?? 0), 0);
    return Math.max(0, Math.floor((this.quotaVcpus - vcpusOfAll) / (vcpusOf(instanceType) ?? 1)));
  }

  #make(round: LaunchRound): Machine {
    const now = this.#clock.now();
    const number = this.machines.length + 1;
    const pendingMs = this.#draw('pendingMs');
    const judgeUpMs = this.#draw('judgeUpMs');
    const machine: Machine = {
      instanceId: `i-${String(number).padStart(8, '0')}`,
      round,
      launchedAt: now,
      address: `10.0.0.${number}`,
      state: 'pending',
      stateUntil: now + pendingMs,
      runsFrom: now + pendingMs,
      toldFrom: now + this.#draw('describeLagMs'),
      terminatedAt: undefined,
      deadlineAt: round.deadlineAt,
      guarded: false,
      sealed: this.#timings.bornSealed,
      answersFrom: now + pendingMs + judgeUpMs,
      used: new Set(),
      bootMs: pendingMs + judgeUpMs,
      hung: 'no',
      wrong: false,
      lacks: [],
      speedFactor: 1,
      slots: 2,
      passed: false,
      ...(typeof this.nextMachine === 'function' ? this.nextMachine(round) : this.nextMachine),
    };
    this.machines.push(machine);
    return machine;
  }

  /** Machines that EC2 tells of: not before its lag is over, nor longer than an hour after their end. */
  #told(): Machine[] {
    const now = this.#clock.now();
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

  #draw(what: Exclude<keyof MachineTimings, 'bornSealed' | 'silentMs'>): number {
    return drawFrom(this.#timings[what], this.#random);
  }

  /** An examination runs every language; the first run of each since the boot reads its toolchain from disk. */
  async #firstUse({ url, task, languages }: ProbeRequest): Promise<void> {
    const machine = this.machines.find((one) => judgeUrl(one.address) === url);
    if (task !== 'examine' || machine === undefined || this.#clock.now() < machine.answersFrom) return;
    const isFirst = !machine.passed;
    for (const language of languages.filter((one) => !machine.used.has(one))) {
      machine.used.add(language);
      const tookMs = this.#draw('firstUseMs');
      if (isFirst) machine.bootMs += tookMs;
      if (tookMs > 0) await this.#clock.sleep(tookMs);
    }
  }

  /** A probe program waits for a worker, and is not waited for longer than the prober has patience. */
  async #queue({ hostId, url, task }: ProbeRequest): Promise<HostFinding | undefined> {
    const machine = this.machines.find((one) => judgeUrl(one.address) === url);
    const waitMs =
      machine === undefined || task !== 'probe' || machine.hung !== 'no' ? 0 : this.queueMs(machine);
    if (waitMs <= 0) return undefined;
    await this.#clock.sleep(Math.min(waitMs, PROBE_PATIENCE_MS));
    if (waitMs <= PROBE_PATIENCE_MS) return undefined;
    const detail = 'a known program has not come back within 30 s';
    return { hostId, kind: 'unfinished', detail, at: this.#clock.now() };
  }

  /** A host that hangs, or that nothing leads to, refuses nothing: whoever asks waits for as long as they would. */
  async #silence({ url, task }: ProbeRequest): Promise<void> {
    const machine = this.machines.find((one) => judgeUrl(one.address) === url);
    const isSilent = machine !== undefined && machine.state === 'running' && machine.hung !== 'no';
    const ms = this.#timings.silentMs[task === 'reach' ? 'reach' : 'probe'];
    if (isSilent && ms > 0) await this.#clock.sleep(ms);
  }

  #ask({ hostId, url, token, task, languages }: ProbeRequest): HostFinding {
    const at = this.#clock.now();
    const machine = this.machines.find((one) => judgeUrl(one.address) === url);
    const answers =
      machine !== undefined &&
      machine.state === 'running' &&
      machine.hung === 'no' &&
      at >= machine.answersFrom;
    if (!answers) return { hostId, kind: 'unreachable', detail: 'connection refused', at };
    if (token !== machine.round.token) return { hostId, kind: 'unreachable', detail: 'HTTP 401', at };
    if (task === 'reach') return { hostId, kind: 'reachable', at };
    if (task === 'probe')
      return { hostId, kind: 'probed', healthy: !machine.wrong, detail: 'known program', latencyMs: 1, at };
    if (!machine.sealed) this.violations.push(`${hostId} was examined before it was sealed`);
    const lacking = languages.filter((language) => machine.lacks.includes(language));
    machine.passed = !machine.wrong && machine.openTo === undefined && lacking.length < languages.length;
    return {
      hostId,
      kind: 'examined',
      at,
      examination: {
        passed: machine.passed,
        reason: machine.wrong
          ? 'javascript: the known program got WA'
          : lacking.length === languages.length
            ? `${lacking[0]}: no toolchain`
            : 'passed',
        examinedAt: at,
        batchLanguages: machine.wrong ? [] : languages.filter((language) => !lacking.includes(language)),
        singleLanguages: [],
        headStarts: [{ language: 'cpp', share: 0.4 }],
        notJudged: machine.wrong
          ? languages.map((language) => ({ language, reason: 'it got WA', lacking: false }))
          : lacking.map((language) => ({ language, reason: `no toolchain: ${language}`, lacking: true })),
        ...given({ openTo: machine.openTo }),
        sandbox: 'no way out of the sandbox',
        longestCallMs: 245_000,
        speedFactor: machine.speedFactor,
        architecture: 'x86_64',
        slots: machine.slots,
      },
    };
  }
}
