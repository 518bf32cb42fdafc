import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws/http-types.ts';
import type { FunctionDefinition } from './definition.ts';
import { FunctionInstance, type InstanceDeps, type InvocationOutcome } from './instance.ts';

export interface PoolLimits {
  /** Invocations at one time in the whole account: 10 in a new one, 1,000 as AWS's default. */
  readonly accountConcurrency: number;
  /** Processes that this machine keeps at most, idle ones included; more invocations wait for one. */
  readonly maximumProcesses: number;
  /** An instance that ran nothing for so long is ended. */
  readonly idleMs: number;
}

/** What the instances of one function have done since the system started; times in ms. */
export interface FunctionTimes {
  invocations: number;
  /** Processes that had to be started. */
  coldStarts: number;
  /** Of all of them together, until the bundle was loaded. */
  initMs: number;
  /** Of all invocations together, without their cold starts. */
  runMs: number;
}

export type PoolDeps = Omit<InstanceDeps, 'onExit' | 'onLine' | 'onRefusedConnection'> & {
  readonly onLine: (definition: FunctionDefinition, ...line: Parameters<InstanceDeps['onLine']>) => void;
  readonly onRefusedConnection: (
    definition: FunctionDefinition,
    ...refusal: Parameters<InstanceDeps['onRefusedConnection']>
  ) => void;
};

const REAP_INTERVAL_MS = 5_000;

/** All instances of all functions: warm ones are reused, the account's concurrency is kept, idle ones end. */
export class InstancePool {
  readonly #limits: PoolLimits;
  readonly #deps: PoolDeps;
  readonly #instances = new Set<FunctionInstance>();
  readonly #waiting: (() => void)[] = [];
  readonly #times = new Map<string, FunctionTimes>();
  readonly #reaper: NodeJS.Timeout;
  #total = 0;
  #stopped = false;

  constructor(limits: PoolLimits, deps: PoolDeps) {
    this.#limits = limits;
    this.#deps = deps;
    this.#reaper = setInterval(() => this.#reapIdle(), REAP_INTERVAL_MS).unref();
  }

  /** Invocations of a function that run now. */
  running(functionName: string): number {
    return [...this.#instances].filter(({ definition, busy }) => busy && definition.name === functionName)
      .length;
  }

  /** What each function has done so far, by its label. */
  times(): ReadonlyMap<string, Readonly<FunctionTimes>> {
    return this.#times;
  }

  /** Invocations of the account that run now. */
  get concurrent(): number {
    return this.#total;
  }

  /** Processes that exist now. */
  get processes(): number {
    return this.#instances.size;
  }

  /** Pids of a function's instances: what a test kills. */
  pids(functionName: string): number[] {
    return [...this.#instances]
      .filter(({ definition, alive }) => definition.name === functionName && alive)
      .map(({ pid }) => pid)
      .filter((pid) => pid !== undefined);
  }

  /**
   * Runs one invocation in a warm instance or a new one.
   *
   * @throws AwsError TooManyRequestsException (429) over the account's concurrency
   */
  async run(definition: FunctionDefinition, requestId: string, payload: string): Promise<InvocationOutcome> {
    this.#admit();
    try {
      const instance = await this.#acquire(definition);
      const isCold = instance.initMs === undefined;
      const outcome = await instance.invoke(requestId, payload);
      this.#count(definition, outcome.durationMs, isCold ? (instance.initMs ?? 0) : undefined);
      return outcome;
    } finally {
      this.#total -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Ends the instances of a definition that was replaced; running ones finish first. */
  retire(definition: FunctionDefinition): void {
    for (const instance of this.#instances) {
      if (instance.definition === definition && !instance.busy) instance.kill();
    }
  }

  /** Kills every process and waits until all are gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#reaper);
    for (const wake of this.#waiting.splice(0)) wake();
    await Promise.all([...this.#instances].map((instance) => instance.stop()));
  }

  #count({ label }: FunctionDefinition, durationMs: number, initMs: number | undefined): void {
    const times = this.#times.get(label) ?? { invocations: 0, coldStarts: 0, initMs: 0, runMs: 0 };
    times.invocations += 1;
    times.runMs += durationMs;
    if (initMs !== undefined) {
      times.coldStarts += 1;
      times.initMs += initMs;
    }
    this.#times.set(label, times);
  }

  #admit(): void {
    if (this.#total >= this.#limits.accountConcurrency) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
        Reason: 'ConcurrentInvocationLimitExceeded',
        Type: 'User',
      });
    }
    this.#total += 1;
  }

  async #acquire(definition: FunctionDefinition): Promise<FunctionInstance> {
    for (;;) {
      if (this.#stopped) throw new AwsError('ServiceException', 'the local system is stopping', 500);
      const warm = this.#idle()
        .filter((instance) => instance.definition === definition)
        .reduce<FunctionInstance | undefined>(
          (latest, instance) => ((latest?.idleSinceMs ?? -1) >= instance.idleSinceMs ? latest : instance),
          undefined,
        );
      if (warm !== undefined) return warm.reserve();
      if (this.#instances.size >= this.#limits.maximumProcesses) this.#evictIdle();
      if (this.#instances.size < this.#limits.maximumProcesses) return this.#start(definition).reserve();
      await new Promise<void>((wake) => this.#waiting.push(wake));
    }
  }

  #idle(): FunctionInstance[] {
    return [...this.#instances].filter((instance) => instance.alive && !instance.busy);
  }

  #start(definition: FunctionDefinition): FunctionInstance {
    const instance = new FunctionInstance(
      definition,
      {
        ...this.#deps,
        onLine: (...line) => this.#deps.onLine(definition, ...line),
        onRefusedConnection: (...refusal) => this.#deps.onRefusedConnection(definition, ...refusal),
        onExit: (ended) => {
          this.#instances.delete(ended);
          this.#waiting.shift()?.();
        },
      },
      Date.now(),
      `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`,
    );
    this.#instances.add(instance);
    return instance;
  }

  #evictIdle(): void {
    const oldest = this.#idle().sort((a, b) => a.idleSinceMs - b.idleSinceMs)[0];
    if (oldest === undefined) return;
    this.#instances.delete(oldest);
    oldest.kill();
  }

  #reapIdle(): void {
    const before = Date.now() - this.#limits.idleMs;
    for (const instance of this.#idle()) if (instance.idleSinceMs < before) instance.kill();
  }
}
