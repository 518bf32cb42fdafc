import { countOf } from '../exam/count-of.ts';
import type { Market } from '../fleet/decide-market.ts';
import { type BreakEven, findBreakEvens } from './break-evens.ts';
import {
  type Cost,
  type CostLine,
  type ExpectedUse,
  estimateCost,
  estimateHosts,
  roundUsd,
  sumCost,
} from './estimate.ts';
import { CALL_OVERHEAD_MS, type ExpectedSession, expectUse } from './expect-use.ts';
import { POOLED_QUOTAS_A_DAY } from './pooled-prices.ts';
import { cheapestMachine, type PriceTable } from './prices.ts';
import { requestLines } from './request-lines.ts';

/** The ways in which a session can be judged, as a comparison names them. */
export const WAYS = {
  'fleet-on-demand': 'hosts that are launched for the session, on demand',
  'fleet-spot': 'the same as spot capacity',
  'kept-by-hand': 'hosts that somebody starts in the morning and stops in the evening',
  'always-on': 'hosts that are never stopped',
  'pooled-by-batch': 'a hosted Judge0 API, one call for a whole submission',
  'pooled-by-call': 'a hosted Judge0 API, one call for each test case',
  'fleet-with-worker':
    'hosts on demand, and a machine that is always on in the place of the Lambda executors',
} as const;
export type Way = keyof typeof WAYS;

/** What the comparison stands on; money in USD. */
export interface ComparisonFacts {
  readonly session: ExpectedSession & { readonly fleetSize: NonNullable<ExpectedSession['fleetSize']> };
  /** Of a problem, on average. */
  readonly testCases: number;
  readonly examsPerYear: number;
  /** What is paid for spot capacity, of the price on demand, 0 to 1. */
  readonly spotShare: number;
  /** How long hosts are on that are started and stopped by hand, h an exam. */
  readonly handHours: number;
  /** What the time of whoever does that is worth, an exam. */
  readonly handWorkUsd: number;
  readonly pooledCallUsd: number;
  /** What introducing the way costs, once; counted into the first year's return. */
  readonly setupUsd: number;
  /** What the others save against. */
  readonly against: Way;
  readonly prices: PriceTable;
  readonly volumeGb: number;
}

/** One way, priced. */
export interface ComparedWay extends Cost {
  readonly way: Way;
  readonly perYearUsd: number;
  readonly savingUsdPerYear: number;
  /** Of what the way that is compared with costs, 0 to 1. */
  readonly savingShare: number;
  /** What a dollar that is spent on this way saves: 1 means that it comes back once on top. */
  readonly returnOnInvestment: number;
  /** Why it cannot be had as it is, or what it asks for that money does not show. */
  readonly but?: string;
  readonly possible: boolean;
}

/** The whole comparison, with the way that is recommended. */
export interface Comparison {
  readonly ways: readonly ComparedWay[];
  readonly breakEvens: readonly BreakEven[];
  readonly formulae: Readonly<Record<string, string>>;
  readonly recommendation: { readonly way: Way; readonly reason: string };
}

const HOURS_PER_YEAR = 8_760;
/** What a stage costs in a month without an exam, at most, USD: promise 7, held by a test on its templates. */
export const IDLE_MONTH_USD = 3;
/** Hosts that EC2 may take back in an exam are worth so much a year, USD, at least. */
const SPOT_WORTH_USD = 25;
const ON_DEMAND: Market = 'on-demand';

export const FORMULAE = {
  perYearUsd: `usd x examsPerYear + 12 x ${IDLE_MONTH_USD} (the stage between exams, in every way)`,
  savingUsdPerYear: 'perYearUsd of `against` - perYearUsd',
  savingShare: 'savingUsdPerYear / perYearUsd of `against`',
  returnOnInvestment: '(savingUsdPerYear - setupUsd) / (perYearUsd + setupUsd)',
} as const;

/** Prices a session in every way, by the same use that the estimate of a booking is made of. Pure. @throws as `estimateCost` */
export function compareWays(facts: ComparisonFacts): Comparison {
  const use = expectUse(facts.session, { volumeGb: facts.volumeGb, market: ON_DEMAND });
  const priced = (Object.keys(WAYS) as Way[]).map((way) => ({ way, ...priceWay(way, use, facts) }));
  const yearOf = (cost: Cost) => roundUsd(cost.usd * facts.examsPerYear + 12 * IDLE_MONTH_USD);
  const againstUsd = yearOf(priced.find(({ way }) => way === facts.against)!);
  const ways = priced.map(({ way, ...cost }): ComparedWay => {
    const perYearUsd = yearOf(cost);
    const savingUsdPerYear = roundUsd(againstUsd - perYearUsd);
    return {
      way,
      ...cost,
      perYearUsd,
      savingUsdPerYear,
      savingShare: roundUsd(savingUsdPerYear / againstUsd),
      returnOnInvestment: roundUsd(
        (savingUsdPerYear - facts.setupUsd) / Math.max(0.0001, perYearUsd + facts.setupUsd),
      ),
      ...describeLimits(way, use, facts),
    };
  });
  return {
    ways,
    breakEvens: findBreakEvens(use, facts),
    formulae: FORMULAE,
    recommendation: recommend(ways, facts),
  };
}

function priceWay(way: Way, use: ExpectedUse, facts: ComparisonFacts): Cost {
  const { prices, examsPerYear } = facts;
  const fleet = use.fleet!;
  const { fleet: _, ...requests } = use;
  const hostsFor = (hours: number, what: string): CostLine => ({
    what,
    usd: estimateHosts({ ...fleet, aliveMs: hours * 3_600_000 }, prices),
  });
  const yearShare = HOURS_PER_YEAR / examsPerYear;
  switch (way) {
    case 'fleet-on-demand':
      return estimateCost(use, prices);
    case 'fleet-spot':
      return estimateCost({ ...use, fleet: { ...fleet, share: facts.spotShare } }, prices);
    case 'kept-by-hand':
      return sumCost([
        hostsFor(
          facts.handHours,
          `${fleet.hosts} x ${facts.handHours} h of ${fleet.instanceType} with its disk`,
        ),
        ...(facts.handWorkUsd === 0
          ? []
          : [{ what: 'whoever starts and stops them', usd: facts.handWorkUsd }]),
        ...requestLines(requests, prices),
      ]);
    case 'always-on':
      return sumCost([
        hostsFor(
          yearShare,
          `${fleet.hosts} x ${HOURS_PER_YEAR} h of ${fleet.instanceType} with its disk / ${countOf(examsPerYear, 'exam')}`,
        ),
        ...requestLines(requests, prices),
      ]);
    case 'pooled-by-batch':
      return sumCost([pooledLine(use.submissions, facts), ...requestLines(requests, prices)]);
    case 'pooled-by-call': {
      const calls = use.submissions * facts.testCases;
      // Each test case is compiled for itself.
      const judgingMs = use.judgingMs + (calls - use.submissions) * CALL_OVERHEAD_MS;
      return sumCost([
        pooledLine(calls, facts),
        ...requestLines({ ...requests, judgeCalls: calls, judgingMs }, prices),
      ]);
    }
    case 'fleet-with-worker': {
      const worker = cheapestMachine(prices);
      const [, ...withoutExecutors] = requestLines(requests, prices);
      return sumCost([
        { what: `${fleet.hosts} x ${fleet.instanceType} on demand`, usd: estimateHosts(fleet, prices) },
        {
          what: `a worker that is always on: ${HOURS_PER_YEAR} h of ${worker.instanceType} / ${countOf(examsPerYear, 'exam')}`,
          usd: yearShare * worker.hourUsd,
        },
        ...withoutExecutors,
      ]);
    }
  }
}

function pooledLine(calls: number, { pooledCallUsd }: ComparisonFacts): CostLine {
  return {
    what: `${countOf(Math.round(calls), 'call')} at ${pooledCallUsd} USD`,
    usd: calls * pooledCallUsd,
  };
}

function describeLimits(
  way: Way,
  use: ExpectedUse,
  { testCases }: ComparisonFacts,
): Pick<ComparedWay, 'possible' | 'but'> {
  const most = Math.max(...POOLED_QUOTAS_A_DAY);
  switch (way) {
    case 'fleet-spot':
      return { possible: true, but: 'EC2 can take hosts back in the exam: they are replaced on demand then' };
    case 'kept-by-hand':
      return { possible: true, but: 'somebody must start them in time, examine them, and stop them' };
    case 'always-on':
      return { possible: true, but: 'machines that run for months must be kept up to date' };
    case 'fleet-with-worker':
      return { possible: true, but: 'one machine is one more thing that can fail in an exam' };
    case 'pooled-by-batch':
    case 'pooled-by-call': {
      const calls = way === 'pooled-by-call' ? use.submissions * testCases : use.submissions;
      return calls > most
        ? {
            possible: false,
            but: `${Math.round(calls)} calls in a day are more than the ${most} of the largest public plan`,
          }
        : { possible: true, but: 'others use the same judges: nobody promises when a verdict comes' };
    }
    case 'fleet-on-demand':
      return { possible: true };
  }
}

/** The cheapest way that can be had; spot capacity only where it is worth its risk. */
function recommend(
  ways: readonly ComparedWay[],
  { examsPerYear, against }: ComparisonFacts,
): Comparison['recommendation'] {
  const of = (way: Way) => ways.find((one) => one.way === way)!;
  const onDemand = of('fleet-on-demand');
  const spotSaves = onDemand.perYearUsd - of('fleet-spot').perYearUsd;
  const isWorthIt = spotSaves >= SPOT_WORTH_USD;
  const best = ways
    .filter(({ way, possible }) => possible && (way !== 'fleet-spot' || isWorthIt))
    .reduce((least, one) => (one.usd < least.usd ? one : least));
  const next = ways
    .filter(({ way, possible }) => possible && way !== best.way && way !== 'fleet-spot')
    .reduce((least, one) => (one.usd < least.usd ? one : least));
  const spot = isWorthIt
    ? `spot capacity saves ${spotSaves.toFixed(2)} USD a year against on demand`
    : `spot capacity would save only ${spotSaves.toFixed(2)} USD a year, less than the ${SPOT_WORTH_USD} USD that hosts which may be taken back in an exam are worth`;
  return {
    way: best.way,
    reason: `${best.usd.toFixed(2)} USD an exam, the least of what can be had; next is ${next.way} with ${next.usd.toFixed(2)}. In a year of ${countOf(examsPerYear, 'exam')} it saves ${best.savingUsdPerYear.toFixed(2)} USD against ${against}; ${spot}`,
  };
}
