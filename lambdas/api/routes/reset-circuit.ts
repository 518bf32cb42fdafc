import {
  type CircuitPlace,
  circuitsOfSlots,
  presentCircuit,
  readCircuitName,
} from '../../../core/api/present-circuit.ts';
import { ApiProblem } from '../../../core/api/problem-details.ts';
import { beginAct } from '../audited.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';

/** Writes that others were faster at: executors count on a host's circuit while it is reset. */
const MOST_TRIES = 5;

export const resetCircuit: RouteHandler<'resetCircuit'> = async ({ params, body, caller }, services) => {
  const now = services.clock.now();
  const describe = (place: CircuitPlace) => {
    const { state, reason } = presentCircuit(place, now);
    return `it was ${state}: ${reason}`;
  };
  const found = await find(params.operation, services);
  const target = `circuit:${presentCircuit(found, now).operation}`;
  const act = { act: 'circuit.reset', target, reason: body.reason };
  const end = await beginAct(services, caller, act, describe(found));
  const before = await close(params.operation, services);
  await end(describe(before));
  return presentCircuit({ ...before, circuit: undefined }, services.clock.now());
};

/** Closes it, by condition on what was read. @returns it as it was */
async function close(name: string, services: Services): Promise<CircuitPlace> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const place = await find(name, services);
    const { circuit } = place;
    if (circuit === undefined) return place;
    const closed =
      place.kind === 'cloud'
        ? await services.circuits.turn(place.operation, circuit, undefined)
        : await services.slots.turnCircuit(place.slot, place.operation, circuit, undefined);
    if (closed) return place;
  }
  throw new ApiProblem('conflict', `${name} fails so often just now that it could not be reset: repeat it`);
}

async function find(name: string, { circuits, slots }: Services): Promise<CircuitPlace> {
  const named = readCircuitName(name);
  if (named?.kind === 'cloud') return { ...named, circuit: await circuits.read(named.operation) };
  const found =
    named === undefined
      ? undefined
      : circuitsOfSlots(await slots.list(named.sessionId)).find(
          (place) =>
            place.kind === 'host' &&
            place.slot.hostId === named.hostId &&
            place.operation === named.operation,
        );
  if (found === undefined)
    throw new ApiProblem(
      'not-found',
      `there is no circuit ${name}: GET /v1/resilience/circuits lists those that there are`,
    );
  return found;
}
