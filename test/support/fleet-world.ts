import { countSpareVcpus } from '../../core/booking/spare-vcpus.ts';
import { keepBudgets } from '../../core/costs/keep-budgets.ts';
import { PRICES } from '../../core/costs/prices.ts';
import type { Clock } from '../../core/exam/clock.ts';
import type { Session } from '../../core/exam/session.ts';
import type { SessionEvent } from '../../core/exam/session-event.ts';
import { DEFAULT_FLEET_POLICY, type FleetPolicy } from '../../core/fleet/fleet-policy.ts';
import type { FleetPorts } from '../../core/fleet/fleet-ports.ts';
import { measureHost } from '../../core/fleet/measure-host.ts';
import { passFleet } from '../../core/fleet/pass-fleet.ts';
import { sweepStage } from '../../core/fleet/sweep-stage.ts';
import type { SizeLimits } from '../../core/lifecycle/resize-fleet.ts';
import { type ShutdownPorts, shutdownSession } from '../../core/lifecycle/shutdown-session.ts';
import type { TickPorts } from '../../core/lifecycle/tick-session.ts';
import type { Measure, MetricId } from '../../core/metrics/metric-table.ts';
import { DEFAULT_SIGNALS } from '../../core/security/security-signal.ts';
import { queueWaits } from '../../core/submissions/watch-queue.ts';
import type { MachineTimings } from './machine-timings.ts';
import { MemoryBillStore } from './memory/bill-store.ts';
import { MemoryDeploymentFindings } from './memory/deployment-findings.ts';
import { MemoryHistoryStore } from './memory/history-store.ts';
import { MemoryHostStore } from './memory/host-store.ts';
import { MemoryMessageStore } from './memory/message-store.ts';
import { MemoryMonitoringStore } from './memory/monitoring-store.ts';
import { MemoryPermitStore } from './memory/permit-store.ts';
import { MemoryReservationStore } from './memory/reservation-store.ts';
import { MemoryRunsStore } from './memory/runs-store.ts';
import { MemorySessionStore } from './memory/session-store.ts';
import { MemorySignalStore } from './memory/signal-store.ts';
import { MemorySlotStore } from './memory/slot-store.ts';
import { MemoryMetricsStore, MemorySubmissionStore } from './memory-submission-store.ts';
import { SimulatedCloud } from './simulated-cloud.ts';

/** A clock that stands still until it is set; sleeping sets it on. */
export class SteppedClock implements Clock {
  #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  async sleep(ms: number): Promise<void> {
    this.#now += ms;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

/** What a process dies of in these studies. */
export class Crash extends Error {}

/** Before or after which call of a process it dies; undefined: it lives. Yields vary how two processes interleave. */
export interface Fate {
  readonly dieAtCall?: number;
  readonly afterwards?: boolean;
  readonly yields?: readonly number[];
}

/** Wraps ports so that each call may be the process's last, and so that processes take turns. */
export function withFate<T extends object>(ports: T, fate: Fate): T {
  let calls = 0;
  const wrapCall =
    (target: object, call: (...args: unknown[]) => unknown) =>
    async (...args: unknown[]) => {
      const number = ++calls;
      for (let turn = fate.yields?.[number % fate.yields.length] ?? 0; turn > 0; turn--) await null;
      const last = fate.dieAtCall !== undefined && number >= fate.dieAtCall;
      if (last && (number > (fate.dieAtCall ?? 0) || fate.afterwards !== true))
        throw new Crash(`call ${number}`);
      const answer = await call.apply(target, args);
      if (last) throw new Crash(`after call ${number}`);
      return answer;
    };
  const wrapPort = (port: object): object =>
    new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function'
          ? wrapCall(target, member as (...args: unknown[]) => unknown)
          : member;
      },
    });
  const passive = new Set([
    'clock',
    'ids',
    'measure',
    'policy',
    'random',
    'newToken',
    'prices',
    'volumeGb',
    'budgets',
  ]);
  return Object.fromEntries(
    Object.entries(ports).map(([name, port]) => {
      if (passive.has(name)) return [name, port];
      if (typeof port === 'function') return [name, wrapCall(ports, port as (...args: unknown[]) => unknown)];
      return [name, typeof port === 'object' && port !== null ? wrapPort(port) : port];
    }),
  ) as T;
}

/** Everything of a session's fleet in one process on stepped time: real decisions, simulated EC2, stores in memory. */
export class FleetWorld {
  readonly clock: SteppedClock;
  readonly cloud: SimulatedCloud;
  readonly sessions = new MemorySessionStore();
  /** Samples in the order in which they were taken. */
  readonly samples: { readonly id: MetricId; readonly value: number; readonly dimensions: object }[] = [];
  readonly measure: Measure = (id, value, ...[dimensions]) =>
    void this.samples.push({ id, value, dimensions: dimensions ?? {} });
  readonly hosts = new MemoryHostStore((before, after) => measureHost(before, after, this.measure));
  readonly slots = new MemorySlotStore();
  readonly findings = new MemoryDeploymentFindings();
  readonly messages = new MemoryMessageStore();
  readonly permits = new MemoryPermitStore();
  readonly signals = new MemorySignalStore();
  readonly reservations = new MemoryReservationStore();
  /** What the stage allows a fleet that grows. */
  sizeLimits: SizeLimits = {
    maxHosts: 8,
    vcpuQuota: 32,
    maxUsd: 5,
    prices: PRICES['eu-central-1'],
    volumeGb: 30,
  };
  readonly submissions = new MemorySubmissionStore();
  readonly published: SessionEvent[] = [];
  readonly bills = new MemoryBillStore();
  readonly history = new MemoryHistoryStore();
  /** Why no history was kept, each time. */
  readonly historyLost: unknown[] = [];
  /** What Scheduler holds: the time of each instance's termination, ms since the epoch. */
  readonly terminations = new Map<string, number>();
  readonly rung: string[] = [];
  readonly shutdownsStarted: string[] = [];
  /** Until when each sender of webhooks may work, ms since the epoch. */
  readonly sendersStarted: number[] = [];
  /** vCPUs that nobody holds, where {@link stageVcpus} does not tell. */
  spareVcpus = 0;
  /** vCPUs that the stage counts on: spare are those that no session has reserved. */
  stageVcpus: number | undefined;
  removed = 0;
  policy: FleetPolicy = DEFAULT_FLEET_POLICY;
  #tokens = 0;

  constructor(now: number, timings?: MachineTimings) {
    this.clock = new SteppedClock(now);
    this.cloud = new SimulatedCloud(this.clock, timings);
  }

  readonly #figures = {
    metrics: new MemoryMetricsStore(),
    monitoring: new MemoryMonitoringStore(),
    prices: PRICES['eu-central-1'],
    onFiguresLost: (_sessionId: string, error: unknown) => {
      throw error;
    },
  };

  get fleetPorts(): FleetPorts {
    return {
      clock: this.clock,
      cloud: this.cloud,
      sessions: this.sessions,
      hosts: this.hosts,
      slots: this.slots,
      messages: this.messages,
      prober: this.cloud,
      findings: this.findings,
      events: { publish: async (events) => void this.published.push(...events) },
      schedules: {
        planTermination: async ({ times }, instanceIds) => {
          for (const instanceId of instanceIds) this.terminations.set(instanceId, times.terminateAt);
        },
      },
      budgets: keepBudgets({ prices: PRICES['us-east-1'], volumeGb: 30 }),
      spareVcpus: async () =>
        this.stageVcpus === undefined ? this.spareVcpus : await countSpareVcpus(this.stageVcpus, this),
      queueWaits: (sessionId) => queueWaits(this.submissions, sessionId),
      newToken: () => `token-${++this.#tokens}`,
      policy: this.policy,
      permits: this.permits,
      random: () => 0.5,
      actor: 'tick' as const,
      signals: this.signals,
      onSignalLost: () => undefined,
    };
  }

  get tickPorts(): TickPorts {
    return {
      ...this.fleetPorts,
      signals: this.signals,
      signalPolicy: DEFAULT_SIGNALS,
      submissions: this.submissions,
      findings: this.findings,
      reservations: this.reservations,
      sizeLimits: this.sizeLimits,
      measure: this.measure,
      ids: { next: () => `lease-${++this.#tokens}` },
      doorbell: { ring: async ({ submissionId }) => void this.rung.push(submissionId) },
      startShutdown: async (sessionId) => void this.shutdownsStarted.push(sessionId),
      lookForAlerts: async () => 0,
      startSender: async (until) => void this.sendersStarted.push(until),
      ...this.#figures,
    };
  }

  /** Sessions whose reviews were asked for. */
  readonly reviewsAsked: string[] = [];

  readonly runs = new MemoryRunsStore();
  /** Sessions whose runs were to be put in the queue, each time. */
  readonly runsStarted: string[] = [];
  readonly runsLost: unknown[] = [];

  get shutdownPorts(): ShutdownPorts {
    let ids = 0;
    return {
      ...this.fleetPorts,
      ids: { next: () => `lease-${++ids}` },
      submissions: this.submissions,
      ...this.#figures,
      schedules: {
        remove: async (_, instanceIds) => {
          this.removed++;
          for (const instanceId of instanceIds) this.terminations.delete(instanceId);
        },
      },
      bills: this.bills,
      history: this.history,
      onHistoryLost: (error) => void this.historyLost.push(error),
      volumeGb: 30,
      runs: this.runs,
      startRuns: async (sessionId) => void this.runsStarted.push(sessionId),
      onRunsLost: (_, error) => void this.runsLost.push(error),
      askForReviews: async (sessionId) => void this.reviewsAsked.push(sessionId),
    };
  }

  async session(sessionId: string): Promise<Session> {
    const session = await this.sessions.get(sessionId);
    if (session === undefined) throw new Error(`no session ${sessionId}`);
    return session;
  }

  pass(sessionId: string, fate: Fate = {}) {
    return passFleet(sessionId, withFate(this.fleetPorts, fate));
  }

  shutdown(sessionId: string, fate: Fate = {}) {
    const patience = { queueMs: 5_000, hostsMs: 20_000, pollMs: 1_000 };
    return shutdownSession(sessionId, withFate(this.shutdownPorts, fate), patience);
  }

  sweep() {
    return sweepStage({
      ...this.fleetPorts,
      startShutdown: async (sessionId) => void this.shutdownsStarted.push(sessionId),
    });
  }
}
