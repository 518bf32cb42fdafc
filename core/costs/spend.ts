import type { FleetSize, Session } from '../exam/session.ts';
import { drainUntil, isOver } from '../exam/window.ts';
import { isAlive, isStaying } from '../fleet/decide-fleet.ts';
import type { Host } from '../fleet/host.ts';
import { billedSeconds } from './bill.ts';
import { ENDS_MS, hostHourUsd } from './estimate.ts';
import type { PriceTable } from './prices.ts';

/** What a session's spend is seen from. */
export type SpendingSession = Pick<
  Session,
  'times' | 'cancelledAt' | 'settledAt' | 'deployment' | 'fleetSize' | 'fleet' | 'estimateUsd' | 'requestsUsd'
>;

/** What prices are put on. */
export interface SpendPrices {
  readonly prices: PriceTable;
  readonly volumeGb: number;
}

/** A session's money at a moment, USD. */
export interface Spend {
  /** Of hosts so far, by the seconds that EC2 bills. */
  readonly hostsUsd: number;
  /** Of requests so far: as counted where that is known, else what was estimated of them, by how much of the window is over. */
  readonly requestsUsd: number;
  readonly spentUsd: number;
  /** What an hour costs as it now is. */
  readonly burnUsdPerHour: number;
  /** To the end, with the hosts that it has and those that it still is to get, and the requests that were estimated. */
  readonly forecastUsd: number;
  /** The same without hosts that are not there. */
  readonly committedUsd: number;
  /** What one more host costs from now to the end. */
  readonly hostToEndUsd: number;
}

/**
 * What a session has cost, costs now and will have cost at its end. Pure.
 * @param countedUsd its requests so far, where somebody has counted them
 */
export function spendOf(
  session: SpendingSession,
  hosts: readonly Host[],
  { prices, volumeGb }: SpendPrices,
  now: number,
  countedUsd?: number,
): Spend {
  const { times, fleetSize, requestsUsd: expectedUsd = 0 } = session;
  const hourOf = (instanceType: string) => hostHourUsd(prices, instanceType, volumeGb);
  const hostsUsd = hosts.reduce(
    (sum, host) => sum + (billedSeconds(host, session.settledAt ?? now) / 3600) * hourOf(host.instanceType),
    0,
  );
  const window = Math.max(1, times.lastClosesAt - times.opensAt);
  const stoppedAt = Math.min(now, session.cancelledAt ?? now, times.lastClosesAt);
  const passed = Math.min(1, Math.max(0, (stoppedAt - times.opensAt) / window));
  const over = isOver(session, now);
  const requestsUsd = countedUsd ?? expectedUsd * passed;
  const requestsLeftUsd = over ? 0 : expectedUsd * (1 - passed);

  const endsAt = over ? Math.min(drainUntil(session), now) : times.lastClosesAt + ENDS_MS;
  const hoursLeft = Math.max(0, endsAt - now) / 3_600_000;
  const alive = hosts.filter(
    ({ terminatedAt, launchedAt }) => terminatedAt === undefined && launchedAt !== undefined,
  );
  const burnUsdPerHour =
    alive.reduce((sum, { instanceType }) => sum + hourOf(instanceType), 0) +
    (stoppedAt > times.opensAt && !over ? expectedUsd / (window / 3_600_000) : 0);
  // One that goes costs until it has gone: what replaces it is paid from then on.
  const hoursOf = (host: Host) =>
    isStaying(host) ? hoursLeft : Math.min(hoursLeft, Math.max(0, (host.leavesAt ?? now) - now) / 3_600_000);
  const aliveToEndUsd = alive.reduce((sum, host) => sum + hoursOf(host) * hourOf(host.instanceType), 0);
  const hostToEndUsd =
    fleetSize === undefined ? 0 : hoursOfNewHost(session, now, hoursLeft) * hourOf(fleetSize.instanceType);
  const spentUsd = hostsUsd + requestsUsd;
  const committedUsd = spentUsd + aliveToEndUsd + requestsLeftUsd;
  return {
    hostsUsd,
    requestsUsd,
    spentUsd,
    burnUsdPerHour,
    committedUsd,
    forecastUsd: committedUsd + hostsToCome(session, fleetSize, hosts, over) * hostToEndUsd,
    hostToEndUsd,
  };
}

/** A host that is launched later than now lives from then on. */
function hoursOfNewHost({ times }: SpendingSession, now: number, hoursLeft: number): number {
  return Math.max(0, hoursLeft - Math.max(0, times.launchAt - now) / 3_600_000);
}

function hostsToCome(
  { fleet }: SpendingSession,
  size: FleetSize | undefined,
  hosts: readonly Host[],
  over: boolean,
): number {
  if (size === undefined || over || fleet === 'failed' || fleet === 'gone') return 0;
  return Math.max(0, size.hosts - hosts.filter(isAlive).length);
}
