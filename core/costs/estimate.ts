import { instanceHourUsd, type PriceTable, volumeHourUsd } from './prices.ts';
import { type RequestUse, requestLines } from './request-lines.ts';

/** One part of an amount, in words for people. */
export interface CostLine {
  readonly what: string;
  readonly usd: number;
}

/** An amount and what it is made of; the lines add up to it. */
export interface Cost {
  readonly usd: number;
  readonly lines: readonly CostLine[];
}

/** Hosts that a session is expected to have. */
export interface ExpectedHosts {
  readonly instanceType: string;
  readonly hosts: number;
  /** Spot capacity is tried first; what it will cost, nobody can tell before. */
  readonly spot?: boolean;
  /** What is paid of the price on demand. @default 1 */
  readonly share?: number;
  /** From launch to the end of the drain, ms. */
  readonly aliveMs: number;
  readonly volumeGb: number;
}

/** What a session is expected to use. */
export interface ExpectedUse extends RequestUse {
  /** Absent for deployments without hosts of ours. */
  readonly fleet?: ExpectedHosts;
}

/** Hosts are gone this long after the last close unless something is wrong, ms. */
export const ENDS_MS = 3 * 60_000;
/** A host has its public address until it is installed and sealed, ms; one of a baked image has none. */
const UNSEALED_MS = 10 * 60_000;

/**
 * What a session will cost, by list price: hosts by the second, their disks and addresses, and every request of the
 * pipeline. An estimate: the shape of the use is assumed, the prices are not. @throws Error when the table has no price
 * for the instance type
 */
export function estimateCost(use: ExpectedUse, prices: PriceTable): Cost {
  const hosts = use.fleet === undefined ? [] : hostLines(use.fleet, prices);
  return sumCost([...hosts, ...requestLines(use, prices)]);
}

/** What hosts cost for as long as they are alive, USD. @throws as `estimateCost` */
export function estimateHosts(fleet: ExpectedHosts, prices: PriceTable): number {
  return sumCost(hostLines(fleet, prices)).usd;
}

/** USD an hour of a host with its disk; of a type without a price, the dearest of the table. */
export function hostHourUsd(prices: PriceTable, instanceType: string, volumeGb: number): number {
  const hour = instanceHourUsd(prices, instanceType) ?? dearestHourUsd(prices);
  return hour + volumeHourUsd(prices, volumeGb);
}

/** The dearest instance type's hour, USD: what an unknown type is held for. */
export function dearestHourUsd(prices: PriceTable): number {
  return Math.max(...Object.values(prices.instanceHour));
}

function hostLines(fleet: ExpectedHosts, prices: PriceTable): CostLine[] {
  const hour = instanceHourUsd(prices, fleet.instanceType);
  if (hour === undefined)
    throw new Error(`there is no price for instance type ${fleet.instanceType} in ${prices.region}`);
  const aliveMs = Math.max(fleet.aliveMs, 60_000);
  const hours = aliveMs / 3_600_000;
  const addressHours = Math.min(aliveMs, UNSEALED_MS) / 3_600_000;
  const each = `${fleet.hosts} x ${hours.toFixed(2)} h`;
  const { share = 1 } = fleet;
  const paid = share === 1 ? '' : `, at ${Math.round(share * 100)} % of the on-demand price`;
  const spot = fleet.spot === true ? ', at the on-demand price: spot costs less' : '';
  return [
    { what: `${each} of ${fleet.instanceType}${paid}${spot}`, usd: fleet.hosts * hours * hour * share },
    {
      what: `${each} of a ${fleet.volumeGb} GB disk`,
      usd: fleet.hosts * hours * volumeHourUsd(prices, fleet.volumeGb),
    },
    {
      what: `${fleet.hosts} x ${addressHours.toFixed(2)} h of a public address, until it is sealed`,
      usd: fleet.hosts * addressHours * prices.publicAddressHour,
    },
  ];
}

/** Adds lines up, to a hundredth of a cent. */
export function sumCost(lines: readonly CostLine[]): Cost {
  const rounded = lines.map(({ what, usd }) => ({ what, usd: roundUsd(usd) }));
  return { lines: rounded, usd: roundUsd(rounded.reduce((sum, { usd }) => sum + usd, 0)) };
}

/** To a hundredth of a cent. */
export function roundUsd(usd: number): number {
  return Math.round(usd * 10_000) / 10_000;
}
