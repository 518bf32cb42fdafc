import {
  type BatchOutput,
  CUT_OUTPUT,
  FORGED_OUTPUT,
  parseBatchOutput,
  writeBatchInput,
} from './batch-protocol.ts';
import { planCall, sizeNextCall } from './call-limits.ts';
import { decideCall, decideRest, divideRest, type RestFacts } from './decide-call.ts';
import type { DriverWay, ExecuteRequest, ExecuteStep } from './execute-request.ts';
import {
  type Judge,
  JudgeError,
  type JudgeLimits,
  type JudgeReport,
  MissingToolchainError,
} from './judge.ts';
import { decodeText, findUnexplainedCpu, readCompileError, refuseInternalError } from './judge-report.ts';
import { isUnreadable, loseRun, type ProgramRun } from './program-run.ts';
import { readFrames } from './read-frames.ts';
import { makeSingleCall, readSingleReport, readUnreadable, type SingleProgram } from './single-run.ts';
import type { Architecture } from './supervisors.ts';

/** Of judges whose supervisor has said it: bundles for them need not bring all supervisors. */
const architectures = new WeakMap<Judge, Architecture>();

/**
 * Runs a program on every input, and tells the runs in the inputs' order, call by call: whoever has seen enough stops
 * asking, and no further call is made. Ends: each call either decides at least one input, or splits the inputs that it
 * was made for; an input that cannot be run even alone is told as lost. Throws JudgeError when the judge gives no
 * report, or cannot run such programs at all.
 */
export async function* executeProgram(request: ExecuteRequest): AsyncGenerator<ExecuteStep, void> {
  if (!request.batches && request.single === undefined)
    throw new JudgeError(
      'incapable',
      'the host does not run batches of this language, and this program is judged in no other way',
    );
  const execution = new Execution(request, await request.judge.limits(request.signal));
  /** Known before one of an earlier input, which is asked for again. */
  const early = new Map<number, ProgramRun>();
  for (let next = 0; next < request.inputs.length; ) {
    const outcome = await execution.callNext();
    if ('compileError' in outcome) {
      yield { runs: [], ...execution.summarize(), ...outcome };
      return;
    }
    for (const run of outcome.runs) early.set(run.index, run);
    const runs: ProgramRun[] = [];
    for (let run = early.get(next); run !== undefined; run = early.get(next)) {
      runs.push(run);
      early.delete(next++);
    }
    yield { runs, ...execution.summarize() };
  }
}

type CallOutcome = { readonly runs: readonly ProgramRun[] } | { readonly compileError: string };

class Execution {
  readonly #request: ExecuteRequest;
  readonly #host: JudgeLimits;
  /** Inputs still to run, in order; each chunk is what one call is tried with. */
  readonly #work: (readonly number[])[];
  #calls = 0;
  #batches: boolean;
  /** Whether a supervisor has ever started on this host. */
  #started = false;
  /** Whether the program has ever been run here: then it does compile. */
  #compiled = false;
  /** Whether the driver could not start here. */
  #driverUnfit = false;
  /** Inputs that killed the batch even alone. */
  readonly #deadly = new Set<number>();
  readonly #observed = { runs: 0, cpuMs: 0, wallMs: 0 };
  readonly #whySplit = new Set<string>();
  readonly #notes = new Set<string>();

  constructor(request: ExecuteRequest, host: JudgeLimits) {
    this.#request = request;
    this.#host = host;
    this.#batches = request.batches;
    this.#work = [request.inputs.map((_, index) => index)];
    if (!request.batches) this.#whySplit.add('the host does not run batches of this language');
  }

  summarize(): Omit<ExecuteStep, 'runs'> {
    return { calls: this.#calls, whySplit: [...this.#whySplit], notes: [...this.#notes] };
  }

  /** Deals with the chunk that waits first. */
  async callNext(): Promise<CallOutcome> {
    const chunk = this.#work.shift() ?? [];
    const { single, maxCalls } = this.#request;
    const { action, reason } = decideCall({
      calls: this.#calls,
      maxCalls,
      batches: this.#batches,
      deadly: this.#deadly.has(chunk[0] as number),
      hasSingle: single !== undefined,
    });
    if (action === 'batch') return await this.#runBatch(chunk);
    const now = action === 'lose-all' ? chunk : chunk.slice(0, 1);
    this.#await(chunk.slice(now.length));
    return action === 'single'
      ? await this.#runSingle(chunk[0] as number, single as SingleProgram)
      : { runs: now.map((index) => loseRun(index, reason, this.#calls)) };
  }

  async #runSingle(index: number, single: SingleProgram): Promise<CallOutcome> {
    const { judge, granted, signal } = this.#request;
    const call = makeSingleCall(single, await this.#inputOf(index).read(), this.#host, granted);
    this.#calls++;
    const report = await judge.run(call, signal);
    if (report.outcome === 'compile-error') return this.#doesNotCompile(decodeText(report.compileOutput));
    refuseInternalError(report);
    const unread = this.#compiled ? undefined : readUnreadable(single, report);
    if (unread !== undefined) return { compileError: unread };
    this.#compiled = true;
    return { runs: [readSingleReport(report, index, this.#calls, granted, call.limits)] };
  }

  async #runBatch(waiting: readonly number[]): Promise<CallOutcome> {
    const { granted, inputs, stopAtFailure } = this.#request;
    const sizes = waiting.map((index) => this.#inputOf(index).bytes);
    const count = sizeNextCall(sizes, planCall(this.#host, granted, waiting.length), this.#observed);
    if (count < waiting.length)
      this.#whySplit.add('one call does not hold all test cases by size of inputs or observed time');
    this.#await(waiting.slice(count));
    const chunk = waiting.slice(0, count);
    const { report, batch } = await this.#callBatch(chunk);
    if (batch === undefined) return this.#doesNotCompile(readCompileError(report));
    const [first] = batch.frames;
    if (first !== undefined && isUnreadable(first) && !this.#compiled)
      return { compileError: decodeText(first.stderr).trimEnd() || 'The program cannot be read.' };
    this.#started ||= batch.begun;
    this.#compiled ||= batch.begun;
    const unexplainedMs = findUnexplainedCpu(batch, report);
    if (unexplainedMs > 0)
      this.#notes.add(
        `the judge measured ${Math.round(unexplainedMs)} ms of CPU time that no test case accounts for`,
      );
    const runs = readFrames(batch, {
      chunk,
      unexplainedMs,
      granted,
      host: this.#host,
      way: chunk.length > 1 || inputs.length === 1 ? 'batch' : 'single',
      call: this.#calls,
    });
    this.#observe(runs);
    if (batch.frames.slice(0, runs.length).some(({ tampered }) => tampered))
      this.#notes.add('the program changed its own files; they were put back');
    const told = await this.#tellApart(runs, chunk.length === 1);
    this.#placeRest(chunk, {
      size: chunk.length,
      decided: runs.length,
      stopped: stopAtFailure && runs.some((run) => this.#hasFailed(run)),
      batch,
      status: report.status,
      stderr: decodeText(report.stderr),
    });
    this.#await(...told.again.map((index) => [index]));
    return told;
  }

  /** Whether the supervisor stops at such a run, where it is to stop at the first failure. */
  #hasFailed({ ending, conversation }: ProgramRun): boolean {
    if (ending.kind !== 'ok' || conversation === undefined) return ending.kind !== 'ok';
    const { cause, signal, exitCode } = conversation;
    return cause !== '-' || signal !== 0 || exitCode !== this.#request.interactor?.acceptedCode;
  }

  /** One judge call for a chunk; no batch when the program did not compile. */
  async #callBatch(
    chunk: readonly number[],
    outputFrom = 0,
  ): Promise<{ readonly report: JudgeReport; readonly batch: BatchOutput | undefined }> {
    const { granted, judge, signal, newNonce, stopAtFailure, interactor } = this.#request;
    const plan = planCall(this.#host, granted, chunk.length);
    const driver = this.#chooseDriver(chunk);
    const contents = await Promise.all(chunk.map((index) => this.#inputOf(index).read()));
    const nonce = newNonce();
    const architecture = architectures.get(judge);
    const host = { limits: this.#host, ...(architecture === undefined ? {} : { architecture }) };
    this.#calls++;
    const report = await judge.run(
      {
        kind: 'bundle',
        zip: driver === undefined ? await this.#request.makeBundle(chunk, host) : driver.makeBundle(host),
        stdin: writeBatchInput(
          {
            ...plan.header,
            nonce,
            stopAtFailure,
            mode: interactor === undefined ? (driver?.mode ?? 'process-each') : 'interact',
            outputFrom,
            ...(interactor === undefined ? {} : { interactor }),
          },
          contents,
        ),
        limits: plan.limits,
      },
      signal,
    );
    if (report.outcome === 'compile-error') return { report, batch: undefined };
    refuseInternalError(report);
    const batch = parseBatchOutput(
      report.stdout ?? new Uint8Array(),
      nonce,
      chunk.length,
      interactor !== undefined,
    );
    if (batch.architecture !== undefined) architectures.set(judge, batch.architecture);
    return { report, batch };
  }

  #chooseDriver(chunk: readonly number[]): DriverWay | undefined {
    const { driver } = this.#request;
    if (driver === undefined || driver.always) return driver;
    const fits = chunk.every((index) => this.#inputOf(index).bytes <= driver.largestInput);
    return fits && chunk.length > 1 && !this.#driverUnfit ? driver : undefined;
  }

  /** Runs to be told, and inputs to ask for again since a part of their output is not enough. */
  async #tellApart(runs: readonly ProgramRun[], alone: boolean) {
    const told = { runs: [] as ProgramRun[], again: [] as number[] };
    for (const run of runs) {
      const cut = !run.complete && run.ending.kind === 'ok';
      if (!cut || this.#request.isEnough === undefined || (await this.#request.isEnough(run)))
        told.runs.push(run);
      else if (alone) told.runs.push(await this.#fetchRest(run));
      else {
        this.#whySplit.add('an output was too long for its share of a batch and was asked for alone');
        told.again.push(run.index);
      }
    }
    return told;
  }

  /**
   * The same run with its whole output: the rest comes from more runs, each of which shows another part. The run as it is
   * where the calls do not suffice, or a run ends otherwise or prints something else.
   */
  async #fetchRest(run: ProgramRun): Promise<ProgramRun> {
    const parts = [run.output];
    for (let have = run.output.length; have < run.outputBytes; ) {
      if (this.#calls >= this.#request.maxCalls) return run;
      this.#whySplit.add('an output was too long for one call and was fetched in parts');
      const { batch } = await this.#callBatch([run.index], have);
      const frame = batch?.frames[0];
      const same = frame?.digests !== undefined && frame.digests.exact === run.digests?.exact;
      if (!same || frame.output.length === 0) {
        this.#notes.add('the program gave another output when it was run again for the rest of a long one');
        return run;
      }
      parts.push(frame.output);
      have += frame.output.length;
    }
    return { ...run, output: Buffer.concat(parts), complete: true };
  }

  /** Does with the rest of a batch what is decided. */
  #placeRest(
    chunk: readonly number[],
    facts: Omit<RestFacts, 'started' | 'mayDropDriver' | 'oneSupervisor' | 'hasSingle'>,
  ): void {
    const { judge, driver, single } = this.#request;
    const { action, reason } = decideRest({
      ...facts,
      started: this.#started,
      mayDropDriver: driver?.always === false && !this.#driverUnfit,
      oneSupervisor: architectures.has(judge),
      hasSingle: single !== undefined,
    });
    if (action === 'refuse-toolchain') throw new MissingToolchainError(reason);
    if (action === 'refuse') throw new JudgeError('incapable', reason);
    if (action === 'none') return;
    const rest = chunk.slice(facts.decided);
    this.#await(...divideRest(action, rest));
    if (action === 'keep') return;
    this.#whySplit.add(reason);
    if (action === 'drop-driver') this.#driverUnfit = true;
    if (action === 'drop-batches') this.#batches = false;
    if (action === 'send-all-supervisors') architectures.delete(judge);
    if (action === 'as-single') this.#deadly.add(rest[0] as number);
    if (facts.batch.begun && facts.batch.fault !== undefined)
      this.#notes.add(`${facts.batch.forged ? FORGED_OUTPUT : CUT_OUTPUT}${facts.batch.fault}`);
  }

  #doesNotCompile(compileError: string): CallOutcome {
    if (!this.#compiled) return { compileError };
    throw new JudgeError('broken', `the program compiled here, and later not: ${compileError.slice(0, 200)}`);
  }

  #observe(runs: readonly ProgramRun[]): void {
    this.#observed.runs += runs.length;
    for (const { cpuMs, wallMs } of runs) {
      this.#observed.cpuMs += cpuMs;
      this.#observed.wallMs += wallMs;
    }
  }

  /** Puts chunks before all that waits. */
  #await(...chunks: readonly (readonly number[])[]): void {
    this.#work.unshift(...chunks.filter(({ length }) => length > 0));
  }

  #inputOf(index: number): ExecuteRequest['inputs'][number] {
    return this.#request.inputs[index] as ExecuteRequest['inputs'][number];
  }
}
