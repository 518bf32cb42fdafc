import type { StageConfig } from '../config/stage-config.ts';
import { type PriceTable, pricesOf } from '../costs/prices.ts';
import type { AccountFound } from '../fleet/account-findings.ts';
import type { Market } from '../fleet/decide-market.ts';
import { DEFAULT_FLEET_POLICY } from '../fleet/fleet-policy.ts';
import { vcpusAllowed } from '../fleet/vcpu-quota.ts';

/** What a stage allows a session to be, and the spans that its times are made of (ms). */
export interface BookingLimits {
  /**
   * Hosts are launched this long before the window opens: what one that never answers is waited for, and then all that its
   * replacement takes.
   */
  readonly leadMs: number;
  /** What any good host has come within; a session without `opensAt` opens after it. */
  readonly soonestMs: number;
  /** Auto-shutdown waits this long for the queue after the last close. */
  readonly drainMs: number;
  /** The code-free termination comes this long after the deadline. */
  readonly graceMs: number;
  readonly minWindowMs: number;
  /** From launch to termination; a host ends itself after it whatever happens. */
  readonly maxLifeMs: number;
  /** How far ahead a session can be booked. */
  readonly maxAheadMs: number;
  /** Of one session. */
  readonly maxParticipants: number;
  /** Of all sessions that are open at the same time: what the stage's throttle is made for. */
  readonly participantsAtOnce: number;
  /** Instance types in order of preference. */
  readonly instanceTypes: readonly string[];
  readonly maxHosts: number;
  /** What hosts are bought as; spot hosts are counted as if on demand, in prices and in vCPUs, since they may have to be. */
  readonly market: Market;
  /** On-demand vCPUs that the stage's sessions may run at once, of the account's. */
  readonly vcpuQuota: number;
  readonly volumeGb: number;
  readonly maxUsd: number;
  readonly prices: PriceTable;
  /** Language ids that Assize can judge; what a deployment was found to lack is left to the booking. */
  readonly languages: readonly string[];
}

const MINUTE = 60_000;
/** Participants of a session on any stage: what views and lists were made for and measured with. */
const MOST_PARTICIPANTS = 2_000;
/** What a host takes on a stock image: about eight minutes of installation, sealing and boots, two of examination. */
const READY_MS = 10 * MINUTE;

/** No session lasts longer, from launch to termination, on any stage: the most that `host.maxLifetimeHours` can be. */
export const LONGEST_LIFE_MS = 48 * 60 * MINUTE;

/** The limits of a stage; times as the stock image needs them. `languages` are those that Assize has descriptors of. */
export function bookingLimitsOf(
  config: StageConfig,
  languages: readonly string[],
  region: string | undefined,
): BookingLimits {
  return {
    soonestMs: DEFAULT_FLEET_POLICY.bootLimitMs,
    leadMs: DEFAULT_FLEET_POLICY.bootLimitMs + READY_MS,
    drainMs: 15 * MINUTE,
    graceMs: 5 * MINUTE,
    minWindowMs: 30_000,
    maxLifeMs: config.host.maxLifetimeHours * 60 * MINUTE,
    maxAheadMs: 366 * 24 * 60 * MINUTE,
    maxParticipants: Math.min(config.api.participants, MOST_PARTICIPANTS),
    participantsAtOnce: config.api.participants,
    instanceTypes: config.host.instanceTypes,
    maxHosts: config.host.maxPerSession,
    market: config.host.market,
    vcpuQuota: config.host.vcpuQuota,
    volumeGb: config.host.diskGib,
    maxUsd: config.budgetUsd.session,
    prices: pricesOf(region),
    languages,
  };
}

/** The limits of the stage in view of what was found of the AWS account. Pure. */
export function limitsInAccount<T extends Pick<BookingLimits, 'vcpuQuota'>>(
  limits: T,
  account: readonly AccountFound[],
  now: number,
): T {
  return { ...limits, vcpuQuota: vcpusAllowed(limits.vcpuQuota, account, now) };
}
