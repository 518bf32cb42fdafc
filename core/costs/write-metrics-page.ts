import { type MetricId, metricDimensions, metricOf, metricTable } from '../metrics/metric-table.ts';
import type { Cost } from './estimate.ts';
import { costOfExam, costOfIdleMonth, costOfMetric, countMetrics } from './metric-costs.ts';
import type { PriceTable } from './prices.ts';

/** The tables of docs/metrics.md as Markdown: what it holds between its marks. Made from the metric table and prices alone. */
export function writeMetricsPage(prices: PriceTable): string {
  const ids = Object.keys(metricTable) as MetricId[];
  return [
    '| metric | CloudWatch knows it as | is a | told apart by | says | emitted by |',
    '|---|---|---|---|---|---|',
    ...ids.map((id) => {
      const { name, kind, unit, dimensions, cloudwatch, says, by, alarmed } = metricOf(id);
      const known = cloudwatch === 'none' ? '-' : `\`${name}\`${listOf(cloudwatch, ' by ')}`;
      return `| \`${id}\` | ${known} | ${kind}, ${unit} | ${listOf(dimensions, '') || '-'} | ${says}${alarmed ? '; alarmed' : ''} | ${listOf(by, '')} |`;
    }),
    '',
    `Every metric has the stage beside that. By list price of ${prices.region}, ${prices.asOf}, in USD:`,
    '',
    '| metric | metrics of CloudWatch | if it were printed in every hour of a month | in a month without an exam | in the exam |',
    '|---|---|---|---|---|',
    ...ids.map((id) => {
      const row = metricOf(id);
      const { month, idleMonth, exam } = costOfMetric(row, prices);
      return `| \`${id}\` | ${countMetrics(row)} | ${usdOf(month)} | ${usdOf(idleMonth)} | ${usdOf(exam)} |`;
    }),
    '',
    ...sumOf('In the exam all of them cost', costOfExam(prices)),
    '',
    ...sumOf('In a month without an exam all of them cost', costOfIdleMonth(prices)),
    '',
    `Most values that a dimension takes in an exam: ${Object.entries(metricDimensions)
      .map(([name, most]) => `\`${name}\` ${most}`)
      .join(', ')}.`,
  ].join('\n');
}

const listOf = (names: readonly string[], before: string) =>
  names.length === 0 ? '' : `${before}${names.map((name) => `\`${name}\``).join(', ')}`;

const usdOf = (usd: number) => (usd === 0 ? '0' : usd.toFixed(4));

const sumOf = (what: string, { usd, lines }: Cost) => [
  `${what} ${usdOf(usd)} USD:`,
  '',
  ...lines.map((line) => `- ${line.what}: ${usdOf(line.usd)}`),
];
