import { bookingLimitsOf } from '../../core/booking/booking-limits.ts';
import { referenceExam } from '../../core/booking/plan-comparison.ts';
import { readStageConfig } from '../../core/config/stage-config.ts';
import { compareWays } from '../../core/costs/compare.ts';
import { costOfExam } from '../../core/costs/metric-costs.ts';
import { PRICES } from '../../core/costs/prices.ts';
import { type Figure, makeSingleFigure } from '../figure.ts';

/** What the reference exam costs by the dated price table, line by line: 50 participants, 3 h, 4 problems, 50 test cases, 20 tries each. */
export async function measure(): Promise<readonly Figure[]> {
  const config = readStageConfig('dev');
  return Object.values(PRICES).flatMap((prices): readonly Figure[] => {
    const limits = bookingLimitsOf(config, [], prices.region);
    const { ways } = compareWays(referenceExam(limits));
    const { usd, lines } = ways.find(({ way }) => way === 'fleet-on-demand')!;
    const isReference = prices.region === 'us-east-1';
    return [
      makeSingleFigure(
        isReference ? 'reference-exam-usd' : `reference-exam-usd ${prices.region}`,
        usd,
        'USD',
        isReference ? { atMost: 1 } : undefined,
        `${prices.region}, prices of ${prices.asOf}`,
      ),
      makeSingleFigure(
        `with the stage's metrics, at most ${prices.region}`,
        usd + costOfExam(prices).usd,
        'USD',
        undefined,
        'CloudWatch and the metrics table while an exam is on, shared by all sessions at the time: no part of a bill',
      ),
      ...lines.map((line) =>
        makeSingleFigure(`  ${line.usd.toFixed(4)}`, line.usd, 'USD', undefined, line.what),
      ),
    ];
  });
}
