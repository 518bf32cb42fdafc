import { type Circuit, claimProbe, countFailure, decideCircuit, tellTurn } from '../resilience/circuit.ts';
import type { ExecutorPorts } from './executor-ports.ts';
import type { Slot } from './slot.ts';

/** What executors do with a host, each with a circuit of its own: ask whether it answers, and have it judge. */
export const HOST_OPERATIONS = ['answer', 'judge'] as const;
export type HostOperation = (typeof HOST_OPERATIONS)[number];
export type HostCircuits = { readonly [operation in HostOperation]?: Circuit };

/** The slot of a host that its circuits are kept on: its first, which whoever lists slots reads anyway. */
export function circuitSlotOf(hostId: string, slots: readonly Slot[]): Slot | undefined {
  return slots
    .filter((slot) => slot.hostId === hostId)
    .reduce<Slot | undefined>(
      (first, slot) => (first && first.number < slot.number ? first : slot),
      undefined,
    );
}

/** Which hosts are left alone, and which are tried by one executor alone, in what. */
export interface CircuitRule {
  readonly leftAlone: ReadonlySet<string>;
  readonly probed: ReadonlyMap<string, readonly HostOperation[]>;
}

/**
 * What circuits say of the hosts of a session. One that does not answer is left alone. One that does not judge is, as long as
 * there is another: what participants hand in is among the causes, and must never be able to stop a session. Pure.
 */
export function ruleByCircuits(slots: readonly Slot[], now: number): CircuitRule {
  const hosts = [...new Set(slots.map(({ hostId }) => hostId))].map((hostId) => {
    const { circuits } = circuitSlotOf(hostId, slots) ?? {};
    const answer = decideCircuit(circuits?.answer, now).action;
    return { hostId, answer, judge: decideCircuit(circuits?.judge, now).action };
  });
  const somewhere = hosts.some(({ answer, judge }) => answer !== 'leave' && judge !== 'leave');
  const leftAlone = new Set<string>();
  const probed = new Map<string, readonly HostOperation[]>();
  for (const { hostId, ...actions } of hosts) {
    const heeded = HOST_OPERATIONS.filter((operation) => operation === 'answer' || somewhere);
    if (heeded.some((operation) => actions[operation] === 'leave')) leftAlone.add(hostId);
    const probes = heeded.filter((operation) => actions[operation] === 'probe');
    if (probes.length > 0) probed.set(hostId, probes);
  }
  return { leftAlone, probed };
}

type CircuitPorts = Pick<ExecutorPorts, 'slots' | 'clock' | 'circuits' | 'onEvent'>;

/** Makes sure that nobody else probes a host. @returns false when somebody does; true, too, when nobody can tell */
export async function claimProbes(
  ports: CircuitPorts,
  hostId: string,
  operations: readonly HostOperation[],
  slots: readonly Slot[],
): Promise<boolean> {
  const kept = circuitSlotOf(hostId, slots);
  for (const operation of operations) {
    const before = kept?.circuits?.[operation];
    if (kept === undefined || before === undefined) continue;
    const after = claimProbe(before, ports.clock.now(), ports.circuits);
    const claimed = await ports.slots
      .turnCircuit(kept, operation, before, after)
      .catch((error: unknown) => tellFault(ports, kept, error));
    if (claimed === false) return false;
  }
  return true;
}

/** Writes that others were faster at, before a failure is let go uncounted. */
const MOST_TRIES = 5;

/**
 * Counts what came of an operation on a host. Right after right costs nothing: it is written where something had failed.
 * A circuit is a help; one that cannot be written costs nobody anything.
 * @param slots as they were last read
 * @param by whose work it was
 */
export async function noteOnCircuit(
  ports: CircuitPorts,
  { sessionId, hostId }: Pick<Slot, 'sessionId' | 'hostId'>,
  operation: HostOperation,
  cameRight: boolean,
  slots: readonly Slot[],
  by?: string,
): Promise<void> {
  try {
    let known = slots;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const kept = circuitSlotOf(hostId, known);
      const before = kept?.circuits?.[operation];
      const after = cameRight ? undefined : countFailure(before, ports.clock.now(), ports.circuits, by);
      if (kept === undefined || after === before) return;
      if (await ports.slots.turnCircuit(kept, operation, before, after)) {
        const told = tellTurn(before, after, ports.circuits);
        const reason = `${operation}: ${told?.reason}`;
        if (told !== undefined)
          ports.onEvent({ event: `circuit-${told.action}`, sessionId, hostId, operation, reason });
        return;
      }
      known = await ports.slots.list(sessionId);
    }
  } catch (error) {
    tellFault(ports, { sessionId, hostId }, error);
  }
}

function tellFault(
  { onEvent }: CircuitPorts,
  { sessionId, hostId }: Pick<Slot, 'sessionId' | 'hostId'>,
  error: unknown,
): undefined {
  onEvent({ event: 'write-failed', sessionId, hostId, reason: `circuit: ${error}`, error });
}
