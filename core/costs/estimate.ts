import { countOf } from '../exam/count-of.ts';
import { instanceHourUsd, type PriceTable, volumeHourUsd } from './prices.ts';

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

/** What a session is expected to use. */
export interface ExpectedUse {
  /** Absent for deployments without hosts of ours. */
  readonly fleet?: {
    readonly instanceType: string;
    readonly hosts: number;
    /** Spot capacity is tried first; what it will cost, nobody can tell before. */
    readonly spot?: boolean;
    /** From launch to the end of the drain, ms. */
    readonly aliveMs: number;
    readonly volumeGb: number;
  };
  readonly submissions: number;
  readonly judgeCallsPerSubmission: number;
  /** Mean time of a judge call, ms: an executor waits for it. */
  readonly judgeCallMs: number;
  readonly participants: number;
  /** The window, ms. */
  readonly windowMs: number;
  /** Mean size of a submission's rows (source, verdicts), KB. */
  readonly submissionKb: number;
}

/** Memory of the functions, GB, as the stacks configure it. */
const MEMORY_GB = { api: 0.5, executor: 1, tick: 0.5, prober: 0.5 } as const;
/** How often an open page or a waiting client asks, ms. */
const POLL_MS = 15_000;
/** Mean time of an API call, ms. */
const API_CALL_MS = 60;
/** Rows written and read for one submission from intake to announcement, ENGINE not included. */
const WRITES_PER_SUBMISSION = 7;
const READS_PER_SUBMISSION = 14;
/** Log lines of one submission from intake to verdict, KB. */
const LOG_KB_PER_SUBMISSION = 6;

/**
 * What a session will cost, by list price: hosts by the second, their disks and addresses, and every request of the
 * pipeline. An estimate: the shape of the use is assumed, the prices are not. @throws Error when the table has no price
 * for the instance type
 */
export function estimateCost(use: ExpectedUse, prices: PriceTable): Cost {
  const lines: CostLine[] = use.fleet === undefined ? [] : fleetLines(use.fleet, prices);
  const { submissions } = use;
  const callSeconds = (submissions * use.judgeCallsPerSubmission * use.judgeCallMs) / 1000;
  const ticks = Math.ceil((use.fleet?.aliveMs ?? use.windowMs) / 60_000);
  const apiCalls = submissions * 4 + (use.participants * use.windowMs) / POLL_MS / 4;
  const rowUnits = Math.ceil(use.submissionKb);
  lines.push(
    {
      what: `${countOf(Math.round(submissions), 'submission')}: executor time, ${countOf(use.judgeCallsPerSubmission, 'judge call')} each`,
      usd: callSeconds * MEMORY_GB.executor * prices.lambdaGbSecond + submissions * prices.lambdaRequest,
    },
    {
      what: `${Math.round(apiCalls)} API calls`,
      usd:
        apiCalls *
        (prices.apiRequest +
          prices.lambdaRequest +
          (API_CALL_MS / 1000) * MEMORY_GB.api * prices.lambdaGbSecond),
    },
    {
      what: `${ticks} ticks of the health monitor and its prober`,
      usd:
        ticks *
        (prices.scheduleInvocation +
          3 * prices.lambdaRequest +
          (35 * MEMORY_GB.tick + 2 * MEMORY_GB.prober) * prices.lambdaGbSecond +
          20 * prices.tableRead +
          2 * prices.tableWrite),
    },
    {
      what: 'tables: writes and reads',
      usd:
        submissions *
          (WRITES_PER_SUBMISSION * prices.tableWrite * rowUnits + READS_PER_SUBMISSION * prices.tableRead) +
        apiCalls * 4 * prices.tableRead,
    },
    {
      what: 'topics, queues, files and logs',
      usd:
        submissions * (2 * prices.topicPublish + 6 * prices.queueRequest + 2 * prices.bucketGet) +
        ((submissions * LOG_KB_PER_SUBMISSION + ticks * 4) / 1_048_576) * prices.logsGb,
    },
  );
  return sumCost(lines);
}

/** What hosts cost for as long as they are alive, USD. @throws as `estimateCost` */
export function estimateHosts(fleet: NonNullable<ExpectedUse['fleet']>, prices: PriceTable): number {
  return sumCost(fleetLines(fleet, prices)).usd;
}

function fleetLines(fleet: NonNullable<ExpectedUse['fleet']>, prices: PriceTable): CostLine[] {
  const hour = instanceHourUsd(prices, fleet.instanceType);
  if (hour === undefined)
    throw new Error(`there is no price for instance type ${fleet.instanceType} in ${prices.region}`);
  const hours = Math.max(fleet.aliveMs, 60_000) / 3_600_000;
  const each = `${fleet.hosts} x ${hours.toFixed(2)} h`;
  return [
    {
      what: `${each} of ${fleet.instanceType}${fleet.spot === true ? ', at the on-demand price: spot costs less' : ''}`,
      usd: fleet.hosts * hours * hour,
    },
    {
      what: `${each} of a ${fleet.volumeGb} GB disk`,
      usd: fleet.hosts * hours * volumeHourUsd(prices, fleet.volumeGb),
    },
    { what: `${each} of a public address, at most`, usd: fleet.hosts * hours * prices.publicAddressHour },
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
