import type { Failure } from '../resilience/failure.ts';

/**
 * The port to a judge: something that runs one program in a sandbox and reports. Judge0 is the one adapter; the
 * contract suite in test/contract/judge holds for every implementation.
 */

/** What a host grants at most, as its /config_info says. */
export interface JudgeLimits {
  readonly maxCpuMs: number;
  readonly maxWallMs: number;
  readonly maxMemoryKiB: number;
  readonly maxStackKiB: number;
  readonly maxProcesses: number;
  /** Largest file that a program may write; also the cap of its stdout. */
  readonly maxFileKiB: number;
}

/** Limits that a judge call asks for, over its whole run. */
export interface CallLimits {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryKiB: number;
  readonly stackKiB: number;
  readonly processes: number;
  readonly fileKiB: number;
}

/** One program to run: a bundle (zip with `run` and perhaps `compile`), or one source in a language of the judge. */
export type JudgeCall = {
  readonly stdin: Uint8Array;
  readonly limits: CallLimits;
} & (
  | { readonly kind: 'bundle'; readonly zip: Uint8Array }
  | { readonly kind: 'source'; readonly languageId: number; readonly source: Uint8Array }
);

/** How a run ended, in the judge's words. `crashed` covers Judge0's statuses 7 to 12. */
export type JudgeOutcome =
  | 'finished'
  | 'time-limit'
  | 'compile-error'
  | 'crashed'
  | 'internal-error'
  | 'exec-format';

/** A finished judge call. Byte fields are raw (the adapter undoes base64); null means that the judge gave none. */
export interface JudgeReport {
  readonly token: string;
  readonly outcome: JudgeOutcome;
  /** The judge's own status, for the record: `11 Runtime Error (NZEC)`. */
  readonly status: string;
  readonly stdout: Uint8Array | null;
  readonly stderr: Uint8Array | null;
  readonly compileOutput: Uint8Array | null;
  readonly message: string | null;
  readonly exitCode: number | null;
  readonly exitSignal: number | null;
  /** CPU time of the whole run as the judge measured it; null when it did not. */
  readonly cpuMs: number | null;
  readonly wallMs: number | null;
  readonly memoryKiB: number | null;
}

/**
 * Why a judge call gave no report.
 * - `busy`: the queue is full; back-pressure, not failure: try later or elsewhere.
 * - `unreachable`: no connection, or it broke; the host may be gone.
 * - `refused`: the token is wrong; somebody must look.
 * - `timeout`: the call was accepted but did not finish in time; the program may still run.
 * - `lost`: the host forgot the call (404 on the token it gave).
 * - `rejected`: the host will not take this call as it is (422 and other 4xx): the message says why.
 * - `incapable`: this host cannot do it (no toolchain, limits too low); another may.
 * - `broken`: the answer makes no sense, 5xx, or the judge's own sandbox failed.
 * - `aborted`: the caller's signal.
 */
export type JudgeErrorKind =
  | 'busy'
  | 'unreachable'
  | 'refused'
  | 'timeout'
  | 'lost'
  | 'rejected'
  | 'incapable'
  | 'broken'
  | 'aborted';

/** What each kind is a failure of. One of `again` is borne for a while by whoever asks after a call. */
export const JUDGE_FAILURES: Readonly<Record<JudgeErrorKind, Failure>> = {
  busy: { class: 'judge', severity: 'low', retry: 'again', plan: ['wait'] },
  unreachable: {
    class: 'network',
    severity: 'high',
    retry: 'again',
    plan: ['wait', 'restart', 'reboot', 'replace', 'escalate'],
  },
  refused: { class: 'user', severity: 'critical', retry: 'elsewhere', plan: ['restart', 'escalate'] },
  timeout: {
    class: 'judge',
    severity: 'high',
    retry: 'elsewhere',
    plan: ['restart', 'reboot', 'replace', 'escalate'],
  },
  lost: { class: 'judge', severity: 'high', retry: 'elsewhere', plan: ['restart', 'escalate'] },
  // Hosts that somebody keeps differ in what they take.
  rejected: { class: 'user', severity: 'low', retry: 'elsewhere', plan: ['restart', 'escalate'] },
  incapable: { class: 'judge', severity: 'low', retry: 'elsewhere', plan: ['restart', 'escalate'] },
  broken: {
    class: 'judge',
    severity: 'high',
    retry: 'again',
    plan: ['wait', 'restart', 'reboot', 'replace', 'escalate'],
  },
  aborted: { class: 'application', severity: 'low', retry: 'elsewhere', plan: ['restart'] },
};

/** Thrown by a Judge. */
export class JudgeError extends Error {
  readonly kind: JudgeErrorKind;
  /** After how long another try on the same host makes sense, when the judge said so. */
  readonly retryAfterMs: number | undefined;
  /** No machine is there any more: asking again is in vain. */
  readonly isGone: boolean;

  constructor(
    kind: JudgeErrorKind,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number; isGone?: boolean } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'JudgeError';
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
    this.isGone = options.isGone ?? false;
  }
}

/** Thrown for a language that a host lists and has no toolchain of: `incapable`, whatever the program. */
export class MissingToolchainError extends JudgeError {
  /** What is missing: `javac`. */
  readonly command: string;

  constructor(command: string) {
    super('incapable', `no toolchain: ${command}`);
    this.name = 'MissingToolchainError';
    this.command = command;
  }
}

/** A language as a judge lists it. */
export interface JudgeLanguage {
  readonly id: number;
  readonly name: string;
}

export interface Judge {
  /** The host's limits; may be cached for the life of the object. Throws JudgeError. */
  limits(signal?: AbortSignal): Promise<JudgeLimits>;
  /** The languages that the host offers. Throws JudgeError. */
  languages(signal?: AbortSignal): Promise<readonly JudgeLanguage[]>;
  /** Runs one program and waits for its report; deletes it from the host afterwards. Throws JudgeError. */
  run(call: JudgeCall, signal?: AbortSignal): Promise<JudgeReport>;
  /** When it last answered any request, in whatever sense, ms since the epoch; undefined before it has, or if unknown. */
  answeredAt?(): number | undefined;
}

/** A judge that also tells how many programs it runs at a time. */
export interface CountingJudge extends Judge {
  /** Undefined when it does not tell, as before its first program. Throws JudgeError. */
  workers(signal?: AbortSignal): Promise<number | undefined>;
}
