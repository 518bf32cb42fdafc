import type { FunctionDefinition } from './definition.ts';
import type { PooledOutcome } from './instance-pool.ts';

/** What one function has used since the system started: the lines of Lambda's bill and of its metrics. */
export interface FunctionUsage {
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
  /** ms, start of the bundle not included. */
  readonly durationMs: number;
  /** Billed memory-time, each invocation rounded up to 1 ms as Lambda does, starts included. */
  readonly gbSeconds: number;
  readonly coldStarts: number;
  /** Start-up of each new instance, process start included, ms. */
  readonly initMs: readonly number[];
}

const NOTHING: FunctionUsage = {
  invocations: 0,
  errors: 0,
  throttles: 0,
  durationMs: 0,
  gbSeconds: 0,
  coldStarts: 0,
  initMs: [],
};

/** Usage by function label. */
export class UsageBook {
  readonly #usage = new Map<string, FunctionUsage>();

  count(definition: FunctionDefinition, { outcome, initMs }: PooledOutcome): void {
    const before = this.of(definition.label);
    const billedMs = Math.ceil(outcome.durationMs + (initMs ?? 0));
    this.#usage.set(definition.label, {
      ...before,
      invocations: before.invocations + 1,
      errors: before.errors + (outcome.ok ? 0 : 1),
      durationMs: before.durationMs + outcome.durationMs,
      gbSeconds: before.gbSeconds + (billedMs / 1000) * (definition.memoryMb / 1024),
      coldStarts: before.coldStarts + (initMs === undefined ? 0 : 1),
      initMs: initMs === undefined ? before.initMs : [...before.initMs, initMs],
    });
  }

  countThrottle(definition: FunctionDefinition): void {
    const before = this.of(definition.label);
    this.#usage.set(definition.label, { ...before, throttles: before.throttles + 1 });
  }

  of(label: string): FunctionUsage {
    return this.#usage.get(label) ?? NOTHING;
  }

  all(): ReadonlyMap<string, FunctionUsage> {
    return this.#usage;
  }
}
