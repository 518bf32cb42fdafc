import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type MetricSink, measureInvocation, measureThrottle } from '../aws/cloudwatch/meters.ts';
import { AwsError } from '../aws/http-types.ts';
import type { FunctionConfiguration, InvokeRequest, InvokeResult, LambdaPort } from '../aws/lambda-port.ts';
import { type AsyncEnd, type AsyncEvent, AsyncInvocations } from './async-invocations.ts';
import type {
  AsyncConfig,
  ConnectionPolicy,
  FunctionDefinition,
  FunctionFailure,
  InvokePermission,
} from './definition.ts';
import { tellFailure } from './destinations.ts';
import { EventSourcePoller, type EventSourceSettings } from './event-source.ts';
import { FunctionNetworks, NETWORK_TIMES, type NetworkTimes } from './function-networks.ts';
import type { InvocationOutcome } from './instance.ts';
import { InstancePool, type PoolLimits } from './instance-pool.ts';
import { type LogSink, parseLogLine, recordOf } from './log.ts';
import type { ProcessRegister } from './processes.ts';
import { FunctionRegistry } from './registry.ts';

export interface HostOptions {
  readonly region: string;
  readonly endpointUrl: string;
  /** Folder for events of asynchronous invocations. */
  readonly dataDir: string;
  readonly limits: PoolLimits;
  readonly processes: ProcessRegister;
  readonly decideConnection: ConnectionPolicy;
  readonly log: LogSink;
  /** CloudWatch, which counts invocations and reads what functions print. */
  readonly metrics?: MetricSink;
  /** See AsyncDeps; default AWS's 1 and 2 minutes. */
  readonly asyncRetryDelaysMs?: readonly number[];
  /** @default AWS's */
  readonly networkTimes?: NetworkTimes;
}

const SYNC_LIMIT_BYTES = 6_291_456;
const ASYNC_LIMIT_BYTES = 1_048_576;
const DEFAULT_ASYNC_RETRY_DELAYS_MS = [60_000, 120_000];

/** Lambda on one machine: functions by name, their instances, asynchronous events and event sources. */
export class FunctionHost implements LambdaPort {
  readonly pool: InstancePool;
  readonly networks: FunctionNetworks;
  readonly #options: HostOptions;
  readonly #registry = new FunctionRegistry();
  readonly #pollers: EventSourcePoller[] = [];
  readonly #asynchronous: AsyncInvocations;
  #stopping = false;
  /** Opened by start(): who invokes while the functions are still being made waits. */
  readonly #gate = Promise.withResolvers<void>();

  constructor(options: HostOptions) {
    this.#options = options;
    this.networks = new FunctionNetworks(options.networkTimes ?? NETWORK_TIMES, Date.now);
    this.pool = new InstancePool(options.limits, {
      region: options.region,
      endpointUrl: options.endpointUrl,
      processes: options.processes,
      decideConnection: options.decideConnection,
      onLine: (definition, stream, line, requestId) => this.#takeLine(definition, stream, line, requestId),
      onRefusedConnection: (definition, host, port, reason, requestId) =>
        this.#log(
          definition.label,
          'error',
          `network: ${definition.label} cannot reach ${host}:${port}: ${reason}`,
          requestId,
        ),
    });
    this.#asynchronous = new AsyncInvocations(join(options.dataDir, 'async-invocations'), {
      run: async ({ functionName, requestId, payload }) => {
        const outcome = await this.#run(this.#registry.find(functionName), requestId, payload);
        return outcome.ok ? {} : { failure: outcome.failure };
      },
      configOf: (name) => (this.#registry.has(name) ? this.#registry.asyncConfigOf(name) : undefined),
      onEnd: (event, end) => this.#endAsync(event, end),
      onProblem: ({ functionName, requestId }, problem) =>
        this.#log(
          this.#registry.has(functionName) ? this.#registry.find(functionName).label : functionName,
          'error',
          `asynchronous invocation: ${problem}`,
          requestId,
        ),
      now: Date.now,
      retryDelaysMs: options.asyncRetryDelaysMs ?? DEFAULT_ASYNC_RETRY_DELAYS_MS,
    });
  }

  /** Adds a function, or replaces it: new invocations get new processes. */
  register(definition: FunctionDefinition): void {
    const before = this.#registry.put(definition);
    if (before !== undefined) this.pool.retire(before);
  }

  /** Lets a service invoke a function (AWS::Lambda::Permission); `id` identifies the statement. */
  permit(functionName: string, id: string, permission: InvokePermission): void {
    this.#registry.permit(functionName, id, permission);
  }

  /** Sets retries, age and destinations of asynchronous invocations. */
  configureAsync(functionName: string, config: AsyncConfig): void {
    this.#registry.configureAsync(functionName, config);
  }

  /** Adds an event source; it polls from `start()` on. */
  addEventSource(settings: EventSourceSettings): void {
    const definition = this.#registry.find(settings.functionName);
    this.#pollers.push(
      new EventSourcePoller(settings, definition, {
        region: this.#options.region,
        endpointUrl: this.#options.endpointUrl,
        invoke: (payload) => this.#run(definition, randomUUID(), payload),
        log: (level, message) => this.#log(definition.label, level, message),
      }),
    );
  }

  /** All event sources. */
  eventSources(): readonly EventSourceSettings[] {
    return this.#pollers.map(({ settings }) => settings);
  }

  /** Starts the event sources and goes on with asynchronous events that an earlier system had accepted. */
  start(): void {
    for (const poller of this.#pollers) poller.start();
    this.#asynchronous.resume();
    this.#gate.resolve();
  }

  /** Kills every process; events that were not done stay on disk and in their queues. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#asynchronous.stop();
    for (const poller of this.#pollers) poller.stop();
    await this.pool.stop();
  }

  /** Events accepted asynchronously and not yet ended. */
  get pendingAsync(): number {
    return this.#asynchronous.pending;
  }

  async invoke(request: InvokeRequest): Promise<InvokeResult> {
    await this.#gate.promise;
    const definition = this.#registry.find(request.functionName);
    if (request.source !== undefined) this.#registry.checkPermission(definition, request.source);
    const requestId = randomUUID();
    const limit = request.invocationType === 'Event' ? ASYNC_LIMIT_BYTES : SYNC_LIMIT_BYTES;
    if (request.payload.byteLength > limit) {
      throw new AwsError(
        'RequestTooLargeException',
        `${request.payload.byteLength} byte payload is too large for the ${request.invocationType} invocation type (limit ${limit} bytes)`,
        413,
      );
    }
    const payload = readPayload(request.payload);
    if (request.invocationType === 'Event') {
      this.#asynchronous.accept(definition.name, requestId, payload);
      return { requestId, statusCode: 202, payload: new Uint8Array() };
    }
    const outcome = await this.#run(definition, requestId, payload);
    if (outcome.ok) return { requestId, statusCode: 200, payload: Buffer.from(outcome.payload) };
    return {
      requestId,
      statusCode: 200,
      functionError: 'Unhandled',
      payload: Buffer.from(JSON.stringify(outcome.failure)),
    };
  }

  getConfiguration(functionName: string): FunctionConfiguration {
    return {
      ...this.#registry.configurationOf(functionName),
      ...this.networks.stateOf(this.#registry.find(functionName)),
    };
  }

  /** Definitions of all functions. */
  definitions(): readonly FunctionDefinition[] {
    return this.#registry.all();
  }

  async #run(definition: FunctionDefinition, requestId: string, payload: string): Promise<InvocationOutcome> {
    try {
      this.networks.use(definition);
      const outcome = await this.pool.run(definition, requestId, payload);
      // What ends with the system is no failure of the function.
      if (this.#stopping) return outcome;
      this.#options.metrics?.record(
        measureInvocation(definition.name, {
          at: Date.now(),
          failed: !outcome.ok,
          durationMs: outcome.durationMs,
          // With this one, which has just ended.
          concurrent: this.pool.concurrent + 1,
        }),
      );
      if (!outcome.ok) this.#logFailure(definition, requestId, outcome.failure);
      return outcome;
    } catch (error) {
      if (error instanceof AwsError && error.status === 429) {
        this.#options.metrics?.record(measureThrottle(definition.name, Date.now()));
        this.#log(definition.label, 'warn', `throttled: ${String(error.fields['Reason'])}`, requestId);
      }
      throw error;
    }
  }

  async #endAsync(event: AsyncEvent, end: AsyncEnd): Promise<void> {
    if (end.condition === 'Success') return;
    const definition = this.#registry.find(event.functionName);
    this.#log(
      definition.label,
      'error',
      `asynchronous event given up after ${event.attempts} attempts: ${end.condition}`,
      event.requestId,
    );
    const { onFailureArn } = this.#registry.asyncConfigOf(event.functionName);
    if (onFailureArn !== undefined) await tellFailure(onFailureArn, event, end, definition, this.#options);
  }

  #takeLine(
    definition: FunctionDefinition,
    stream: 'stdout' | 'stderr',
    line: string,
    requestId: string | undefined,
  ): void {
    if (line === '') return;
    this.#options.metrics?.takeLine(definition.logGroup, line);
    // Metrics are lines too (CloudWatch's embedded format), and not for people.
    if (line.startsWith('{') && line.includes('"CloudWatchMetrics"')) return;
    this.#options.log(
      parseLogLine(line, {
        time: new Date().toISOString(),
        function: definition.label,
        stream,
        ...(requestId === undefined ? {} : { requestId }),
      }),
    );
  }

  #logFailure({ label }: FunctionDefinition, requestId: string, failure: FunctionFailure): void {
    const { errorType, errorMessage, trace } = failure;
    const fields = trace === undefined ? {} : { fields: { trace } };
    this.#options.log(recordOf(label, 'error', `${errorType}: ${errorMessage}`, { requestId, ...fields }));
  }

  #log(label: string, level: 'warn' | 'error' | 'info', message: string, requestId?: string): void {
    this.#options.log(recordOf(label, level, message, requestId === undefined ? {} : { requestId }));
  }
}

function readPayload(payload: Uint8Array): string {
  if (payload.byteLength === 0) return 'null';
  const text = Buffer.from(payload).toString('utf8');
  try {
    JSON.parse(text);
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${error instanceof Error ? error.message : String(error)}`,
      400,
      { Type: 'User' },
    );
  }
  return text;
}
