import { countOf } from '../exam/count-of.ts';
import type { Host } from '../fleet/host.ts';
import { type Cost, type CostLine, dearestHourUsd, roundUsd, sumCost } from './estimate.ts';
import { instanceHourUsd, type PriceTable, volumeHourUsd } from './prices.ts';
import { type RequestUse, requestLines } from './request-lines.ts';
import { type ReviewsCost, reviewsLine } from './review-cost.ts';

/** EC2 bills by the second, but this many at least. */
export const MINIMUM_BILLED_SECONDS = 60;

/** What was measured of a session; how long pages were open is not, and is held for as long as the window was. */
export type MeasuredUse = RequestUse & { readonly judgeCallsSaved: number };

/** A session's bill: what EC2 said of the hosts and what was counted of the rest, at list price. */
export interface Bill extends Cost {
  readonly sessionId: string;
  /** Seconds billed over all hosts. */
  readonly hostSeconds: number;
  readonly judgeCalls: number;
  readonly judgeCallsSaved: number;
  readonly region: string;
  readonly pricesAsOf: string;
  readonly billedAt: number;
  /** Of a final bill: why the ledger that was drawn up with it does not balance, if it does not. */
  readonly imbalance?: string;
}

/**
 * Seconds that are billed of a host: from its launch to its termination by cloud truth (to `now` while it lives), each begun
 * second whole, 60 at least; 0 for a host that EC2 never launched. EC2 itself begins as the host becomes `running`, which it
 * does not tell: this is more by the time that the host was `pending`, never less.
 */
export function billedSeconds(
  host: { readonly launchedAt?: number | undefined; readonly terminatedAt?: number | undefined },
  now: number,
): number {
  if (host.launchedAt === undefined) return 0;
  const alive = Math.max(0, (host.terminatedAt ?? now) - host.launchedAt);
  return Math.max(MINIMUM_BILLED_SECONDS, Math.ceil(alive / 1000));
}

/**
 * The bill of a session. Hosts are exact but for the seconds until they ran; the other lines multiply what was counted with what each
 * costs in requests (`REQUEST_USE`). A host type without a price is billed at the dearest price of the table and
 * the line says so, and so is a spot host at the price of one on demand, since nobody tells what it was sold at: a bill is
 * never too low by ignorance.
 */
export function billSession(
  sessionId: string,
  hosts: readonly Host[],
  use: MeasuredUse,
  prices: PriceTable,
  options: { readonly now: number; readonly volumeGb: number },
): Bill {
  const hostSeconds = hosts.reduce((sum, host) => sum + billedSeconds(host, options.now), 0);
  const hostHours = hostSeconds / 3600;
  const addressSeconds = hosts.reduce((sum, host) => sum + unsealedSeconds(host, options.now), 0);
  const lines: CostLine[] = [...instanceLines(hosts, prices, options.now)];
  if (hostSeconds > 0)
    lines.push(
      {
        what: `${hosts.length} disks of ${options.volumeGb} GB`,
        usd: hostHours * volumeHourUsd(prices, options.volumeGb),
      },
      {
        what: `${countOf(hosts.length, 'public address', 'public addresses')}, until they were sealed`,
        usd: (addressSeconds / 3600) * prices.publicAddressHour,
      },
    );
  lines.push(...requestLines(use, prices));
  return {
    ...sumCost(lines),
    sessionId,
    hostSeconds,
    judgeCalls: use.judgeCalls,
    judgeCallsSaved: use.judgeCallsSaved,
    region: prices.region,
    pricesAsOf: prices.asOf,
    billedAt: options.now,
  };
}

/** A final bill with what reviews of its submissions cost: they are made after the session is settled. */
export function withReviews<T extends Bill>(bill: T, reviews: ReviewsCost): T {
  return { ...bill, ...sumCost([...bill.lines, reviewsLine(reviews)]) };
}

/** Seconds for which a host may have had a public address: none if it was born sealed, all its life if it never was. */
function unsealedSeconds(host: Host, now: number): number {
  if (!host.sealed) return billedSeconds(host, now);
  return host.sealedAt === undefined
    ? 0
    : billedSeconds({ ...host, terminatedAt: Math.min(host.sealedAt, host.terminatedAt ?? now) }, now);
}

function instanceLines(hosts: readonly Host[], prices: PriceTable, now: number): CostLine[] {
  const secondsOf = new Map<string, { seconds: number; hosts: number; spot: number }>();
  for (const host of hosts) {
    const seconds = billedSeconds(host, now);
    if (seconds === 0) continue;
    const sum = secondsOf.get(host.instanceType) ?? { seconds: 0, hosts: 0, spot: 0 };
    secondsOf.set(host.instanceType, {
      seconds: sum.seconds + seconds,
      hosts: sum.hosts + 1,
      spot: sum.spot + (host.market === 'spot' ? 1 : 0),
    });
  }
  return [...secondsOf].map(([instanceType, sum]) => {
    const known = instanceHourUsd(prices, instanceType);
    const hour = known ?? dearestHourUsd(prices);
    const note = known === undefined ? ', price unknown: the dearest of the table' : '';
    const spot = sum.spot === 0 ? '' : `, ${sum.spot} of them spot, at the on-demand price: they cost less`;
    return {
      what: `${sum.hosts} x ${instanceType}, ${sum.seconds} s${spot}${note}`,
      usd: roundUsd((sum.seconds / 3600) * hour),
    };
  });
}
