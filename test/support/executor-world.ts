import type { RecordedDecision } from '../../core/exam/decision.ts';
import { given } from '../../core/exam/given.ts';
import type { Session } from '../../core/exam/session.ts';
import type { LanguageNotJudged } from '../../core/examination/examination.ts';
import type { LanguageFinding } from '../../core/examination/examine-language.ts';
import { type Judge, type JudgeCall, JudgeError, type JudgeLimits } from '../../core/grading/judge.ts';
import type { judgeSubmission, StopPolicy } from '../../core/grading/judge-submission.ts';
import { LANGUAGES } from '../../core/grading/languages/index.ts';
import type { ProblemVersion } from '../../core/problems/problem.ts';
import { DEFAULT_CIRCUITS } from '../../core/resilience/circuit.ts';
import { sandboxProgramFor } from '../../core/review/sandbox/sandbox-program.ts';
import type { ExecutorReport } from '../../core/submissions/executor.ts';
import type { ExecutorEvent, ExecutorPorts } from '../../core/submissions/executor-ports.ts';
import type { Slot } from '../../core/submissions/slot.ts';
import type { SandboxSeen } from '../../core/submissions/standing-examination.ts';
import { workThrough } from '../../core/submissions/work-through.ts';
import { MemoryDeploymentFindings } from './memory/deployment-findings.ts';
import { MemoryExaminationStore } from './memory/examination-store.ts';
import { MemorySignalStore } from './memory/signal-store.ts';
import { MemorySlotStore } from './memory/slot-store.ts';
import { MemoryMetricsStore, MemorySubmissionStore } from './memory-submission-store.ts';
import { sessionOf } from './sessions.ts';
import { resultOf } from './submissions.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A host of the world: `up` until it dies. */
export interface WorldHost {
  up: boolean;
  /** Judging time of a submission, ms. */
  judgingMs: number;
  /** Fails every call with this. */
  failing?: JudgeError;
  /**
   * What examinations find in a language that it does not judge in batches; in turn, the last one for good. `slow`: in
   * single submissions for a slow moment.
   */
  readonly examinations?: Readonly<
    Record<string, (Omit<LanguageNotJudged, 'language'> | 'single' | 'slow' | 'batch')[]>
  >;
  /** What the program meets that looks around in its sandbox; absent: nothing that is wrong. */
  readonly wayOut?: string;
}

/**
 * Executors, hosts and one queue in one process on virtual time. Every port call goes through a gate: a killed executor
 * never gets an answer again, as a dead process does not, whatever it waits for.
 */
export class ExecutorWorld {
  readonly clock = new VirtualClock();
  readonly submissions = new MemorySubmissionStore();
  readonly slots = new MemorySlotStore();
  readonly metrics = new MemoryMetricsStore();
  readonly findings = new MemoryDeploymentFindings();
  readonly examinations = new MemoryExaminationStore();
  readonly signals = new MemorySignalStore();
  readonly decisions: RecordedDecision[] = [];
  readonly hosts = new Map<string, WorldHost>();
  readonly events: ExecutorEvent[] = [];
  /** Submissions that take their host with them. */
  readonly poison = new Set<string>();
  /** Sources that are right and too late at the first look, each with the verdict of the second. */
  readonly late = new Map<string, 'AC' | 'TLE'>();
  /** The limit of CPU time of each judging, in order, ms. */
  readonly timeLimits: number[] = [];
  /** What kind of problem all submissions are for. */
  kind: ProblemVersion['manifest']['kind'] = 'pass-fail';
  /** What its problem puts beside programs. */
  included: ProblemVersion['manifest']['included'];
  /** Names of what was put beside each program, as the engine was given it. */
  readonly besides: (readonly string[])[] = [];
  /** Languages that no host has. */
  readonly lacking = new Set<string>();
  /** What the test data of each judging was, where it was given one's own; in order. */
  readonly inputs: string[] = [];
  /** What a program prints instead of the usual, by its input. */
  prints: ((input: string) => string) | undefined;
  /** The policy of each judging, in order. */
  readonly policies: StopPolicy[] = [];
  /** The source of each judging, in order. */
  readonly sources: string[] = [];
  /** The head starts that the engine was told of, submission by submission. */
  readonly headStarts: (readonly string[] | undefined)[] = [];
  /** Before every port call of an executor; may sleep, kill, or throw what the outside would. */
  beforeCall: (executor: number, call: string) => Promise<void> = async () => undefined;
  readonly #killed = new Set<number>();
  readonly #frozenUntil = new Map<number, number>();
  #executors = 0;
  #leases = 0;
  readonly session: Session;
  readonly sessions: readonly Session[];

  constructor(session: Session = sessionOf(), ...others: readonly Session[]) {
    this.session = session;
    this.sessions = [session, ...others];
  }

  async addHost(
    hostId: string,
    slots = 2,
    judgingMs = 1_000,
    sessionId = this.session.sessionId,
  ): Promise<WorldHost> {
    const host: WorldHost = { up: true, judgingMs };
    this.hosts.set(hostId, host);
    await this.slots.open(
      Array.from({ length: slots }, (_unused, number) => this.slotOf(hostId, number, sessionId)),
    );
    return host;
  }

  slotOf(hostId: string, number: number, sessionId = this.session.sessionId): Slot {
    return {
      sessionId,
      hostId,
      number,
      url: `http://${hostId}`,
      token: 't',
      batchLanguages: ['javascript'],
      singleLanguages: [],
    };
  }

  kill(executor: number): void {
    this.#killed.add(executor);
  }

  /** Stands still as a whole, as a paused machine does, and goes on as if nothing had been. */
  freeze(executor: number, ms: number): void {
    this.#frozenUntil.set(executor, this.clock.now() + ms);
  }

  async #thaw(executor: number): Promise<void> {
    const waitMs = (this.#frozenUntil.get(executor) ?? 0) - this.clock.now();
    if (waitMs > 0) await this.clock.sleep(waitMs);
  }

  /** Starts an executor, as a delivered message does. A killed one never settles. */
  start(
    submissionIds: readonly string[],
    options: { stopAt?: number; maxSlots?: number; signal?: AbortSignal; sessionId?: string } = {},
  ): Promise<ExecutorReport> {
    const executor = this.#executors++;
    const { sessionId = this.session.sessionId } = options;
    const bells = submissionIds.map((submissionId) => ({ sessionId, submissionId }));
    return workThrough(this.#portsOf(executor), sessionId, bells, {
      stopAt: options.stopAt ?? Number.POSITIVE_INFINITY,
      maxSlots: options.maxSlots ?? 4,
      signal: options.signal ?? new AbortController().signal,
    });
  }

  #portsOf(executor: number): ExecutorPorts {
    const gated = <T extends object>(target: T, name: string): T =>
      new Proxy(target, {
        get: (object, key) => {
          const member = Reflect.get(object, key, object) as unknown;
          return typeof member !== 'function'
            ? member
            : (...args: unknown[]) =>
                this.#gate(
                  executor,
                  `${name}.${String(key)}`,
                  () => member.apply(object, args) as Promise<unknown>,
                );
        },
      });
    return {
      clock: {
        now: () => this.clock.now(),
        sleep: (ms, signal) => this.#gate(executor, 'sleep', () => this.clock.sleep(ms, signal)),
      },
      ids: { next: () => `lease-${++this.#leases}` },
      newNonce: () => '0'.repeat(32),
      random: () => 0.5,
      sessions: {
        get: async (id) => this.sessions.find(({ sessionId }) => sessionId === id),
        listUnsettled: async () => this.sessions,
      },
      submissions: gated(this.submissions, 'submissions'),
      slots: gated(this.slots, 'slots'),
      circuits: DEFAULT_CIRCUITS,
      metrics: gated(this.metrics, 'metrics'),
      getProblemVersion: () =>
        this.#gate(executor, 'getProblemVersion', async () => ({
          ...version,
          manifest: {
            ...version.manifest,
            kind: this.kind,
            groups: [],
            ...given({ included: this.included }),
          },
        })),
      readTestData: async () => new Uint8Array(),
      judgeAt: async (_session, slot) => ({
        limits: async () => ({ maxCpuMs: 15_000, maxWallMs: 20_000 }) as JudgeLimits,
        languages: async () => {
          if (this.hosts.get(slot.hostId)?.up !== true)
            throw new JudgeError('unreachable', 'connection refused');
          return Object.values(LANGUAGES)
            .filter(({ id }) => !this.lacking.has(id))
            .map(({ id, judge0 }) => ({ id: judge0.id, name: id }));
        },
        run: async () => Promise.reject(new JudgeError('unreachable', slot.hostId)),
      }),
      examine: {
        language: (language, judge) => this.#gate(executor, 'examine', () => this.#examine(language, judge)),
        sandbox: (judge) => this.#gate(executor, 'look-out', () => this.#lookOut(judge)),
      },
      examinations: gated(this.examinations, 'examinations'),
      decisions: {
        recordDecision: async (_, decision) => void this.decisions.push(decision),
      },
      findings: gated(this.findings, 'findings'),
      signals: gated(this.signals, 'signals'),
      sandboxProgramFor,
      judgeSubmission: (request) => this.#gate(executor, 'judge', () => this.#judge(request)),
      onEvent: (event) => this.events.push(event),
    };
  }

  /** Kills at the await: before the call is made, or between the call and its answer. */
  async #gate<T>(executor: number, call: string, make: () => Promise<T>): Promise<T> {
    await this.beforeCall(executor, call);
    await this.#thaw(executor);
    if (this.#killed.has(executor)) return await new Promise<T>(() => undefined);
    const answer = await make();
    await this.#thaw(executor);
    if (this.#killed.has(executor)) return await new Promise<T>(() => undefined);
    return answer;
  }

  /** How often hosts were examined, in what. */
  readonly examined: string[] = [];

  /** The examination's place: a second each language, with what the host's plan says. */
  async #examine(language: string, judge: Judge): Promise<LanguageFinding> {
    const { hostId, host } = await this.#reach(judge);
    this.examined.push(`${hostId} ${language}`);
    const plan = host.examinations?.[language] ?? ['batch' as const];
    const found = (plan.length > 1 ? plan.shift() : plan[0]) ?? 'batch';
    if (found === 'batch') return { way: 'batch' };
    if (found === 'single') return { way: 'single', batchFault: NO_BATCHES };
    if (found === 'slow') return { way: 'single', batchFault: SLOW_MOMENT };
    return { way: 'none', ...found };
  }

  async #lookOut(judge: Judge): Promise<SandboxSeen> {
    const { hostId, host } = await this.#reach(judge);
    this.examined.push(`${hostId} sandbox`);
    return { sandbox: host.wayOut ?? 'no way out of the sandbox', speedFactor: 1.25 };
  }

  async #reach(judge: Judge): Promise<{ readonly hostId: string; readonly host: WorldHost }> {
    const hostId = await judge.run(ANY_CALL).then(String, (error: Error) => error.message);
    await this.clock.sleep(1_000);
    const host = this.hosts.get(hostId);
    if (host === undefined || !host.up) throw new JudgeError('unreachable', 'connection refused');
    return { hostId, host };
  }

  /** The grading engine's place: the judge's `run` names the host, the source the submission. */
  async #judge({
    judge,
    signal,
    source,
    policy,
    headStartLanguages,
    included,
    limits,
    validation,
    readTestData,
  }: Parameters<typeof judgeSubmission>[0]): ReturnType<typeof judgeSubmission> {
    this.policies.push(policy);
    this.timeLimits.push(limits.timeMs);
    this.besides.push(included?.files.map(({ name }) => name) ?? []);
    this.sources.push(String(source));
    this.headStarts.push(headStartLanguages);
    const input = validation.kind === 'none' ? new TextDecoder().decode(await readTestData('')) : undefined;
    if (input !== undefined) this.inputs.push(input);
    const hostId = await judge.run(ANY_CALL).then(String, (error: Error) => error.message);
    const host = this.hosts.get(hostId);
    if (host === undefined || !host.up) throw new JudgeError('unreachable', 'connection refused');
    if (host.failing !== undefined) throw host.failing;
    await this.clock.sleep(host.judgingMs, signal);
    if (signal?.aborted) throw new JudgeError('aborted', 'aborted');
    if (this.poison.has(String(source))) host.up = false;
    if (!host.up) throw new JudgeError('unreachable', 'socket hang up');
    const verdict = this.late.get(String(source));
    if (verdict === undefined && input !== undefined && this.prints !== undefined)
      return resultOf({ perCase: [{ ...resultOf().perCase[0]!, outputHead: this.prints(input) }] });
    if (verdict === undefined) return resultOf();
    if (this.sources.filter((other) => other === String(source)).length > 1) return resultOf({ verdict });
    return { ...resultOf({ verdict: 'TLE' }), lateness: LATENESS };
  }
}

const LATENESS = {
  first: { testCaseId: 'secret/1', cpuMs: 1_100, limitMs: 1_000 },
  testCaseIds: new Set(['secret/1']),
};

const NO_BATCHES = { reason: 'in a batch was refused: no multi-file programs', lacking: true };
const SLOW_MOMENT = { reason: 'in a batch the known program got TLE', lacking: false };
const ANY_CALL = { limits: { wallMs: 1_000 } } as JudgeCall;

const version = {
  problemId: 'sum',
  version: 1,
  manifest: {
    kind: 'pass-fail',
    limits: { timeMs: 1_000 },
    testCases: [],
    validation: { kind: 'default', args: [] },
  },
} as unknown as ProblemVersion;
