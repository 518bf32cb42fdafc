import { type SpendPrices, spendOf } from '../costs/spend.ts';
import { timeOf } from '../exam/ids.ts';
import type { Session } from '../exam/session.ts';
import type { Host, HostState } from '../fleet/host.ts';
import type { Measure } from '../metrics/metric-table.ts';
import { decideCircuit } from '../resilience/circuit.ts';
import { HOST_OPERATIONS } from '../submissions/host-circuits.ts';
import type { Slot, SlotStore } from '../submissions/slot.ts';
import type { SubmissionStore } from '../submissions/submission-store.ts';
import { LANES } from '../submissions/watch-queue.ts';

/** What measuring a session touches. */
export interface MeasurePorts {
  readonly measure: Measure;
  readonly slots: Pick<SlotStore, 'list'>;
  readonly submissions: Pick<SubmissionStore, 'listWaiting'>;
  readonly sizeLimits: SpendPrices;
}

/**
 * Of a lane only so many that wait are looked at, those that are next: where nobody judges they are the ones that grow old. In a rush one
 * who hands in much is ranked behind the others, and what they wait longer is not in the figure.
 */
const MOST_COUNTED = 100;

/** States that a host can be in while it costs something. */
const STATES: readonly HostState[] = ['requested', 'booting', 'examining', 'ready', 'suspect', 'draining'];

/**
 * Measures how a session stands: its queue, slots, circuits and hosts, what they cost an hour, and what is spent of its budget. Reads slots and the index of
 * what waits, and nothing else.
 * @param now ms since the epoch
 */
export async function measureSession(
  held: Session,
  hosts: readonly Host[],
  { measure, slots: slotStore, submissions, sizeLimits }: MeasurePorts,
  now: number,
): Promise<void> {
  const { sessionId, budgetUsd } = held;
  const session = sessionId;
  const [slots, ...waiting] = await Promise.all([
    slotStore.list(sessionId),
    ...LANES.map((lane) => submissions.listWaiting(sessionId, lane, MOST_COUNTED)),
  ]);
  for (const [at, lane] of LANES.entries())
    measure('queueDepth', waiting[at]?.length ?? 0, { session, lane });
  // A rejudging's work has an id of its own, and nobody waits for it.
  const since = waiting
    .slice(0, 2)
    .flat()
    .map(({ submissionId }) => timeOf(submissionId));
  measure('queueAgeMs', Math.max(0, now - Math.min(now, ...since)), { session });
  measure('slots', slots.length, { session });
  measure('slotsBusy', slots.filter(({ holder }) => holder !== undefined && holder.until > now).length, {
    session,
  });
  measure('circuitsOpen', countOpen(slots, now), { session });
  const alive = hosts.filter(({ terminatedAt }) => terminatedAt === undefined);
  for (const state of STATES)
    measure('hosts', alive.filter((host) => host.state === state).length, { session, state });
  // The figures that the session's page and its budget go by.
  const spend = spendOf(held, hosts, sizeLimits, now);
  measure('costBurn', spend.burnUsdPerHour, { session });
  if (budgetUsd !== undefined) measure('budgetSpent', (100 * spend.spentUsd) / budgetUsd, { session });
}

function countOpen(slots: readonly Slot[], now: number): number {
  const circuits = slots.flatMap(({ circuits: held }) =>
    HOST_OPERATIONS.map((operation) => held?.[operation]),
  );
  return circuits.filter((circuit) => decideCircuit(circuit, now).action !== 'go').length;
}
