import { keepBudgets } from '../../core/costs/keep-budgets.ts';
import { PRICES } from '../../core/costs/prices.ts';
import type { Session } from '../../core/exam/session.ts';
import { askHost, type ProbePorts } from '../../core/examination/examine-host.ts';
import { DEFAULT_FLEET_POLICY, type FleetPolicy } from '../../core/fleet/fleet-policy.ts';
import type { FleetPorts } from '../../core/fleet/fleet-ports.ts';
import { noteInterruption } from '../../core/fleet/note-interruption.ts';
import { passFleet } from '../../core/fleet/pass-fleet.ts';
import { type Judge, type JudgeCall, JudgeError, type JudgeReport } from '../../core/grading/judge.ts';
import { longestCallMs } from '../../core/grading/longest-call.ts';
import type { ProblemVersion } from '../../core/problems/problem.ts';
import { DEFAULT_CIRCUITS } from '../../core/resilience/circuit.ts';
import type { ExecutorPorts } from '../../core/submissions/executor-ports.ts';
import { ringAgain } from '../../core/submissions/ring-again.ts';
import { workThrough } from '../../core/submissions/work-through.ts';
import { MemoryDeploymentFindings } from './memory/deployment-findings.ts';
import { MemoryExaminationStore } from './memory/examination-store.ts';
import { MemoryHostStore } from './memory/host-store.ts';
import { MemoryMessageStore } from './memory/message-store.ts';
import { MemoryPermitStore } from './memory/permit-store.ts';
import { MemorySessionStore } from './memory/session-store.ts';
import { MemorySignalStore } from './memory/signal-store.ts';
import { MemorySlotStore } from './memory/slot-store.ts';
import { MemoryMetricsStore, MemorySubmissionStore } from './memory-submission-store.ts';
import { sessionOf, timesFrom } from './sessions.ts';
import { SimulatedCloud } from './simulated-cloud.ts';
import type { Machine } from './simulated-machines.ts';
import { queuedOf, resultOf, submissionIdOf } from './submissions.ts';
import { VirtualClock } from './virtual-clock.ts';

const LIMITS = {
  maxCpuMs: 60_000,
  maxWallMs: 120_000,
  maxMemoryKiB: 1,
  maxStackKiB: 1,
  maxProcesses: 1,
  maxFileKiB: 1,
};
/** What holds a worker of our hosts for longest. */
export const LONGEST_MS = longestCallMs(LIMITS);
const POLL_MS = 1_000;
/** As the client has it: a call may wait this long for a worker. */
const QUEUE_ALLOWANCE_MS = 60_000;
/** The executor's function: its time, and how much of it is left when it takes up nothing more or lets go. */
const LIFE_MS = 900_000;
const LAST_START_MS = 300_000;
const LET_GO_MS = 5_000;

/** Workers and a queue, as a Judge0 has them: whoever asks may go away, the call goes on. */
class SimulatedJudge0 {
  /** Workers that take a call and never end it. */
  stuck = 0;
  /** Until when each worker is busy. */
  readonly #busyUntil: number[];
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock, workers: number) {
    this.#clock = clock;
    this.#busyUntil = Array.from({ length: workers }, () => 0);
  }

  /** Queues a call. @returns when it will have its report */
  queue(durationMs: number): number {
    const worker = this.#busyUntil.indexOf(Math.min(...this.#busyUntil));
    const starts = Math.max(this.#clock.now(), this.#busyUntil[worker] ?? 0);
    const ends = worker < this.stuck ? Number.POSITIVE_INFINITY : starts + durationMs;
    this.#busyUntil[worker] = ends;
    return ends;
  }
}

/**
 * A session in the middle of its window: hosts with workers and a queue each, executors that judge on them, a fleet
 * pass every 30 s that probes them with known programs through the same queues. Decisions, leases and stores are real;
 * time is virtual.
 */
export class BusyWorld {
  readonly clock: VirtualClock;
  readonly session: Session;
  readonly cloud: SimulatedCloud;
  readonly sessions = new MemorySessionStore();
  readonly hosts = new MemoryHostStore();
  readonly slots = new MemorySlotStore();
  readonly findings = new MemoryDeploymentFindings();
  readonly signals = new MemorySignalStore();
  readonly submissions = new MemorySubmissionStore();
  readonly judges = new Map<string, SimulatedJudge0>();
  readonly waits = new Map<string, number>();
  policy: FleetPolicy = DEFAULT_FLEET_POLICY;
  /** What executors judge with: one a host, so that what one call hears is known to all. */
  readonly #executorJudges = new Map<string, Judge>();
  #leases = 0;
  #submissions = 0;

  constructor(clock: VirtualClock, session: Session) {
    this.clock = clock;
    this.cloud = new SimulatedCloud(clock);
    this.session = session;
  }

  judgeOf(url: string): SimulatedJudge0 {
    const judge = this.judges.get(url) ?? new SimulatedJudge0(this.clock, 2);
    this.judges.set(url, judge);
    return judge;
  }

  /** Hands a program in; it takes judge calls of so long each, ms. */
  async submit(participantId: string, calls: readonly number[]): Promise<void> {
    const number = ++this.#submissions;
    const submissionId = submissionIdOf(number);
    const submission = queuedOf({
      sessionId: this.session.sessionId,
      submissionId,
      participantId,
      submittedAt: this.clock.now(),
      // Fair queueing gives somebody who waits for nothing the place of what is being judged.
      rank: `${participantId === 'attacker' ? String(number).padStart(15, '1') : '0'.repeat(15)}#${submissionId}`,
    });
    await this.submissions.accept(submission, { source: JSON.stringify(calls) });
    this.#ring(submissionId);
  }

  /** Passes every 30 s, with doorbells for what waits, until the clock reads `until`. */
  async tickUntil(until: number): Promise<void> {
    while (this.clock.now() < until) {
      await passFleet(this.session.sessionId, this.#fleetPorts);
      const doorbell = {
        ring: async ({ submissionId }: { submissionId: string }) => this.#ring(submissionId),
      };
      await ringAgain(
        this.session,
        { submissions: this.submissions, slots: this.slots, doorbell },
        this.clock.now(),
      );
      await this.clock.sleep(30_000);
    }
  }

  /** EC2 gives notice of a machine; it is heeded as the health monitor does. */
  async interrupt(machine: Machine): Promise<void> {
    this.cloud.interrupt(machine);
    const notice = { instanceId: machine.instanceId, givenAt: this.clock.now() };
    const sessionId = await noteInterruption(notice, this.#fleetPorts);
    if (sessionId !== undefined) await passFleet(sessionId, this.#fleetPorts);
  }

  get #fleetPorts(): FleetPorts {
    const probing: ProbePorts = {
      clock: this.clock,
      newNonce: () => '0'.repeat(32),
      judgeAt: (url) => ({ ...this.#judgeAt(url), workers: async () => undefined }),
      judgeSubmission: async ({ judge, signal }) => {
        await judge.run({ limits: { wallMs: 300 } } as JudgeCall, signal);
        return resultOf();
      },
    };
    const prober: FleetPorts['prober'] = {
      probe: async (requests) =>
        await Promise.all(
          requests.map(async (request) => {
            const [simulated] = await this.cloud.probe([request]);
            return request.task === 'probe' && simulated?.kind === 'probed'
              ? await askHost(request, probing)
              : simulated!;
          }),
        ),
    };
    return {
      clock: this.clock,
      cloud: this.cloud,
      sessions: this.sessions,
      hosts: this.hosts,
      slots: this.slots,
      messages: new MemoryMessageStore(),
      prober,
      findings: this.findings,
      events: { publish: async () => undefined },
      schedules: { planTermination: async () => undefined },
      queueWaits: async () => true,
      budgets: keepBudgets({ prices: PRICES['us-east-1'], volumeGb: 30 }),
      spareVcpus: async () => 0,
      newToken: () => `token-${++this.#leases}`,
      policy: this.policy,
      permits: new MemoryPermitStore(),
      random: () => 0.5,
      actor: 'tick' as const,
      signals: this.signals,
      onSignalLost: () => undefined,
    };
  }

  #ring(submissionId: string): void {
    const now = this.clock.now();
    const ending = new AbortController();
    void this.clock.sleep(LIFE_MS - LET_GO_MS).then(() => ending.abort());
    void workThrough(
      this.#executorPorts,
      this.session.sessionId,
      [{ sessionId: this.session.sessionId, submissionId }],
      { stopAt: now + LIFE_MS - LAST_START_MS, signal: ending.signal, maxSlots: 8 },
    ).catch(() => undefined);
  }

  get #executorPorts(): ExecutorPorts {
    return {
      clock: this.clock,
      ids: { next: () => `lease-${++this.#leases}` },
      newNonce: () => '0'.repeat(32),
      random: () => 0.5,
      sessions: this.sessions,
      submissions: this.submissions,
      slots: this.slots,
      circuits: DEFAULT_CIRCUITS,
      metrics: new MemoryMetricsStore(),
      findings: this.findings,
      signals: this.signals,
      getProblemVersion: async () => VERSION,
      readTestData: async () => new Uint8Array(),
      examine: { language: noStandingJudge, sandbox: noStandingJudge },
      examinations: new MemoryExaminationStore(),
      decisions: { recordDecision: async () => undefined },
      judgeAt: async (_, { url }) => {
        const judge = this.#executorJudges.get(url) ?? this.#judgeAt(url);
        this.#executorJudges.set(url, judge);
        return judge;
      },
      sandboxProgramFor: () => undefined,
      judgeSubmission: async ({ judge, source, signal }) => {
        for (const wallMs of JSON.parse(String(source)) as number[])
          await judge.run({ limits: { wallMs } } as JudgeCall, signal);
        return resultOf();
      },
      onEvent: ({ event, participantId, submissionId }) => {
        if (event === 'judged' && submissionId !== undefined)
          void this.#noteWait(participantId, submissionId);
      },
    };
  }

  async #noteWait(participantId: string | undefined, submissionId: string): Promise<void> {
    const row = await this.submissions.get(this.session.sessionId, submissionId);
    if (row?.state === 'judged')
      this.waits.set(`${participantId} ${submissionId}`, row.judgedAt - row.submittedAt);
  }

  #judgeAt(url: string): Judge {
    let answeredAt: number | undefined;
    const answer = () => {
      const machine = this.cloud.machines.find(({ address }) => url.includes(`//${address}:`));
      if (machine?.state !== 'running' || machine.hung !== 'no' || this.clock.now() < machine.answersFrom)
        throw new JudgeError('unreachable', 'connection refused');
      answeredAt = this.clock.now();
    };
    return {
      answeredAt: () => answeredAt,
      limits: async () => LIMITS,
      languages: async () => {
        answer();
        return [];
      },
      run: async ({ limits: { wallMs } }, signal) => {
        answer();
        const until = this.judgeOf(url).queue(wallMs);
        const late = this.clock.now() + longestCallMs(LIMITS, wallMs) + QUEUE_ALLOWANCE_MS;
        for (;;) {
          await this.clock.sleep(POLL_MS, signal);
          if (signal?.aborted) throw new JudgeError('aborted', 'aborted');
          answer();
          if (this.clock.now() >= until) return {} as JudgeReport;
          if (this.clock.now() > late) throw new JudgeError('timeout', 'it is still Processing');
        }
      },
    };
  }
}

const VERSION = {
  problemId: 'sum',
  version: 1,
  manifest: {
    kind: 'pass-fail',
    limits: { timeMs: 1_000 },
    testCases: [],
    validation: { kind: 'default', args: [] },
  },
} as unknown as ProblemVersion;

const noStandingJudge = async () => Promise.reject(new Error('a fleet examines no standing judges'));

/** A world of one session of 30 participants, whose fleet has so many hosts of two slots. */
export async function busyWorldOf(hosts: number): Promise<BusyWorld> {
  const clock = new VirtualClock();
  const session = sessionOf({
    times: timesFrom(clock.now()),
    participantCount: 30,
    fleetSize: { instanceType: 'c7i.large', hosts, slotsPerHost: 2 },
  });
  const world = new BusyWorld(clock, session);
  await world.sessions.create(session, []);
  return world;
}
