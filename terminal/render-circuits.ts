import pc from 'picocolors';
import type { CircuitView } from '../core/api/circuits.ts';
import { renderTable } from './table.ts';

const PAINT = { closed: pc.green, 'half-open': pc.yellow, open: pc.red } as const;

/** Circuits, a row each; those that are not closed first. */
export function renderCircuits(circuits: readonly CircuitView[]): string[] {
  const closedLast = circuits.toSorted((a, b) => Number(a.state === 'closed') - Number(b.state === 'closed'));
  return renderTable(
    ['OPERATION', 'STATE', 'FAILED', 'WHY'],
    closedLast.map(({ operation, state, failures, reason }) => [
      operation,
      PAINT[state](state),
      String(failures),
      reason,
    ]),
  );
}
