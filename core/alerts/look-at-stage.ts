import { presentCircuit } from '../api/present-circuit.ts';
import type { Clock } from '../exam/clock.ts';
import { type CircuitStore, CLOUD_OPERATIONS } from '../resilience/circuit-breaker.ts';
import { SIGNAL_WINDOW_MS, type SignalPolicy, signalWindowAt } from '../security/security-signal.ts';
import type { SignalStore } from '../security/signal-store.ts';
import type { Alert, Cause } from './alert.ts';
import { causesOfStage } from './find-causes.ts';

/** What a look at a stage touches. */
export interface StageLookPorts {
  readonly clock: Pick<Clock, 'now'>;
  readonly circuits: Pick<CircuitStore, 'read'>;
  readonly signals: Pick<SignalStore, 'listSince'>;
  readonly signalPolicy: SignalPolicy;
}

/** What somebody should know of a stage that belongs to no session: circuits, and signals of this hour and the one before. */
export async function lookAtStage({
  clock,
  circuits,
  signals,
  signalPolicy,
}: StageLookPorts): Promise<readonly Cause[]> {
  const now = clock.now();
  const [places, seen] = await Promise.all([
    Promise.all(
      CLOUD_OPERATIONS.map(
        async (operation) => ({ kind: 'cloud', operation, circuit: await circuits.read(operation) }) as const,
      ),
    ),
    signals.listSince(signalWindowAt(now) - SIGNAL_WINDOW_MS, signalPolicy),
  ]);
  return causesOfStage(
    places.map((place) => presentCircuit(place, now)),
    seen,
  );
}

/** Whether a look at a stage would find the cause of an alert. */
export const coversStage = ({ source }: Alert): boolean => source === 'circuit' || source === 'signal';
