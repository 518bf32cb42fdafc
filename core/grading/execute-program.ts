import {
  type BatchOutput,
  type Frame,
  parseBatchOutput,
  type ServeMode,
  writeBatchInput,
} from './batch-protocol.ts';
import { NO_TOOLCHAIN } from './bundle.ts';
import { type GrantedLimits, planCall, sizeNextCall } from './call-limits.ts';
import { type Judge, JudgeError, type JudgeLimits, type JudgeReport } from './judge.ts';
import { decideEnding, decideFrameEnding, type Ending, type ProgramRun } from './program-run.ts';
import { makeSingleCall, readSingleReport, type SingleProgram } from './single-run.ts';

/** One program to run on many inputs, in as few judge calls as the host allows. */
export interface ExecuteRequest {
  readonly judge: Judge;
  readonly granted: GrantedLimits;
  /** Sizes are known before bytes are read, so that a call's inputs are in memory only while it is made. */
  readonly inputs: readonly { readonly bytes: number; read(): Promise<Uint8Array> }[];
  /** The zip for a call that runs these inputs (indices). */
  makeBundle(indices: readonly number[]): Promise<Uint8Array> | Uint8Array;
  /** How to run it without a bundle, where that is possible. */
  readonly single?: SingleProgram;
  /** false: the host does not run bundles of this language; everything goes as single calls. */
  readonly batches: boolean;
  readonly stopAtFailure: boolean;
  /** A driver that serves many test cases, where the program has one; else a process each. */
  readonly driver?: DriverWay;
  readonly newNonce: () => string;
  readonly maxCalls: number;
  readonly sink: RunSink;
  readonly signal?: AbortSignal;
}

/** Running by a driver: faster than a process each, and not for every input. */
export interface DriverWay {
  readonly mode: Exclude<ServeMode, 'process-each'>;
  makeBundle(): Uint8Array;
  /** Inputs larger than this go by a process each. */
  readonly largestInput: number;
  /** The program is nothing without its driver: it serves single test cases too, and never gives way. */
  readonly always: boolean;
}

/** Who is told of runs as they become known. */
export interface RunSink {
  /**
   * Takes a run, each index once; `again-alone` asks for it once more in a call of its own, where its output has all
   * the room there is (never asked when `alone`).
   */
  accept(run: ProgramRun, alone: boolean): Promise<'taken' | 'again-alone'>;
  /** After each call: inputs at or after the index that it returns matter no more; Infinity: all still do. */
  endOfCall(): Promise<number>;
}

/** What executing took. */
export interface ExecuteSummary {
  readonly calls: number;
  /** Present when the program did not compile; then there were no runs. */
  readonly compileError?: string;
  readonly whySplit: readonly string[];
  readonly notes: readonly string[];
}

/** What a driver that cannot work on this host ends with (supervisor/src/server.c). */
const DRIVER_UNFIT = 97;

const NOTHING: BatchOutput = { begun: false, ownNamespace: false, seccomp: false, frames: [] };

/** A report's CPU time may pass the supervisor's by this much before anybody wonders (ENGINE 2: 1 ms is usual). */
const UNEXPLAINED_MS = 50;
const UNEXPLAINED_SHARE = 0.05;

/**
 * Runs a program on every input. Ends: each call either decides at least one input, or splits the inputs that it was
 * made for; an input that cannot be run even alone is reported as lost. Throws JudgeError when the judge gives no
 * report, or cannot run such programs at all.
 */
export async function executeProgram(request: ExecuteRequest): Promise<ExecuteSummary> {
  if (!request.batches && request.single === undefined)
    throw new JudgeError(
      'incapable',
      'the host does not run batches of this language, and this program is judged in no other way',
    );
  return await new Execution(request, await request.judge.limits(request.signal)).run();
}

class Execution {
  private readonly request: ExecuteRequest;
  private readonly host: JudgeLimits;
  /** Inputs still to run, in order; each chunk is what one call is tried with. */
  private work: (readonly number[])[];
  private calls = 0;
  private batches: boolean;
  /** Whether a supervisor has ever started on this host. */
  private started = false;
  private readonly observed = { runs: 0, cpuMs: 0, wallMs: 0 };
  private readonly whySplit = new Set<string>();
  private readonly notes = new Set<string>();
  /** Whether the driver could not start here. */
  private driverUnfit = false;
  /** Inputs that killed the batch even alone. */
  private readonly deadly = new Set<number>();

  constructor(request: ExecuteRequest, host: JudgeLimits) {
    this.request = request;
    this.host = host;
    this.batches = request.batches;
    this.work = request.inputs.length === 0 ? [] : [request.inputs.map((_, index) => index)];
    if (!request.batches) this.whySplit.add('the host does not run batches of this language');
  }

  async run(): Promise<ExecuteSummary> {
    while (this.work.length > 0) {
      const chunk = this.work.shift() as readonly number[];
      const compileError = await this.runChunk(chunk);
      if (compileError !== undefined) return { ...this.summarize(), compileError };
      const upTo = await this.request.sink.endOfCall();
      this.work = this.work
        .map((indices) => indices.filter((index) => index < upTo))
        .filter(({ length }) => length > 0);
    }
    return this.summarize();
  }

  private summarize(): ExecuteSummary {
    return { calls: this.calls, whySplit: [...this.whySplit], notes: [...this.notes] };
  }

  private async runChunk(chunk: readonly number[]): Promise<string | undefined> {
    if (this.calls >= this.request.maxCalls) {
      for (const index of chunk)
        await this.lose(index, `not judged within ${this.request.maxCalls} judge calls`);
      return undefined;
    }
    const first = chunk[0] as number;
    if (this.batches && !this.deadly.has(first)) return await this.runBatch(chunk);
    this.work.unshift(...split(chunk, 1).slice(1));
    const single = this.request.single;
    if (single !== undefined) return await this.runSingle(first, single);
    await this.lose(first, 'the run ended without a trace, alone too');
    return undefined;
  }

  private async runSingle(index: number, single: SingleProgram): Promise<string | undefined> {
    const { judge, granted, inputs, signal } = this.request;
    const input = await (inputs[index] as (typeof inputs)[number]).read();
    this.calls++;
    const call = makeSingleCall(single, input, this.host, granted);
    const report = await judge.run(call, signal);
    if (report.outcome === 'compile-error') return decode(report.compileOutput);
    refuseInternalError(report);
    await this.request.sink.accept(readSingleReport(report, index, this.calls, granted, call.limits), true);
    return undefined;
  }

  private async runBatch(waiting: readonly number[]): Promise<string | undefined> {
    const { inputs, granted, judge, signal, newNonce, stopAtFailure } = this.request;
    const sizes = waiting.map((index) => (inputs[index] as (typeof inputs)[number]).bytes);
    const count = sizeNextCall(sizes, planCall(this.host, granted, waiting.length), this.observed);
    if (count < waiting.length) {
      this.whySplit.add('one call does not hold all test cases by size of inputs or observed time');
      this.work.unshift(waiting.slice(count));
    }
    const chunk = waiting.slice(0, count);
    const plan = planCall(this.host, granted, chunk.length);
    const driver = this.chooseDriver(chunk);
    const contents = await Promise.all(
      chunk.map((index) => (inputs[index] as (typeof inputs)[number]).read()),
    );
    const nonce = newNonce();
    this.calls++;
    const report = await judge.run(
      {
        kind: 'bundle',
        zip: driver === undefined ? await this.request.makeBundle(chunk) : driver.makeBundle(),
        stdin: writeBatchInput(
          { ...plan.header, nonce, stopAtFailure, mode: driver?.mode ?? 'process-each' },
          contents,
        ),
        limits: plan.limits,
      },
      signal,
    );
    if (report.outcome === 'compile-error') return readCompileError(report);
    refuseInternalError(report);
    await this.readBatch(
      chunk,
      parseBatchOutput(report.stdout ?? new Uint8Array(), nonce, chunk.length),
      report,
    );
    return undefined;
  }

  private chooseDriver(chunk: readonly number[]): DriverWay | undefined {
    const { driver, inputs } = this.request;
    if (driver === undefined || driver.always) return driver;
    const fits = chunk.every(
      (index) => (inputs[index] as (typeof inputs)[number]).bytes <= driver.largestInput,
    );
    return fits && chunk.length > 1 && !this.driverUnfit ? driver : undefined;
  }

  private async readBatch(chunk: readonly number[], batch: BatchOutput, report: JudgeReport): Promise<void> {
    if (!batch.begun) {
      this.handleNoStart(chunk, report);
      return;
    }
    const unexplainedMs = this.crossCheck(batch, report);
    let decided = 0;
    let failed = false;
    this.started = true;
    for (const frame of batch.frames) {
      const index = chunk[decided] as number;
      let ending = decideFrameEnding(frame, this.request.granted);
      let cpuMs = frame.cpuUs / 1000;
      if (ending.kind === 'lost') break;
      this.refuseTooLittleMemory(frame, ending);
      if (ending.kind === 'ok' && cpuMs + unexplainedMs > this.request.granted.cpuMs) {
        // The time that nobody reported could be this run's: ask again, alone, where it can only be its own.
        if (chunk.length > 1) break;
        cpuMs += unexplainedMs;
        ending = decideEnding({ cpuMs, memoryKiB: frame.peakKiB, ...frame }, this.request.granted);
      }
      const run: ProgramRun = {
        index,
        ending,
        cpuMs,
        wallMs: frame.wallUs / 1000,
        memoryKiB: frame.peakKiB,
        output: frame.output,
        outputBytes: frame.outputBytes,
        complete: frame.output.length === frame.outputBytes,
        ...(frame.digests === undefined ? {} : { digests: frame.digests }),
        stderr: frame.stderr,
        way: chunk.length > 1 ? 'batch' : this.request.inputs.length > 1 ? 'single' : 'batch',
        call: this.calls,
      };
      this.observed.runs++;
      this.observed.cpuMs += run.cpuMs;
      this.observed.wallMs += run.wallMs;
      decided++;
      failed ||= ending.kind !== 'ok';
      if ((await this.request.sink.accept(run, chunk.length === 1)) === 'again-alone') {
        this.whySplit.add('an output was too long for its share of a batch and was asked for alone');
        this.work.unshift([index]);
      }
      if (frame.tampered) this.notes.add('the program changed its own files; they were put back');
    }
    if (failed && this.request.stopAtFailure) this.work.unshift(...split(chunk, decided).slice(1));
    else this.requeue(chunk, decided, batch, report);
  }

  /** Decides what happens to the inputs of a chunk that its call did not decide. */
  private requeue(chunk: readonly number[], decided: number, batch: BatchOutput, report: JudgeReport): void {
    const rest = chunk.slice(decided);
    const suspect = rest[0];
    if (suspect === undefined) return;
    const frame = batch.frames[decided];
    if (
      frame?.cause === 'J' &&
      frame.error === DRIVER_UNFIT &&
      this.request.driver?.always === false &&
      !this.driverUnfit
    ) {
      this.driverUnfit = true;
      this.whySplit.add('the host lacks what the fork server needs; each test case got a process of its own');
      this.work.unshift(rest);
    } else if (batch.end !== undefined && frame === undefined && decided > 0) {
      // The supervisor stopped by itself because a budget was spent.
      this.whySplit.add("the host's limits for one call ended a batch before its last test case");
      this.work.unshift(rest);
    } else if (frame?.cause === 'B' && decided > 0) {
      this.whySplit.add("the host's limits for one call ended a batch before its last test case");
      this.work.unshift(rest);
    } else if (chunk.length === 1) {
      this.whySplit.add('a test case ended its run without a trace and was judged as a single submission');
      this.deadly.add(suspect);
      this.work.unshift(rest);
    } else if (decided === 0 && !batch.begun && this.started) {
      this.whySplit.add(
        `a batch of ${chunk.length} ended without a result (${report.status}) and was halved`,
      );
      this.work.unshift(...split(rest, Math.ceil(rest.length / 2)));
    } else {
      this.whySplit.add(`a batch ended at one test case (${report.status}); that one was judged alone`);
      this.work.unshift(...split(rest, 1));
    }
    if (batch.fault !== undefined)
      this.notes.add(`the run's output was not as the supervisor writes it: ${batch.fault}`);
  }

  /** Nothing came from the supervisor: the host cannot run bundles of this kind, or at least not this one. */
  private handleNoStart(chunk: readonly number[], report: JudgeReport): void {
    const stderr = decode(report.stderr);
    if (stderr.startsWith(NO_TOOLCHAIN)) throw new JudgeError('incapable', stderr.trim());
    if (chunk.length > 1 || this.started) {
      this.requeue(chunk, 0, NOTHING, report);
      return;
    }
    if (this.request.single === undefined)
      throw new JudgeError(
        'incapable',
        `the host did not start the supervisor: ${report.status}; ${stderr.slice(0, 200)}`,
      );
    this.whySplit.add(
      `the host did not start the supervisor (${report.status}): judged as single submissions`,
    );
    this.batches = false;
    this.work.unshift(chunk);
  }

  /** A program that the kernel killed below the problem's limit met the host's: another host may grant more. */
  private refuseTooLittleMemory({ oomKilled, peakKiB }: Frame, ending: Ending): void {
    const { memoryKiB } = this.request.granted;
    if (ending.kind !== 'MLE' || !oomKilled || this.host.maxMemoryKiB >= memoryKiB || peakKiB > memoryKiB)
      return;
    throw new JudgeError(
      'incapable',
      `a test case may use ${memoryKiB} KiB of memory; the host grants ${this.host.maxMemoryKiB} KiB`,
    );
  }

  /** CPU time that the judge saw and no frame tells; 0 when it is within what is usual. */
  private crossCheck(batch: BatchOutput, report: JudgeReport): number {
    if (batch.end === undefined || report.cpuMs === null) return 0;
    const told = (batch.end.cpuUs + batch.end.ownCpuUs) / 1000;
    const unexplained = report.cpuMs - told;
    if (unexplained <= Math.max(UNEXPLAINED_MS, report.cpuMs * UNEXPLAINED_SHARE)) return 0;
    this.notes.add(
      `the judge measured ${Math.round(unexplained)} ms of CPU time that no test case accounts for`,
    );
    return unexplained;
  }

  private async lose(index: number, reason: string): Promise<void> {
    await this.request.sink.accept(
      {
        index,
        ending: { kind: 'lost', reason },
        cpuMs: 0,
        wallMs: 0,
        memoryKiB: 0,
        output: new Uint8Array(),
        outputBytes: 0,
        complete: true,
        stderr: new Uint8Array(),
        way: 'single',
        call: this.calls,
      },
      true,
    );
  }
}

function split<T>(list: readonly T[], at: number): (readonly T[])[] {
  return [list.slice(0, at), list.slice(at)].filter((part) => part.length > 0);
}

function decode(bytes: Uint8Array | null): string {
  return bytes === null ? '' : new TextDecoder().decode(bytes);
}

/** A judge whose own sandbox failed has said nothing about the program: another may. Throws JudgeError. */
function refuseInternalError(report: JudgeReport): void {
  if (report.outcome === 'internal-error' || report.outcome === 'exec-format')
    throw new JudgeError(
      'broken',
      `the judge said ${report.status}${report.message ? `: ${report.message}` : ''}`,
    );
}

function readCompileError(report: JudgeReport): string {
  const text = decode(report.compileOutput);
  // A compiler's own words begin with a file's name, so no source can make it say this.
  if (text.startsWith(NO_TOOLCHAIN)) throw new JudgeError('incapable', text.trim());
  return text === '' ? (report.message ?? '') : text;
}
