import { given } from '../exam/given.ts';
import { type Circuit, decideCircuit } from '../resilience/circuit.ts';
import { CLOUD_OPERATIONS, type CloudOperation } from '../resilience/circuit-breaker.ts';
import { circuitSlotOf, HOST_OPERATIONS, type HostOperation } from '../submissions/host-circuits.ts';
import type { Slot } from '../submissions/slot.ts';
import type { CircuitView } from './circuits.ts';
import { toInstant } from './present-session.ts';

/** Where a circuit is kept: in a row of the stage's, or on the first slot of a host. */
export type CircuitPlace =
  | { readonly kind: 'cloud'; readonly operation: CloudOperation; readonly circuit?: Circuit | undefined }
  | {
      readonly kind: 'host';
      readonly operation: HostOperation;
      readonly slot: Slot;
      readonly circuit?: Circuit | undefined;
    };

/** What a place is called in the API. */
export function nameCircuit(place: CircuitPlace): string {
  return place.kind === 'cloud'
    ? place.operation
    : `${place.slot.sessionId}.${place.slot.hostId}.${place.operation}`;
}

/** What names of circuits are made of; undefined where it names none. */
export function readCircuitName(name: string):
  | { readonly kind: 'cloud'; readonly operation: CloudOperation }
  | {
      readonly kind: 'host';
      readonly sessionId: string;
      readonly hostId: string;
      readonly operation: HostOperation;
    }
  | undefined {
  const cloud = CLOUD_OPERATIONS.find((one) => one === name);
  if (cloud !== undefined) return { kind: 'cloud', operation: cloud };
  const [sessionId, hostId, last, ...more] = name.split('.');
  const operation = HOST_OPERATIONS.find((one) => one === last);
  if (sessionId === undefined || hostId === undefined || operation === undefined || more.length > 0)
    return undefined;
  return { kind: 'host', sessionId, hostId, operation };
}

/** The circuits of the hosts whose slots these are. */
export function circuitsOfSlots(slots: readonly Slot[]): readonly CircuitPlace[] {
  return [...new Set(slots.map(({ hostId }) => hostId))].flatMap((hostId) => {
    const slot = circuitSlotOf(hostId, slots);
    return slot === undefined
      ? []
      : HOST_OPERATIONS.map(
          (operation) => ({ kind: 'host', operation, slot, circuit: slot.circuits?.[operation] }) as const,
        );
  });
}

const STATES = { go: 'closed', leave: 'open', probe: 'half-open' } as const;

/** A circuit as whoever would try now finds it. Pure. @param now ms since the epoch */
export function presentCircuit(place: CircuitPlace, now: number): CircuitView {
  const { circuit } = place;
  const { action, reason } = decideCircuit(circuit, now);
  const counted =
    action === 'go' ? (circuit?.openUntil === undefined ? (circuit?.failures ?? 0) : 0) : circuit!.failures;
  return {
    operation: nameCircuit(place),
    kind: place.kind,
    ...(place.kind === 'host' ? { sessionId: place.slot.sessionId, hostId: place.slot.hostId } : {}),
    state: STATES[action],
    reason,
    failures: counted,
    ...given({ openUntil: action === 'leave' ? toInstant(circuit!.openUntil!) : undefined }),
  };
}
