import * as z from 'zod/mini';
import type { Circuit } from '../../core/resilience/circuit.ts';
import type { Change } from './table.ts';

/** A circuit, as rows hold it. */
export const circuitSchema = z.object({
  failures: z.number(),
  openUntil: z.exactOptional(z.number()),
  by: z.exactOptional(z.string()),
  failedAt: z.exactOptional(z.number()),
});

/**
 * The change of an attribute from one circuit to another. Members are compared, since the embedded DynamoDB compares no maps;
 * `by` and `failedAt` go without saying.
 */
export function turnOf(name: string, before: Circuit | undefined, after: Circuit | undefined): Change {
  const change = after === undefined ? { remove: [name] } : { set: { [name]: after } };
  if (before === undefined) return { ...change, condition: `attribute_not_exists(#${name})` };
  const { failures, openUntil } = before;
  const isAs = `#${name}.#failures = :failures`;
  return openUntil === undefined
    ? { ...change, condition: `${isAs} AND attribute_not_exists(#${name}.#openUntil)`, values: { failures } }
    : {
        ...change,
        condition: `${isAs} AND #${name}.#openUntil = :openUntil`,
        values: { failures, openUntil },
      };
}
