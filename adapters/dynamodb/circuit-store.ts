import * as z from 'zod/mini';
import type { Circuit } from '../../core/resilience/circuit.ts';
import type { CircuitStore, StageOperation } from '../../core/resilience/circuit-breaker.ts';
import { circuitSchema, turnOf } from './circuit-attribute.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Key, type Table, updateIf } from './table.ts';

const circuitRow = rowKindOf<{ readonly circuit?: Circuit }>()(
  'circuit',
  z.object({ circuit: z.exactOptional(circuitSchema) }),
);

const circuitKey = (operation: StageOperation): Key => ({ pk: 'CIRCUITS', sk: operation });

/** Circuits in the sessions table, a row each operation; a closed one is a row without a circuit, or none. */
export class DynamoCircuitStore implements CircuitStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(operation: StageOperation): Promise<Circuit | undefined> {
    return circuitRow.readIf(this.#table, await getItem(this.#table, circuitKey(operation)))?.circuit;
  }

  async turn(
    operation: StageOperation,
    before: Circuit | undefined,
    after: Circuit | undefined,
  ): Promise<boolean> {
    const { set, ...change } = turnOf('circuit', before, after);
    const turned = await updateIf(this.#table, circuitKey(operation), {
      set: { ...circuitRow.stamp, ...set },
      ...change,
    });
    return turned !== undefined;
  }
}
