import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ConnectionPolicy, FunctionDefinition, FunctionFailure } from './definition.ts';
import type { ProcessRegister } from './processes.ts';

/** How long loading the bundle may take; AWS gives 10 s, this machine may start many at once. */
const INIT_TIMEOUT_MS = 30_000;
/** V8's heap may take this part of the function's memory, as on Lambda. */
const HEAP_SHARE = 0.9;
const RESPONSE_LIMIT_BYTES = 6 * 1024 * 1024;

export interface InstanceDeps {
  readonly region: string;
  readonly endpointUrl: string;
  readonly processes: ProcessRegister;
  readonly decideConnection: ConnectionPolicy;
  readonly onLine: (stream: 'stdout' | 'stderr', line: string, requestId: string | undefined) => void;
  readonly onRefusedConnection: (
    host: string,
    port: number,
    reason: string,
    requestId: string | undefined,
  ) => void;
  readonly onExit: (instance: FunctionInstance) => void;
}

export type InvocationOutcome =
  | { readonly ok: true; readonly payload: string; readonly durationMs: number }
  | { readonly ok: false; readonly failure: FunctionFailure; readonly durationMs: number };

type Message =
  | { type: 'ready' }
  | { type: 'init-error'; error: FunctionFailure }
  | { type: 'crash'; error: FunctionFailure }
  | { type: 'result'; requestId: string; payload: string }
  | { type: 'error'; requestId: string; error: FunctionFailure }
  | { type: 'connect'; id: number; host: string; port: number };

/** What the process of a function sees: the template's variables and Lambda's own, nothing of ours but PATH. */
export function environmentOf(
  definition: FunctionDefinition,
  deps: { region: string; endpointUrl: string; logStream: string },
): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...definition.environment,
    _HANDLER: definition.handler,
    LAMBDA_TASK_ROOT: definition.codeDir,
    AWS_REGION: deps.region,
    AWS_DEFAULT_REGION: deps.region,
    AWS_ACCESS_KEY_ID: definition.principal.accessKeyId,
    AWS_SECRET_ACCESS_KEY: definition.principal.secretAccessKey,
    AWS_ENDPOINT_URL: deps.endpointUrl,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: deps.logStream,
  };
}

/** One process of one function: loads the bundle, then runs one invocation at a time until it is stopped. */
export class FunctionInstance {
  readonly definition: FunctionDefinition;
  /** Unix ms of the last invocation's end. */
  idleSinceMs: number;
  /** Ms from start to a loaded bundle; undefined while loading. */
  initMs: number | undefined;

  readonly #child: ChildProcess;
  readonly #deps: InstanceDeps;
  readonly #ready: Promise<void>;
  readonly #exited: Promise<unknown>;
  #settleInit: { fulfil: () => void; reject: (failure: InitFailure) => void } | undefined;
  #current:
    | { requestId: string; settle: (outcome: FunctionFailure | { payload: string }) => void }
    | undefined;
  #lastRequestId: string | undefined;
  #crash: FunctionFailure | undefined;
  #alive = true;
  #reserved = false;

  constructor(definition: FunctionDefinition, deps: InstanceDeps, startedMs: number, logStream: string) {
    this.definition = definition;
    this.#deps = deps;
    this.idleSinceMs = startedMs;
    this.#child = spawn(
      process.execPath,
      [
        `--max-old-space-size=${Math.floor(definition.memoryMb * HEAP_SHARE)}`,
        '--import',
        join(import.meta.dirname, 'network-guard.mjs'),
        join(import.meta.dirname, 'bootstrap.mjs'),
      ],
      {
        cwd: definition.codeDir,
        env: environmentOf(definition, { region: deps.region, endpointUrl: deps.endpointUrl, logStream }),
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        // Out of the terminal's group: Ctrl-C is for the system, which ends its functions in order.
        detached: true,
      },
    );
    if (this.#child.pid !== undefined) deps.processes.record(this.#child.pid, `function ${definition.label}`);
    const bornMs = performance.now();
    this.#ready = new Promise((fulfil, reject) => {
      this.#settleInit = {
        fulfil: () => {
          this.initMs = performance.now() - bornMs;
          fulfil();
        },
        reject,
      };
    });
    // Nobody may be waiting when a warm process dies.
    this.#ready.catch(() => undefined);
    this.#exited = once(this.#child, 'close').catch(() => undefined);
    this.#child.on('message', (message) => this.#receive(message as Message));
    this.#child.on('error', (error) =>
      this.#end({ errorType: 'Runtime.ExitError', errorMessage: error.message }),
    );
    this.#child.on('close', (code, signal) => this.#close(code, signal));
    for (const stream of ['stdout', 'stderr'] as const) {
      createInterface({ input: this.#child[stream]! }).on('line', (line) =>
        deps.onLine(stream, line, this.#current?.requestId ?? this.#lastRequestId),
      );
    }
  }

  get alive(): boolean {
    return this.#alive;
  }

  get busy(): boolean {
    return this.#reserved;
  }

  /** Keeps the instance for one invocation: it counts as busy until that has ended. */
  reserve(): this {
    this.#reserved = true;
    return this;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Runs one invocation. A failure of the function, its process or its time limit is an outcome; after a
   * death or a time-out the instance is not alive any more.
   */
  async invoke(requestId: string, payload: string): Promise<InvocationOutcome> {
    const bornCold = this.initMs === undefined;
    let startedMs = performance.now();
    const outcome = new Promise<FunctionFailure | { payload: string }>((settle) => {
      this.#current = { requestId, settle };
    });
    this.#lastRequestId = requestId;
    let timer: NodeJS.Timeout | undefined;
    try {
      if (bornCold) {
        await this.#initialized();
        startedMs = performance.now();
      }
      const timeoutMs = this.definition.timeoutS * 1000;
      timer = setTimeout(() => this.#expire(requestId), timeoutMs);
      if (this.#alive) {
        const message = {
          type: 'invoke',
          requestId,
          payload,
          deadlineMs: Date.now() + timeoutMs,
          functionArn: this.definition.arn,
        };
        // A channel that closes meanwhile ends the invocation through the process's exit.
        this.#child.send(message, () => undefined);
      }
      const result = await outcome;
      const durationMs = performance.now() - startedMs;
      if (!('payload' in result)) return { ok: false, failure: result, durationMs };
      const size = Buffer.byteLength(result.payload);
      if (size > RESPONSE_LIMIT_BYTES) return { ok: false, failure: tooLarge(size), durationMs };
      return { ok: true, payload: result.payload, durationMs };
    } catch (error) {
      if (!(error instanceof InitFailure)) throw error;
      this.kill();
      return { ok: false, failure: error.failure, durationMs: performance.now() - startedMs };
    } finally {
      clearTimeout(timer);
      this.#current = undefined;
      this.#reserved = false;
      this.idleSinceMs = Date.now();
    }
  }

  /** Kills the process at once; what it runs ends as a crash. */
  kill(): void {
    this.#alive = false;
    this.#child.kill('SIGKILL');
  }

  /** Kills the process and waits until it is gone. */
  async stop(): Promise<void> {
    this.kill();
    await this.#exited;
  }

  async #initialized(): Promise<void> {
    const timer = setTimeout(() => {
      this.#settleInit?.reject(
        new InitFailure({
          errorType: 'Sandbox.Timedout',
          errorMessage: `Init phase timed out after ${INIT_TIMEOUT_MS / 1000} seconds`,
        }),
      );
    }, INIT_TIMEOUT_MS);
    try {
      await this.#ready;
    } finally {
      clearTimeout(timer);
    }
  }

  #receive(message: Message): void {
    if (message.type === 'connect') void this.#judgeConnection(message);
    else if (message.type === 'ready') this.#settleInit?.fulfil();
    else if (message.type === 'init-error') this.#settleInit?.reject(new InitFailure(message.error));
    else if (message.type === 'crash') this.#crash = message.error;
    else if (message.requestId === this.#current?.requestId) {
      this.#current.settle(message.type === 'result' ? { payload: message.payload } : message.error);
    }
  }

  async #judgeConnection({ id, host, port }: { id: number; host: string; port: number }): Promise<void> {
    const verdict = await this.#deps
      .decideConnection(this.definition, host, port)
      .catch((error: unknown) => ({
        allowed: false,
        reason: `the local network could not decide: ${String(error)}`,
      }));
    if (!verdict.allowed)
      this.#deps.onRefusedConnection(host, port, verdict.reason, this.#current?.requestId);
    if (this.#child.connected) {
      this.#child.send({ type: 'connect-answer', id, ...verdict }, () => undefined);
    }
  }

  #expire(requestId: string): void {
    this.#current?.settle({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after ${this.definition.timeoutS.toFixed(2)} seconds`,
    });
    this.kill();
  }

  #close(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#child.pid !== undefined) this.#deps.processes.forget(this.#child.pid);
    const how = signal === null ? `error: exit status ${code}` : `error: signal: ${signal}`;
    this.#end(
      this.#crash ?? {
        errorType: 'Runtime.ExitError',
        errorMessage: `RequestId: ${this.#current?.requestId ?? this.#lastRequestId ?? '-'} Error: Runtime exited with ${how}`,
      },
    );
  }

  #end(failure: FunctionFailure): void {
    this.#alive = false;
    this.#settleInit?.reject(new InitFailure(failure));
    this.#current?.settle(failure);
    this.#deps.onExit(this);
  }
}

/** The bundle could not be loaded. */
class InitFailure extends Error {
  readonly failure: FunctionFailure;

  constructor(failure: FunctionFailure) {
    super(failure.errorMessage);
    this.failure = failure;
  }
}

function tooLarge(size: number): FunctionFailure {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size (${size} bytes) exceeded maximum allowed payload size (${RESPONSE_LIMIT_BYTES} bytes).`,
  };
}
