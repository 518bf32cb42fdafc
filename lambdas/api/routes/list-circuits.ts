import { type CircuitPlace, circuitsOfSlots, presentCircuit } from '../../../core/api/present-circuit.ts';
import { toInstant } from '../../../core/api/present-session.ts';
import { CLOUD_OPERATIONS } from '../../../core/resilience/circuit-breaker.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';

export const listCircuits: RouteHandler<'listCircuits'> = async (_request, services) => {
  const places = await readCircuits(services);
  const now = services.clock.now();
  return { at: toInstant(now), items: places.map((place) => presentCircuit(place, now)) };
};

/** Every circuit that there is. */
export async function readCircuits(services: Services): Promise<readonly CircuitPlace[]> {
  const [cloud, hosts] = await Promise.all([readCloudCircuits(services), readHostCircuits(services)]);
  return [...cloud, ...hosts];
}

/** What the stage does with AWS. */
export async function readCloudCircuits({
  circuits,
}: Pick<Services, 'circuits'>): Promise<readonly CircuitPlace[]> {
  return await Promise.all(
    CLOUD_OPERATIONS.map(
      async (operation) => ({ kind: 'cloud', operation, circuit: await circuits.read(operation) }) as const,
    ),
  );
}

/** Of the sessions that are not settled: only these have slots. */
async function readHostCircuits({
  sessions,
  slots,
}: Pick<Services, 'sessions' | 'slots'>): Promise<readonly CircuitPlace[]> {
  const unsettled = await sessions.listUnsettled();
  const lists = await Promise.all(unsettled.map(async ({ sessionId }) => await slots.list(sessionId)));
  return lists.flatMap(circuitsOfSlots);
}
