import { type BatchOutput, parseBatchOutput, writeBatchInput } from './batch-protocol.ts';
import { findMissingCommand } from './bundle.ts';
import { planCall, sizeNextCall } from './call-limits.ts';
import type { DriverWay, ExecuteRequest, ExecuteSummary } from './execute-request.ts';
import {
  type Judge,
  JudgeError,
  type JudgeLimits,
  type JudgeReport,
  MissingToolchainError,
} from './judge.ts';
import {
  decodeText,
  findUnexplainedCpu,
  readCompileError,
  refuseInternalError,
  refuseTooLittleMemory,
} from './judge-report.ts';
import { decideEnding, decideFrameEnding, isUnreadable, type ProgramRun } from './program-run.ts';
import { makeSingleCall, readSingleReport, readUnreadable, type SingleProgram } from './single-run.ts';
import type { Architecture } from './supervisors.ts';

/** What a driver that cannot work on this host ends with (supervisor/src/server.c). */
const DRIVER_UNFIT = 97;

/** What bash says of a supervisor that is not in the bundle, or not for this machine. */
const NO_SUPERVISOR = './assize-supervisor-';

/** Of judges whose supervisor has said it: bundles for them need not bring all supervisors. */
const architectures = new WeakMap<Judge, Architecture>();

const NOTHING: BatchOutput = { begun: false, ownNamespace: false, seccomp: false, frames: [] };

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
  /** Whether the program has ever been run here: then it does compile. */
  private compiled = false;
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
      if (compileError !== undefined && this.compiled)
        throw new JudgeError(
          'broken',
          `the program compiled here, and later not: ${compileError.slice(0, 200)}`,
        );
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
    if (report.outcome === 'compile-error') return decodeText(report.compileOutput);
    refuseInternalError(report);
    const unread = this.compiled ? undefined : readUnreadable(single, report);
    if (unread !== undefined) return unread;
    this.compiled = true;
    await this.request.sink.accept(readSingleReport(report, index, this.calls, granted, call.limits), true);
    return undefined;
  }

  private async runBatch(waiting: readonly number[]): Promise<string | undefined> {
    const { inputs, granted } = this.request;
    const sizes = waiting.map((index) => (inputs[index] as (typeof inputs)[number]).bytes);
    const count = sizeNextCall(sizes, planCall(this.host, granted, waiting.length), this.observed);
    if (count < waiting.length) {
      this.whySplit.add('one call does not hold all test cases by size of inputs or observed time');
      this.work.unshift(waiting.slice(count));
    }
    const chunk = waiting.slice(0, count);
    const { report, batch } = await this.callBatch(chunk);
    if (batch === undefined) return readCompileError(report);
    const [first] = batch.frames;
    if (first !== undefined && isUnreadable(first) && !this.compiled)
      return decodeText(first.stderr).trimEnd() || 'The program cannot be read.';
    await this.readBatch(chunk, batch, report);
    return undefined;
  }

  /** One judge call for a chunk; no batch when the program did not compile. */
  private async callBatch(
    chunk: readonly number[],
    outputFrom = 0,
  ): Promise<{ readonly report: JudgeReport; readonly batch: BatchOutput | undefined }> {
    const { inputs, granted, judge, signal, newNonce, stopAtFailure } = this.request;
    const plan = planCall(this.host, granted, chunk.length);
    const driver = this.chooseDriver(chunk);
    const contents = await Promise.all(
      chunk.map((index) => (inputs[index] as (typeof inputs)[number]).read()),
    );
    const nonce = newNonce();
    const architecture = architectures.get(judge);
    const host = { limits: this.host, ...(architecture === undefined ? {} : { architecture }) };
    this.calls++;
    const report = await judge.run(
      {
        kind: 'bundle',
        zip: driver === undefined ? await this.request.makeBundle(chunk, host) : driver.makeBundle(host),
        stdin: writeBatchInput(
          { ...plan.header, nonce, stopAtFailure, mode: driver?.mode ?? 'process-each', outputFrom },
          contents,
        ),
        limits: plan.limits,
      },
      signal,
    );
    if (report.outcome === 'compile-error') return { report, batch: undefined };
    refuseInternalError(report);
    const batch = parseBatchOutput(report.stdout ?? new Uint8Array(), nonce, chunk.length);
    if (batch.architecture !== undefined) architectures.set(judge, batch.architecture);
    return { report, batch };
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
    this.compiled = true;
    for (const frame of batch.frames) {
      const index = chunk[decided] as number;
      let ending = decideFrameEnding(frame, this.request.granted);
      let cpuMs = frame.cpuUs / 1000;
      if (ending.kind === 'lost') break;
      refuseTooLittleMemory(frame, ending, this.host, this.request.granted);
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
      const last = run.complete || run.ending.kind !== 'ok';
      if ((await this.request.sink.accept(run, last)) === 'wants-all') {
        if (chunk.length > 1) {
          this.whySplit.add('an output was too long for its share of a batch and was asked for alone');
          this.work.unshift([index]);
        } else {
          await this.request.sink.accept(await this.fetchRest(run), true);
        }
      }
      if (frame.tampered) this.notes.add('the program changed its own files; they were put back');
    }
    if (failed && this.request.stopAtFailure) this.work.unshift(...split(chunk, decided).slice(1));
    else this.requeue(chunk, decided, batch, report);
  }

  /**
   * The same run with its whole output: the rest comes from more runs, each of which shows another part. The run as it is
   * where the calls do not suffice, or a run ends otherwise or prints something else.
   */
  private async fetchRest(run: ProgramRun): Promise<ProgramRun> {
    const parts = [run.output];
    for (let have = run.output.length; have < run.outputBytes; ) {
      if (this.calls >= this.request.maxCalls) return run;
      this.whySplit.add('an output was too long for one call and was fetched in parts');
      const { batch } = await this.callBatch([run.index], have);
      const frame = batch?.frames[0];
      const same = frame?.digests !== undefined && frame.digests.exact === run.digests?.exact;
      if (!same || frame.output.length === 0) {
        this.notes.add('the program gave another output when it was run again for the rest of a long one');
        return run;
      }
      parts.push(frame.output);
      have += frame.output.length;
    }
    return { ...run, output: Buffer.concat(parts), complete: true };
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
    const stderr = decodeText(report.stderr);
    const missing = findMissingCommand(stderr);
    if (missing !== undefined) throw new MissingToolchainError(missing);
    if (stderr.includes(NO_SUPERVISOR) && architectures.delete(this.request.judge)) {
      this.whySplit.add(
        "the host is of another architecture than before, and was sent that one's supervisor too",
      );
      this.work.unshift(chunk);
      return;
    }
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

  /** CPU time that the judge saw and no frame tells; 0 when it is within what is usual. */
  private crossCheck(batch: BatchOutput, report: JudgeReport): number {
    const unexplained = findUnexplainedCpu(batch, report);
    if (unexplained > 0)
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
