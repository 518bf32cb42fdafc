import type { ComparisonFacts } from './compare.ts';
import { type ExpectedUse, estimateHosts, roundUsd } from './estimate.ts';
import { cheapestMachine } from './prices.ts';
import { executorUsd } from './request-lines.ts';

/** From where on one way costs less than another. */
export interface BreakEven {
  readonly between: string;
  readonly formula: string;
  /** Rounded to a tenth; absent where there is none. */
  readonly value?: number;
  readonly unit: string;
  readonly says: string;
}

/** Where the ways change places. Each value is computed as its formula says. Pure. */
export function findBreakEvens(
  use: ExpectedUse,
  { prices, testCases, pooledCallUsd }: ComparisonFacts,
): readonly BreakEven[] {
  const fleet = use.fleet!;
  const hostsUsd = estimateHosts(fleet, prices);
  const yearUsd = estimateHosts({ ...fleet, aliveMs: 8_760 * 3_600_000 }, prices);
  const worker = cheapestMachine(prices);
  const callUsd =
    use.submissions === 0 ? 0 : executorUsd(use.judgingMs / use.submissions, prices) + prices.lambdaRequest;
  const quotient = (a: number, b: number) => (b > 0 ? { value: Math.round((a / b) * 10) / 10 } : {});
  const usd = (amount: number) => `${roundUsd(amount)} USD`;
  const perHour = quotient(worker.hourUsd, callUsd);
  return [
    {
      between: 'fleet-on-demand and always-on',
      formula: `hosts for a year / hosts for an exam = ${usd(yearUsd)} / ${usd(hostsUsd)}`,
      ...quotient(yearUsd, hostsUsd),
      unit: 'exams a year',
      says: 'with more exams than that, hosts that are never stopped cost less',
    },
    {
      between: 'fleet-on-demand and pooled-by-batch',
      formula: `hosts for an exam / price of a call = ${usd(hostsUsd)} / ${pooledCallUsd} USD`,
      ...quotient(hostsUsd, pooledCallUsd),
      unit: 'submissions an exam',
      says: 'with fewer submissions than that, a hosted API costs less',
    },
    {
      between: 'fleet-on-demand and pooled-by-call',
      formula: `hosts for an exam / (price of a call x test cases) = ${usd(hostsUsd)} / (${pooledCallUsd} USD x ${testCases})`,
      ...quotient(hostsUsd, pooledCallUsd * testCases),
      unit: 'submissions an exam',
      says: 'with fewer submissions than that, a hosted API costs less even by single calls',
    },
    {
      between: 'Lambda executors and a worker that is always on',
      formula: `hour of ${worker.instanceType} / executor of a submission = ${usd(worker.hourUsd)} / ${callUsd.toFixed(6)} USD`,
      ...perHour,
      unit: 'submissions an hour',
      says: 'with more than that, hour after hour of the whole month, a worker costs less',
    },
  ];
}
