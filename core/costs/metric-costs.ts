import {
  type MetricId,
  type MetricRow,
  metricDimensions,
  metricOf,
  metricTable,
} from '../metrics/metric-table.ts';
import { type Cost, type CostLine, sumCost } from './estimate.ts';
import { HOURS_PER_MONTH, type PriceTable } from './prices.ts';
import { REFERENCE_EXAM } from './reference-exam.ts';

/**
 * The reference exam as metrics see it. With launch and end it takes 200 minutes and touches 5 hours of the clock; CloudWatch bills a metric
 * by the hours in which it is printed.
 */
const EXAM = {
  submissions: REFERENCE_EXAM.participants * REFERENCE_EXAM.tries,
  minutes: 60 * REFERENCE_EXAM.hours + 20,
  clockHours: REFERENCE_EXAM.hours + 2,
} as const;

/** Instances of the API that are busy, and how often each writes its minute at most (`WRITE_EVERY_MS`). */
const API_WRITES_A_MINUTE = 2 * 12;
/** KB of one instance's minute, held by test/unit/core/costs/metric-costs.test.ts; DynamoDB bills writes by the KB begun. */
export const MINUTE_KB = 5;
/** KB of an hour and its day together, of all instances and three sessions at a time, held there, too. */
export const ROLL_UPS_KB = 60;
/** Roll-ups of an hour by ticks, and how much of its minutes each reads: half of them, of seven instances. */
const ROLL_UPS_AN_HOUR = 12;
const READ_KB = 30 * 7 * MINUTE_KB;
/** A line of CloudWatch's embedded format, KB; a submission prints three, a minute of a tick twenty. */
const LINE_KB = 0.4;

/** Metrics that one row is to CloudWatch. */
export function countMetrics({ cloudwatch }: MetricRow): number {
  return cloudwatch === 'none'
    ? 0
    : cloudwatch.reduce((product, name) => product * metricDimensions[name], 1);
}

/** What CloudWatch asks for a row: in the exam, in a month without one, and if it were printed in every hour of a month; USD. */
export function costOfMetric(
  row: MetricRow,
  prices: PriceTable,
): { readonly exam: number; readonly idleMonth: number; readonly month: number } {
  const month = countMetrics(row) * prices.metricMonth;
  const share = (hours: number) => (month * hours) / HOURS_PER_MONTH;
  return { exam: share(EXAM.clockHours), idleMonth: share(row.idleHours ?? 0), month };
}

/** What all metrics cost in the reference exam, by list price. */
export function costOfExam(prices: PriceTable): Cost {
  const { submissions, minutes, clockHours } = EXAM;
  const rows = (Object.keys(metricTable) as MetricId[]).map(metricOf);
  const metrics = rows.reduce((sum, row) => sum + countMetrics(row), 0);
  // An executor writes at the end of each invocation, one a submission where they come one by one; the tick each minute.
  const writes = minutes * (API_WRITES_A_MINUTE + 1) + submissions;
  const rollUps = clockHours * ROLL_UPS_AN_HOUR;
  const lines: CostLine[] = [
    {
      what: `CloudWatch: ${metrics} metrics at most, in ${clockHours} hours of the clock`,
      usd: rows.reduce((sum, row) => sum + costOfMetric(row, prices).exam, 0),
    },
    {
      what: `${writes} writes of minutes, ${MINUTE_KB} KB each`,
      usd: writes * MINUTE_KB * prices.tableWrite,
    },
    {
      what: `${rollUps} times an hour and its day`,
      usd: rollUps * (ROLL_UPS_KB * prices.tableWrite + ((READ_KB + ROLL_UPS_KB) / 4) * prices.tableRead),
    },
    {
      what: 'lines of the log that CloudWatch takes them from',
      usd: (((submissions * 3 + minutes * 20) * LINE_KB) / 1_048_576) * prices.logsGb,
    },
  ];
  return sumCost(lines);
}

/**
 * What all metrics cost in a month without an exam, by list price: the sweep of each hour, and the sender of webhooks that it
 * starts, write a minute each; four hours and a day are made anew.
 */
export function costOfIdleMonth(prices: PriceTable): Cost {
  const rows = (Object.keys(metricTable) as MetricId[]).map(metricOf);
  return sumCost([
    { what: 'CloudWatch', usd: rows.reduce((sum, row) => sum + costOfMetric(row, prices).idleMonth, 0) },
    {
      // Rows of a quiet hour are less than a KB, of a quiet day two; ten queries of a read each.
      what: 'the metrics table',
      usd: HOURS_PER_MONTH * (8 * prices.tableWrite + 10 * prices.tableRead),
    },
  ]);
}
