import {
  type CountingJudge,
  JUDGE_FAILURES,
  type JudgeCall,
  JudgeError,
  type JudgeLanguage,
  type JudgeLimits,
  type JudgeReport,
} from '../../core/grading/judge.ts';
import { longestCallMs } from '../../core/grading/longest-call.ts';
import { Judge0Http, type Judge0HttpOptions } from './judge0-http.ts';
import { PollPlan } from './poll-plan.ts';
import {
  COMPILER_FIELD,
  configSchema,
  createdSchema,
  isFinished,
  isQueued,
  languagesSchema,
  REPORT_FIELDS,
  readFieldHead,
  readOutcome,
  reportSchema,
  type WireReport,
  workersSchema,
} from './wire.ts';

/** Where a Judge0 is and how to speak to it. */
export interface Judge0Options extends Judge0HttpOptions {
  /** How long a call may wait for a worker before it counts as lost in time, ms; default 60 s: a slot is a worker. */
  readonly queueAllowanceMs?: number;
}

/** How much is read of an answer that tells a compiler's words, in base64: what a verdict shows many times over. */
const COMPILER_HEAD_BYTES = 64 * 1024;

/** Judge0's multi-file program. */
const MULTI_FILE_PROGRAM = 89;
/** The largest wall time of a stock host, where the host has not told its own yet. */
const STOCK_MAX_WALL_MS = 20_000;
/**
 * A question for a report can be asked again: the program runs on meanwhile. A host that answers nothing that makes sense so
 * often in a row is taken for gone.
 */
const MOST_FAILED = 2;
/**
 * A host may be slow to answer while a call of its runs. Once the call must have ended it is gone when it is silent for so
 * long, ms: 5 s after that at the latest the call is made elsewhere.
 */
const SILENT_MS = 4_000;
/** Deleting is worth no more than this, ms: a verdict may wait for it. */
const DELETE_TIMEOUT_MS = 2_000;
const toSeconds = (ms: number) => Math.round(ms) / 1000;

const encode = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/**
 * The Judge port on Judge0 1.13.1's API. Submits, then polls as its PollPlan says; deletes what is finished, since
 * Judge0 keeps every submission in its database.
 */
export class Judge0Judge implements CountingJudge {
  private readonly http: Judge0Http;
  private readonly queueAllowanceMs: number;
  private readonly pollPlan = new PollPlan();
  private knownLimits: Promise<JudgeLimits> | undefined;
  private maxWallMs = STOCK_MAX_WALL_MS;

  constructor(options: Judge0Options) {
    this.http = new Judge0Http(options);
    this.queueAllowanceMs = options.queueAllowanceMs ?? 60_000;
  }

  async limits(signal?: AbortSignal): Promise<JudgeLimits> {
    this.knownLimits ??= this.readLimits(signal);
    try {
      return await this.knownLimits;
    } catch (error) {
      this.knownLimits = undefined;
      throw error;
    }
  }

  answeredAt(): number | undefined {
    return this.http.answeredAt;
  }

  async languages(signal?: AbortSignal): Promise<readonly JudgeLanguage[]> {
    return await this.http.get('/languages', languagesSchema, signal);
  }

  async workers(signal?: AbortSignal): Promise<number | undefined> {
    const queues = await this.http.get('/workers', workersSchema, signal);
    const count = queues.reduce((sum, { available }) => sum + available, 0);
    return count === 0 ? undefined : count;
  }

  async run(call: JudgeCall, signal?: AbortSignal): Promise<JudgeReport> {
    const { token } = await this.http.post(
      '/submissions?base64_encoded=true&wait=false',
      makeBody(call),
      createdSchema,
      signal,
    );
    const longestMs = longestCallMs({ maxWallMs: this.maxWallMs }, call.limits.wallMs);
    const report = await this.awaitReport(token, call.kind, longestMs, signal).catch(
      async (error: unknown) => {
        // Nobody is there, or it is unfinished: that cannot be deleted.
        const isInVain = error instanceof JudgeError && ['unreachable', 'aborted'].includes(error.kind);
        if (!isInVain) await this.forget(token);
        throw error;
      },
    );
    await this.forget(token);
    return report;
  }

  /** The report of a call, of a plain one with the beginning of what its compiler said where that is the outcome. */
  private async awaitReport(
    token: string,
    kind: JudgeCall['kind'],
    longestMs: number,
    signal?: AbortSignal,
  ): Promise<JudgeReport> {
    if (kind === 'bundle')
      return await this.poll(token, `${REPORT_FIELDS},${COMPILER_FIELD}`, longestMs, signal);
    const report = await this.poll(token, REPORT_FIELDS, longestMs, signal);
    if (report.outcome !== 'compile-error') return report;
    const path = `/submissions/${token}?base64_encoded=true&fields=${COMPILER_FIELD}`;
    try {
      const head = await this.http.getHead(path, COMPILER_HEAD_BYTES, signal);
      return { ...report, compileOutput: readFieldHead(head, COMPILER_FIELD) };
    } catch (error) {
      if (signal?.aborted) throw error;
      // That it does not compile is known; of why, what cannot be read is worth no verdict.
      return { ...report, compileOutput: null };
    }
  }

  /** Best effort: a host that cannot delete is no reason to lose a verdict. */
  private async forget(token: string): Promise<void> {
    await this.http.delete(`/submissions/${token}?fields=token`, DELETE_TIMEOUT_MS).catch(() => undefined);
  }

  /** @param longestMs how long the call may hold a worker, from when it has one */
  private async poll(
    token: string,
    fields: string,
    longestMs: number,
    signal?: AbortSignal,
  ): Promise<JudgeReport> {
    const started = this.http.now();
    const deadline = started + longestMs + this.queueAllowanceMs;
    /** When it must have ended, if it has begun when that was last not known. */
    let endsBy = started + longestMs;
    const path = `/submissions/${token}?base64_encoded=true&fields=${fields}`;
    for (let failed = 0, pauseMs = 0; ; ) {
      const waited = this.http.now() - started;
      await this.http.sleep(Math.max(pauseMs, this.pollPlan.nextDelay(waited)), signal);
      let report: WireReport;
      const leftMs = Math.max(0, endsBy - this.http.now());
      try {
        const timeoutMs = Math.min(this.http.requestTimeoutMs, leftMs + SILENT_MS);
        report = await this.http.get(path, reportSchema, signal, timeoutMs);
        failed = 0;
        pauseMs = 0;
      } catch (error) {
        if (!(error instanceof JudgeError) || this.http.now() > deadline) throw error;
        const { kind, retryAfterMs = 0 } = error;
        const isPassing = JUDGE_FAILURES[kind].retry === 'again';
        if (!isPassing || (kind !== 'busy' && ++failed === MOST_FAILED)) throw error;
        if (error.isGone || (kind === 'unreachable' && this.http.now() >= endsBy)) throw error;
        pauseMs = Math.min(retryAfterMs, deadline - this.http.now());
        continue;
      }
      if (isFinished(report.status.id)) {
        this.pollPlan.learn(readDuration(report, this.http.now() - started));
        return readReport(token, report);
      }
      if (isQueued(report.status.id)) endsBy = this.http.now() + longestMs;
      if (this.http.now() > deadline)
        throw new JudgeError(
          'timeout',
          `submission ${token} is still ${report.status.description} after ${Math.round(waited / 1000)} s`,
        );
    }
  }

  private async readLimits(signal?: AbortSignal): Promise<JudgeLimits> {
    const config = await this.http.get('/config_info', configSchema, signal);
    this.maxWallMs = config.max_wall_time_limit * 1000;
    return {
      maxCpuMs: config.max_cpu_time_limit * 1000,
      maxWallMs: config.max_wall_time_limit * 1000,
      maxMemoryKiB: config.max_memory_limit,
      maxStackKiB: config.max_stack_limit,
      maxProcesses: config.max_max_processes_and_or_threads,
      maxFileKiB: config.max_max_file_size,
    };
  }
}

function makeBody({ limits, stdin, ...call }: JudgeCall): Record<string, unknown> {
  return {
    ...(call.kind === 'bundle'
      ? { language_id: MULTI_FILE_PROGRAM, additional_files: encode(call.zip) }
      : { language_id: call.languageId, source_code: encode(call.source) }),
    stdin: encode(stdin),
    cpu_time_limit: toSeconds(limits.cpuMs),
    cpu_extra_time: 0,
    wall_time_limit: toSeconds(limits.wallMs),
    memory_limit: Math.floor(limits.memoryKiB),
    stack_limit: Math.floor(limits.stackKiB),
    max_processes_and_or_threads: limits.processes,
    max_file_size: Math.floor(limits.fileKiB),
    enable_per_process_and_thread_time_limit: false,
    enable_per_process_and_thread_memory_limit: false,
    enable_network: false,
  };
}

/** From a call's creation to its end, ms, by the host's own clock; or how long it was seen to take. */
function readDuration({ created_at: created, finished_at: finished }: WireReport, seenMs: number): number {
  const durationMs = Date.parse(finished ?? '') - Date.parse(created ?? '');
  return durationMs >= 0 && durationMs < seenMs ? durationMs : seenMs;
}

function readReport(token: string, wire: WireReport): JudgeReport {
  const bytes = (field: string | null | undefined) =>
    field == null ? null : new Uint8Array(Buffer.from(field, 'base64'));
  const milliseconds = (field: string | number | null | undefined) =>
    field == null || !Number.isFinite(Number(field)) ? null : Number(field) * 1000;
  return {
    token,
    outcome: readOutcome(wire.status.id),
    status: `${wire.status.id} ${wire.status.description}`,
    stdout: bytes(wire.stdout),
    stderr: bytes(wire.stderr),
    compileOutput: bytes(wire.compile_output),
    message: wire.message == null ? null : Buffer.from(wire.message, 'base64').toString(),
    exitCode: wire.exit_code ?? null,
    exitSignal: wire.exit_signal ?? null,
    cpuMs: milliseconds(wire.time),
    wallMs: milliseconds(wire.wall_time),
    memoryKiB: wire.memory ?? null,
  };
}
