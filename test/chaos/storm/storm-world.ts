import { keepBudgets } from '../../../core/costs/keep-budgets.ts';
import { PRICES } from '../../../core/costs/prices.ts';
import { timePartOf, ULID_DIGITS } from '../../../core/exam/ids.ts';
import type { Session } from '../../../core/exam/session.ts';
import type { Cloud } from '../../../core/fleet/cloud.ts';
import { DEFAULT_FLEET_POLICY } from '../../../core/fleet/fleet-policy.ts';
import { launchFleet } from '../../../core/fleet/launch-fleet.ts';
import { sweepStage } from '../../../core/fleet/sweep-stage.ts';
import { type ShutdownPorts, shutdownSession } from '../../../core/lifecycle/shutdown-session.ts';
import { TICK_MS, type TickPorts, tickSession } from '../../../core/lifecycle/tick-session.ts';
import { DEFAULT_SIGNALS } from '../../../core/security/security-signal.ts';
import { acceptSubmission, type IntakeOutcome } from '../../../core/submissions/accept-submission.ts';
import type { Bell } from '../../../core/submissions/executor.ts';
import { ringAgain } from '../../../core/submissions/ring-again.ts';
import type { SubmissionStore } from '../../../core/submissions/submission-store.ts';
import { queueWaits } from '../../../core/submissions/watch-queue.ts';
import { MemoryReservationStore } from '../../support/memory/reservation-store.ts';
import { MemoryRunsStore } from '../../support/memory/runs-store.ts';
import type { SimulatedMachines } from '../../support/simulated-machines.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import type { Adversary } from './adversary.ts';
import { Doorbells } from './doorbells.ts';
import { runExecutor } from './executor-process.ts';
import { JudgeNetwork } from './judge-network.ts';
import type { PlannedSubmission, StormPlan } from './plan.ts';
import { PROBLEM } from './problem.ts';
import { Process } from './process.ts';
import type { RealHosts } from './real-hosts.ts';
import type { StormStores } from './storm-stores.ts';
import { Subscribers } from './subscribers.ts';

/** Executors at a time, as a stage has them by default. */
const EXECUTORS = 8;
const SWEEP_MS = 3_600_000;
/** As adapters/scheduler plans it. */
const TICK_AFTERLIFE_MS = 3_600_000;
/** API Gateway waits no longer for a function, ms. */
const GATEWAY_TIMEOUT_MS = 29_000;
/** Indexes that DynamoDB keeps up after the rows. */
const INDEXES = ['listWaiting', 'listExpired', 'listUnannounced'] as const;

/** What a world is made of. */
export interface StormSettings {
  readonly plan: StormPlan;
  readonly session: Session;
  readonly clock: VirtualClock;
  readonly stores: StormStores;
  readonly adversary: Adversary;
  /** Where programs that are not scripted run. */
  readonly real: RealHosts | undefined;
  /** EC2 and its machines, on the clock. */
  readonly cloud: Cloud & SimulatedMachines;
  /** What the stage may have of its account. */
  readonly vcpuQuota: number;
  /** Which of the four stops work. @default all but the host's own timer */
  readonly stops?: readonly Stop[];
  readonly deliveries?: Deliveries;
}

/** When what Scheduler holds is delivered, ms since the epoch; what is not named once, at its time. */
export interface Deliveries {
  readonly launch?: readonly number[];
  readonly close?: readonly number[];
  readonly terminate?: readonly number[];
  /** How much later than its minute each tick comes, ms: as often as there are numbers. */
  readonly ticks?: readonly number[];
}

/** What ends hosts, each alone enough: auto-shutdown, the sweep, the terminate that Scheduler holds, the host's own timer. */
export const STOPS = ['shutdown', 'sweep', 'schedule', 'timer'] as const;
export type Stop = (typeof STOPS)[number];

/**
 * One session of the whole application in one process on virtual time: intake, executors, tick, fleet, announcements and
 * shutdown are core's own and run as functions that can die at any call; the judges' client is the real adapter on a network
 * that breaks; EC2, queues and judges are simulated.
 */
export class StormWorld {
  readonly plan: StormPlan;
  readonly session: Session;
  readonly clock: VirtualClock;
  readonly stores: StormStores;
  readonly adversary: Adversary;
  readonly cloud: Cloud & SimulatedMachines;
  readonly network: JudgeNetwork;
  readonly subscribers: Subscribers;
  readonly doorbells: Doorbells;
  /** Verdicts and quarantines that were written, by submission: what the table itself took. */
  readonly written = new Map<string, number>();
  /** vCPUs of the account that nobody holds. */
  spareVcpus = 0;
  /** Executors that run. */
  readonly executors = new Set<Process>();
  readonly #submissions: SubmissionStore;
  readonly #terminations = new Map<string, number>();
  readonly #reservations = new MemoryReservationStore();
  readonly #vcpuQuota: number;
  readonly #stops: ReadonlySet<Stop>;
  readonly #deliveries: Required<Deliveries>;
  #ids = 0;

  constructor(settings: StormSettings) {
    const { plan, session, clock, stores, adversary, cloud, vcpuQuota, real, stops, deliveries } = settings;
    const { launchAt, lastClosesAt, terminateAt } = session.times;
    this.#deliveries = {
      launch: [launchAt],
      close: [lastClosesAt],
      terminate: [terminateAt],
      ticks: [0],
      ...deliveries,
    };
    this.plan = plan;
    this.session = session;
    this.clock = clock;
    this.stores = stores;
    this.adversary = adversary;
    this.cloud = cloud;
    this.#vcpuQuota = vcpuQuota;
    this.#stops = new Set(stops ?? ['shutdown', 'sweep', 'schedule']);
    this.cloud.hasOwnTimer = this.#stops.has('timer');
    this.cloud.nextMachine = { slots: plan.slotsPerHost };
    this.network = new JudgeNetwork(clock, this.cloud, this.adversary, real);
    this.subscribers = new Subscribers(this.adversary);
    this.doorbells = new Doorbells(clock, this.adversary, EXECUTORS, (ring) => this.#execute(ring));
    this.#submissions = this.#countWrites(stores.submissions);
  }

  /** A function of the application, about to run. */
  begin(name: string): Process {
    return new Process(name, this.clock, this.adversary);
  }

  /** Takes a submission, as the API does. @returns undefined when no answer came: its process died, failed or is slow */
  async handIn(planned: PlannedSubmission): Promise<IntakeOutcome | undefined> {
    const { participantId, key, lane, source, language } = planned;
    const answer = this.begin('api').run((process) =>
      acceptSubmission(
        {
          clock: process.clock,
          ids: this.#idSource,
          sessions: process.gate('dynamodb', this.stores.sessions),
          intake: process.gate('dynamodb', this.stores.intake),
          submissions: this.#submissionsOf(process),
          doorbell: process.gate('sns', this.doorbells),
          describeProblem: async () => PROBLEM.submittable,
          onSilentDoorbell: () => undefined,
        },
        this.session.sessionId,
        participantId,
        { label: 'A', language, lane, source, idempotencyKey: key, digest: source },
      ),
    );
    const late = this.clock.sleep(GATEWAY_TIMEOUT_MS).then(() => undefined);
    return (await Promise.race([answer, late]))?.answer;
  }

  /** From the launch on: what EventBridge Scheduler rings, at least once, and sometimes not. */
  async runSchedules(isOver: () => boolean): Promise<void> {
    const { times } = this.session;
    const { launch, close, terminate, ticks } = this.#deliveries;
    const lastTickAt = times.terminateAt + TICK_AFTERLIFE_MS;
    const at = (ms: number, act: () => unknown) => void this.clock.sleep(ms - this.clock.now()).then(act);
    for (const ms of launch) at(ms, () => this.#launch());
    for (const ms of close) at(ms, () => this.#shutDown());
    for (const ms of terminate) at(ms, () => this.#terminateByCode());
    for (let next = times.launchAt; !isOver(); next += TICK_MS) {
      await this.clock.sleep(next - this.clock.now());
      if (next <= lastTickAt && !this.adversary.strikes('tickLost', 'tick lost', ''))
        for (const lateMs of ticks) at(next + lateMs, () => this.#tick());
      if ((next - times.launchAt) % SWEEP_MS === 0) void this.#sweep();
    }
  }

  /** Whether the session is settled, by its row. */
  async isSettled(): Promise<boolean> {
    return (await this.stores.sessions.get(this.session.sessionId))?.settledAt !== undefined;
  }

  /** What a final account is drawn up from. */
  get accountSources(): Pick<ShutdownPorts, 'hosts' | 'submissions' | 'metrics' | 'prices' | 'volumeGb'> {
    const { hosts, submissions, metrics } = this.stores;
    return { hosts, submissions, metrics, prices: PRICES['eu-central-1'], volumeGb: 30 };
  }

  async #execute(ring: Bell): Promise<boolean> {
    const process = this.begin('executor');
    this.executors.add(process);
    const ended = await process.run(() =>
      runExecutor(process, this.session, this.network, ring, {
        ...this.#gatedStores(process),
        submissions: this.#submissionsOf(process),
        ids: this.#idSource,
        random: () => this.adversary.dice.next(),
      }),
    );
    this.executors.delete(process);
    return ended !== undefined;
  }

  async #launch(): Promise<void> {
    await this.begin('launcher').run((process) =>
      launchFleet(this.session.sessionId, this.#fleetPorts(process), (session) =>
        ringAgain(session, this.#tickPorts(process), this.clock.now()),
      ),
    );
  }

  async #tick(): Promise<void> {
    await this.begin('monitor').run((process) =>
      tickSession(this.session.sessionId, this.#tickPorts(process)),
    );
  }

  async #shutDown(): Promise<void> {
    if (!this.#stops.has('shutdown')) return;
    await this.begin('shutdown').run((process) =>
      shutdownSession(this.session.sessionId, {
        ...this.#tickPorts(process),
        ...this.accountSources,
        hosts: process.gate('dynamodb', this.stores.hosts),
        metrics: process.gate('dynamodb', this.stores.metrics),
        bills: process.gate('dynamodb', this.stores.bills),
        history: process.gate('dynamodb', this.stores.history),
        onHistoryLost: () => undefined,
        submissions: this.#submissionsOf(process),
        schedules: { remove: async (_, ids) => ids.forEach((id) => void this.#terminations.delete(id)) },
        runs: new MemoryRunsStore(),
        startRuns: async () => undefined,
        onRunsLost: () => undefined,
        askForReviews: async () => undefined,
      }),
    );
  }

  async #sweep(): Promise<void> {
    if (!this.#stops.has('sweep')) return;
    await this.begin('sweep').run((process) => sweepStage(this.#tickPorts(process)));
  }

  /** What Scheduler does itself, without code of ours. */
  #terminateByCode(): void {
    if (!this.#stops.has('schedule')) return;
    for (const machine of this.cloud.machines)
      if (this.#terminations.has(machine.instanceId)) this.network.kill(machine);
  }

  #gatedStores(process: Process) {
    const { sessions, slots, hosts, metrics, findings, examinations, messages, signals } = this.stores;
    return {
      sessions: process.gate('dynamodb', sessions),
      slots: process.gate('dynamodb', slots),
      hosts: process.gate('dynamodb', hosts),
      metrics: process.gate('dynamodb', metrics),
      findings: process.gate('dynamodb', findings),
      examinations: process.gate('dynamodb', examinations),
      messages: process.gate('dynamodb', messages),
      signals: process.gate('dynamodb', signals),
    };
  }

  #submissionsOf(process: Process): SubmissionStore {
    return process.gate('dynamodb', this.#submissions, INDEXES);
  }

  #fleetPorts(process: Process) {
    const submissions = this.#submissionsOf(process);
    return {
      ...this.#gatedStores(process),
      clock: process.clock,
      cloud: process.gate('ec2', this.cloud),
      prober: process.gate('lambda', {
        probe: async (requests: Parameters<SimulatedMachines['probe']>[0]) =>
          (await this.cloud.probe(requests)).map((finding) =>
            // The scripted judges speak no supervisor's protocol: each run is a submission of its own.
            finding.kind === 'examined'
              ? {
                  ...finding,
                  examination: {
                    ...finding.examination,
                    batchLanguages: finding.examination.batchLanguages.filter((one) => one === 'javascript'),
                    singleLanguages: finding.examination.batchLanguages.filter((one) => one !== 'javascript'),
                  },
                }
              : finding,
          ),
      }),
      events: process.gate('sns', this.subscribers),
      schedules: {
        planTermination: async ({ times }: Session, instanceIds: readonly string[]) => {
          for (const id of instanceIds) this.#terminations.set(id, times.terminateAt);
        },
      },
      budgets: keepBudgets({ prices: PRICES['us-east-1'], volumeGb: 30 }),
      spareVcpus: async () => this.spareVcpus,
      queueWaits: (sessionId: string) => queueWaits(submissions, sessionId),
      newToken: () => `token-${++this.#ids}`,
      policy: DEFAULT_FLEET_POLICY,
      permits: process.gate('dynamodb', this.stores.permits),
      random: () => 0.5,
      actor: 'tick' as const,
      signalPolicy: DEFAULT_SIGNALS,
      onSignalLost: () => undefined,
    };
  }

  #tickPorts(process: Process): TickPorts {
    return {
      ...this.#fleetPorts(process),
      submissions: this.#submissionsOf(process),
      findings: process.gate('dynamodb', this.stores.findings),
      reservations: process.gate('dynamodb', this.#reservations),
      sizeLimits: {
        maxHosts: 8,
        vcpuQuota: this.#vcpuQuota,
        maxUsd: 5,
        prices: PRICES['eu-central-1'],
        volumeGb: 30,
      },
      ids: this.#idSource,
      // Measures nothing that a storm counts.
      measure: () => undefined,
      doorbell: process.gate('sns', this.doorbells),
      startShutdown: (sessionId) =>
        process.call('lambda', `invoke ${sessionId}`, async () => void this.#shutDown()),
      // Subscribers are counted where SNS hands over: nobody here has webhooks.
      lookForAlerts: async () => 0,
      startSender: async () => undefined,
      metrics: process.gate('dynamodb', this.stores.metrics),
      monitoring: process.gate('dynamodb', this.stores.monitoring),
      prices: PRICES['eu-central-1'],
      onFiguresLost: () => undefined,
    };
  }

  /** ULIDs by virtual time, each later than the one before. */
  readonly #idSource = {
    next: () => {
      let rest = ++this.#ids;
      let digits = '';
      for (; rest > 0; rest = Math.floor(rest / 32)) digits = ULID_DIGITS[rest % 32] + digits;
      return timePartOf(this.clock.now()) + digits.padStart(16, '0');
    },
  };

  /** The store, and beside it how often it took an outcome: not what its callers heard of it. */
  #countWrites(store: SubmissionStore): SubmissionStore {
    const counted = async (submissionId: string, write: Promise<boolean>) => {
      const held = await write;
      if (held) this.written.set(submissionId, (this.written.get(submissionId) ?? 0) + 1);
      return held;
    };
    const counting: Pick<SubmissionStore, 'judge' | 'quarantine'> = {
      judge: (running, ...rest) => counted(running.submissionId, store.judge(running, ...rest)),
      quarantine: (running, ...rest) => counted(running.submissionId, store.quarantine(running, ...rest)),
    };
    return new Proxy(store, {
      get: (object, key) => {
        const own = Reflect.get(counting, key) as unknown;
        const member = own ?? Reflect.get(object, key, object);
        return typeof member === 'function' && own === undefined ? member.bind(object) : member;
      },
    });
  }
}
