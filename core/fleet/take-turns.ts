import { endingOf, isStaying } from './decide-fleet.ts';
import type { FleetPorts, KnownFleet } from './fleet-ports.ts';
import type { Host } from './host.ts';
import { isBeingMadeGood } from './recovery.ts';
import { askPermits, MOST_RECOVERIES } from './recovery-permits.ts';

type Ports = Pick<FleetPorts, 'permits' | 'clock' | 'random'>;

/**
 * Asks whose turn it is of a fleet's hosts that failed, and writes down who has to wait.
 * @returns ids of the hosts that may be rebooted or replaced; nothing is asked where none failed
 */
export async function askForTurns(fleet: KnownFleet, ports: Ports): Promise<ReadonlySet<string>> {
  const failed = failedOf(fleet, ports.clock.now());
  if (failed.length === 0) return new Set();
  const { slotsLeft, permitted, newlyWaiting } = await request(fleet, failed, [], ports);
  for (const hostId of newlyWaiting)
    await fleet.record.add(
      `host:${hostId}`,
      'wait-its-turn',
      `${MOST_RECOVERIES} hosts of the stage are being made good; sessions with fewer slots left go first, and this one has ${slotsLeft}`,
    );
  return permitted;
}

/**
 * At the end of a pass: what is not at work lets its turn go to others. At work is a suspect, and a lost host for each that
 * comes up in its place: not one that EC2 has no machine for, nor any of a session that ends.
 */
export async function keepTurns(fleet: KnownFleet, ports: Ports): Promise<void> {
  const failed = failedOf(fleet, ports.clock.now());
  const coming = fleet.hosts.filter(
    ({ state }) => state === 'requested' || state === 'booting' || state === 'examining',
  ).length;
  const suspects = failed.filter(({ state }) => state === 'suspect');
  const lost = failed.filter(({ state }) => state !== 'suspect').slice(0, coming);
  await request(fleet, [...suspects, ...lost], failed, ports);
}

function failedOf({ session, hosts }: KnownFleet, now: number): readonly Host[] {
  return endingOf(session, now) === undefined
    ? hosts.filter((host) => isBeingMadeGood(host) || host.state === 'suspect')
    : [];
}

async function request(
  { session, hosts }: KnownFleet,
  failed: readonly Host[],
  patient: readonly Host[],
  ports: Ports,
) {
  const { permits: store, clock, random } = ports;
  const staying = hosts.filter((host) => host.state === 'ready' && isStaying(host));
  const slotsLeft = staying.reduce((sum, { slots }) => sum + slots, 0);
  const idsOf = (some: readonly Host[]) => some.map(({ hostId }) => hostId);
  const answer = await askPermits(
    { sessionId: session.sessionId, hostIds: idsOf(failed), patient: idsOf(patient), slotsLeft },
    { store, clock, random },
  );
  return { slotsLeft, ...answer };
}
