import * as z from 'zod';
import { actReason, circuit } from './circuits.ts';
import type { Route } from './route.ts';

/** What is asked about circuits, by its name. */
export const circuitRoutes = {
  listCircuits: {
    method: 'GET',
    path: '/v1/resilience/circuits',
    roles: ['operator'],
    summary: 'What is not tried for a while since it failed too often, and what is',
    description:
      'What the stage does with AWS, and what executors do with each host of the sessions that are not settled. A circuit opens after failures in a row, and closes when a try goes right.',
    status: 200,
    answer: z.object({ at: circuit.shape.openUntil.unwrap(), items: z.array(circuit) }),
  },
  resetCircuit: {
    method: 'POST',
    path: '/v1/resilience/circuits/{operation}/reset',
    roles: ['operator'],
    summary: 'Close a circuit: it is tried again at once',
    description: 'What still fails opens it again. Closing one that is closed changes nothing.',
    params: z.object({ operation: z.string().min(1).max(200) }),
    body: actReason,
    status: 200,
    answer: circuit,
    errors: ['not-found', 'conflict'],
  },
} as const satisfies Record<string, Route>;
