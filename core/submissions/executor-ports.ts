import type { Clock } from '../exam/clock.ts';
import type { DecisionLog } from '../exam/decision.ts';
import type { IdSource } from '../exam/ids.ts';
import type { Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import type { DeploymentFindings } from '../examination/deployment-findings.ts';
import type { LanguageFinding } from '../examination/examine-language.ts';
import type { Judge } from '../grading/judge.ts';
import type { judgeSubmission } from '../grading/judge-submission.ts';
import type { ProblemVersion } from '../problems/problem.ts';
import type { CircuitPolicy } from '../resilience/circuit.ts';
import type { SignalStore } from '../security/signal-store.ts';
import type { HostOperation } from './host-circuits.ts';
import type { MetricsStore } from './metrics-store.ts';
import type { SandboxProgramFor } from './run-compiler.ts';
import type { Setback } from './setbacks.ts';
import type { Slot, SlotStore } from './slot.ts';
import type { ExaminationStore, SandboxSeen } from './standing-examination.ts';
import type { Lane } from './submission.ts';
import type { SubmissionStore } from './submission-store.ts';

/** What an executor touches. */
export interface ExecutorPorts {
  readonly clock: Clock;
  /** Makes lease ids. */
  readonly ids: IdSource;
  /** 32 hex digits, fresh and unguessable. */
  readonly newNonce: () => string;
  /** A number in [0, 1): executors that start together choose different slots. */
  readonly random: () => number;
  readonly sessions: Pick<SessionStore, 'get' | 'listUnsettled'>;
  readonly submissions: SubmissionStore;
  readonly slots: SlotStore;
  /** When hosts are left alone by all executors. */
  readonly circuits: CircuitPolicy;
  readonly metrics: Pick<MetricsStore, 'recordBatch'>;
  readonly getProblemVersion: (problemId: string, version: number) => Promise<ProblemVersion | null>;
  readonly readTestData: (hash: string) => Promise<Uint8Array>;
  /** The judge behind a slot. Rejects when its token cannot be had. */
  readonly judgeAt: (session: Session, slot: Pick<Slot, 'hostId' | 'url' | 'token'>) => Promise<Judge>;
  /** Runs known programs on a judge that somebody keeps. Rejects when it does not answer. */
  readonly examine: {
    readonly language: (language: string, judge: Judge, signal: AbortSignal) => Promise<LanguageFinding>;
    readonly sandbox: (judge: Judge, signal: AbortSignal) => Promise<SandboxSeen>;
  };
  readonly examinations: ExaminationStore;
  readonly decisions: Pick<DecisionLog, 'recordDecision'>;
  readonly findings: Pick<DeploymentFindings, 'record'>;
  readonly signals: Pick<SignalStore, 'raise'>;
  readonly judgeSubmission: typeof judgeSubmission;
  /** The program that asks the compiler of a language. */
  readonly sandboxProgramFor: SandboxProgramFor;
  /** Told everything that happens, for the logs. */
  readonly onEvent: (event: ExecutorEvent) => void;
}

/** What an executor did, as it happens. */
export interface ExecutorEvent {
  readonly event:
    | 'examined'
    | 'not-examined'
    | 'judged'
    | 'quarantined'
    | 'given-back'
    | 'lease-lost'
    | 'slot-lost'
    | 'renewal-failed'
    | 'write-failed'
    | 'circuit-opened'
    | 'circuit-closed'
    | 'signal-lost'
    | 'joined'
    | 'not-joined'
    | 'ended';
  readonly sessionId: string;
  readonly submissionId?: string;
  readonly participantId?: string;
  readonly hostId?: string;
  readonly reason: string;
  /** What was thrown, where something was. */
  readonly error?: unknown;
  /** What a submission that was given back had met. */
  readonly setback?: Setback['kind'];
  /** Whose circuit opened or closed. */
  readonly operation?: HostOperation;
  readonly verdict?: string;
  readonly judgeCalls?: number;
  readonly durationMs?: number;
  /** Of a submission that was judged: its lane, and the time since it was accepted. */
  readonly lane?: Lane;
  readonly sinceAcceptedMs?: number;
}

/** How long a lease lasts, and how often it is renewed: three renewals can fail before it is lost. */
export const LEASE_MS = 20_000;
export const RENEW_EVERY_MS = 5_000;
/** Between two looks at slots or queue when a look found nothing, ms: covers the index' lag and a slot being released. */
export const LOOK_AGAIN_MS = 300;
/** Waiting submissions looked at in one go. */
export const LOOK_AHEAD = 10;
/** Looked at when nothing of the first can be had: what can may wait behind them. */
export const LOOK_FAR_AHEAD = 100;
