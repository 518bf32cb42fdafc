import type { Clock } from '../../core/exam/clock.ts';
import { given } from '../../core/exam/given.ts';
import type { HostFinding, HostProber, ProbeRequest } from '../../core/examination/examination.ts';
import type { LaunchRound } from '../../core/fleet/cloud.ts';
import { judgeUrl } from '../../core/fleet/record-instance.ts';
import { drawFrom, type MachineTimings } from './machine-timings.ts';

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
  runsFrom: number;
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

/** What is known of a machine at its launch. */
type Birth = Pick<Machine, 'instanceId' | 'address' | 'runsFrom' | 'toldFrom' | 'answersFrom'>;

/** How a machine turns out. */
export type MachineTurn = Partial<
  Pick<Machine, 'hung' | 'wrong' | 'openTo' | 'lacks' | 'speedFactor' | 'slots'>
>;

/** As the prober's own. */
const PROBE_PATIENCE_MS = 30_000;

/**
 * The machines of a simulated EC2, with the faults that real ones have: they hang, die, judge wrongly or are slow. As their
 * prober it keeps an eye on what must never be asked of them: `violations`.
 */
export abstract class SimulatedMachines implements HostProber {
  readonly machines: Machine[] = [];
  readonly violations: string[] = [];
  proberFails = false;
  /** How long a program waits on a machine until a worker is free, ms. */
  queueMs: (machine: Machine) => number = () => 0;
  /** How the next machines turn out, all alike or by their round. */
  nextMachine: MachineTurn | ((round: LaunchRound) => MachineTurn) = {};
  /** Machines power themselves off at their deadline, as the host's own timer does. */
  hasOwnTimer = false;
  protected readonly clock: Clock;
  protected readonly timings: MachineTimings;
  readonly #random: () => number;

  /** @param random in [0, 1): how long within its bounds each thing takes */
  constructor(clock: Clock, timings: MachineTimings, random: () => number) {
    this.clock = clock;
    this.timings = timings;
    this.#random = random;
  }

  /** Brings states up to the time. */
  abstract settle(): void;

  /** EC2 takes the machine away. */
  abstract kill(machine: Machine): void;

  /** Host seconds that EC2 bills of all machines so far. */
  abstract billedSeconds(): number;

  alive(): Machine[] {
    this.settle();
    return this.machines.filter(({ state }) => state === 'pending' || state === 'running');
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

  protected add(round: LaunchRound, born: Birth): Machine {
    const now = this.clock.now();
    const machine: Machine = {
      ...born,
      round,
      launchedAt: now,
      state: 'pending',
      stateUntil: born.runsFrom,
      terminatedAt: undefined,
      deadlineAt: round.deadlineAt,
      guarded: false,
      sealed: this.timings.bornSealed,
      used: new Set(),
      bootMs: born.answersFrom - now,
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

  /** It reboots: what it knew and what hung is gone. */
  protected restart(machine: Machine): void {
    machine.answersFrom = this.clock.now() + this.draw('rebootMs');
    machine.used = new Set();
    if (machine.hung === 'until-reboot') machine.hung = 'no';
  }

  protected draw(what: Exclude<keyof MachineTimings, 'bornSealed' | 'silentMs'>): number {
    return drawFrom(this.timings[what], this.#random);
  }

  /** An examination runs every language; the first run of each since the boot reads its toolchain from disk. */
  async #firstUse({ url, task, languages }: ProbeRequest): Promise<void> {
    const machine = this.machines.find((one) => judgeUrl(one.address) === url);
    if (task !== 'examine' || machine === undefined || this.clock.now() < machine.answersFrom) return;
    const isFirst = !machine.passed;
    for (const language of languages.filter((one) => !machine.used.has(one))) {
      machine.used.add(language);
      const tookMs = this.draw('firstUseMs');
      if (isFirst) machine.bootMs += tookMs;
      if (tookMs > 0) await this.clock.sleep(tookMs);
    }
  }

  /** A probe program waits for a worker, and is not waited for longer than the prober has patience. */
  async #queue({ hostId, url, task }: ProbeRequest): Promise<HostFinding | undefined> {
    const machine = this.machines.find((one) => judgeUrl(one.address) === url);
    const waitMs =
      machine === undefined || task !== 'probe' || machine.hung !== 'no' ? 0 : this.queueMs(machine);
    if (waitMs <= 0) return undefined;
    await this.clock.sleep(Math.min(waitMs, PROBE_PATIENCE_MS));
    if (waitMs <= PROBE_PATIENCE_MS) return undefined;
    const detail = 'a known program has not come back within 30 s';
    return { hostId, kind: 'unfinished', detail, at: this.clock.now() };
  }

  /** A host that hangs, or that nothing leads to, refuses nothing: whoever asks waits for as long as they would. */
  async #silence({ url, task }: ProbeRequest): Promise<void> {
    const machine = this.machines.find((one) => judgeUrl(one.address) === url);
    const isSilent = machine !== undefined && machine.state === 'running' && machine.hung !== 'no';
    const ms = this.timings.silentMs[task === 'reach' ? 'reach' : 'probe'];
    if (isSilent && ms > 0) await this.clock.sleep(ms);
  }

  #ask({ hostId, url, token, task, languages }: ProbeRequest): HostFinding {
    const at = this.clock.now();
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
