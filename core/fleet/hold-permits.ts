import type { FleetPorts, KnownFleet } from './fleet-ports.ts';
import { askPermits, MOST_RECOVERIES, permitsFor } from './recovery-permits.ts';

/**
 * Asks for what the recoveries of a fleet need by now, lets go what they need no more, and writes down who has to wait.
 * @returns ids of the hosts that may be rebooted or replaced
 */
export async function holdPermits(
  { session, hosts, record }: KnownFleet,
  { permits, clock, random }: Pick<FleetPorts, 'permits' | 'clock' | 'random'>,
): Promise<ReadonlySet<string>> {
  const request = permitsFor(session.sessionId, hosts);
  const { permitted, newlyWaiting } = await askPermits(request, { store: permits, clock, random });
  for (const hostId of newlyWaiting)
    await record.add(
      `host:${hostId}`,
      'wait-its-turn',
      `${MOST_RECOVERIES} hosts of the stage are being made good; sessions with fewer slots left go first, and this one has ${request.slotsLeft}`,
    );
  return permitted;
}
