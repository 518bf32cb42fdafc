import { isDeepStrictEqual } from 'node:util';
import type { Circuit } from '../../../core/resilience/circuit.ts';
import type { CircuitStore, StageOperation } from '../../../core/resilience/circuit-breaker.ts';

/** In memory: passes the contract suite of the store that production uses. */
export class MemoryCircuitStore implements CircuitStore {
  readonly #circuits = new Map<StageOperation, Circuit>();
  /** Reads and writes so far. */
  calls = 0;

  async read(operation: StageOperation): Promise<Circuit | undefined> {
    this.calls++;
    return this.#circuits.get(operation);
  }

  async turn(
    operation: StageOperation,
    before: Circuit | undefined,
    after: Circuit | undefined,
  ): Promise<boolean> {
    this.calls++;
    if (!isDeepStrictEqual(this.#circuits.get(operation), before)) return false;
    if (after === undefined) this.#circuits.delete(operation);
    else this.#circuits.set(operation, after);
    return true;
  }
}
