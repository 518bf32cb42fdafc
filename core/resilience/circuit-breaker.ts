import type { Clock } from '../exam/clock.ts';
import type { Decision } from '../exam/decision.ts';
import {
  type Circuit,
  type CircuitPolicy,
  claimProbe,
  countFailure,
  decideCircuit,
  tellTurn,
} from './circuit.ts';
import type { Failure } from './failure.ts';

/** What of AWS has a circuit: where failing again costs time that hosts and participants need. Ending hosts has none. */
export const CLOUD_OPERATIONS = ['launch', 'describe', 'publish'] as const;
export type CloudOperation = (typeof CLOUD_OPERATIONS)[number];
/** What has a circuit in a row of the stage's: beside these, each language model by its name. */
export type StageOperation = CloudOperation | `model-${string}`;

/** Keeps the circuits of a stage, one row each. Implementation: adapters/dynamodb/circuit-store.ts. */
export interface CircuitStore {
  read(operation: StageOperation): Promise<Circuit | undefined>;
  /** Changes it from what was read; `after` undefined closes it. @returns false when another was faster */
  turn(operation: StageOperation, before: Circuit | undefined, after: Circuit | undefined): Promise<boolean>;
}

/** Thrown instead of a call that has failed too often lately. */
export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';

  constructor(operation: StageOperation, reason: string) {
    super(`${operation} is left alone: ${reason}`);
  }
}

/** What a breaker stands on. */
export interface BreakerPorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly store: CircuitStore;
  readonly policy: CircuitPolicy;
  /** What an error is a failure of. */
  readonly classify: (error: unknown) => Failure;
  /** Told that it opens for all, or closes. */
  readonly onTurn: (told: Decision<'opened' | 'closed'>) => void;
  /** Told that the circuit could not be read or written; the call is made as if there were none. */
  readonly onFault: (error: unknown) => void;
}

/** Writes that others were faster at, before a failure is let go uncounted. */
const MOST_TRIES = 5;

/**
 * Makes the calls of one operation, unless those of all functions have failed too often lately. As long as its own go right it reads and
 * writes nothing: the row is looked at by those who have met a failure, until they meet a success.
 */
export class CircuitBreaker {
  readonly #operation: StageOperation;
  readonly #ports: BreakerPorts;
  /** Whether the last call that was made from here failed. */
  #hasFailed = false;

  constructor(operation: StageOperation, ports: BreakerPorts) {
    this.#operation = operation;
    this.#ports = ports;
  }

  /** @throws CircuitOpenError when it is not tried; else what the call throws */
  async make<T>(call: () => Promise<T>): Promise<T> {
    if (this.#hasFailed) await this.#pass();
    try {
      const answer = await call();
      if (this.#hasFailed) await this.#turn(() => undefined);
      this.#hasFailed = false;
      return answer;
    } catch (error) {
      if (this.#ports.classify(error).retry === 'again') {
        this.#hasFailed = true;
        await this.#turn((before) => countFailure(before, this.#ports.clock.now(), this.#ports.policy));
      }
      throw error;
    }
  }

  async #pass(): Promise<void> {
    const { clock, store, policy, onFault } = this.#ports;
    const now = clock.now();
    try {
      const circuit = await store.read(this.#operation);
      const { action, reason } = decideCircuit(circuit, now);
      if (action === 'go' || circuit === undefined) return;
      if (
        action === 'probe' &&
        (await store.turn(this.#operation, circuit, claimProbe(circuit, now, policy)))
      )
        return;
      throw new CircuitOpenError(this.#operation, reason);
    } catch (error) {
      if (error instanceof CircuitOpenError) throw error;
      onFault(error);
    }
  }

  async #turn(change: (before: Circuit | undefined) => Circuit | undefined): Promise<void> {
    const { store, policy, onTurn, onFault } = this.#ports;
    try {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const before = await store.read(this.#operation);
        const after = change(before);
        if (after === before) return;
        if (!(await store.turn(this.#operation, before, after))) continue;
        const told = tellTurn(before, after, policy);
        if (told !== undefined) onTurn(told);
        return;
      }
    } catch (error) {
      onFault(error);
    }
  }
}
