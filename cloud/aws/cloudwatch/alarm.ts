import type { MetricKey, Statistic } from './metric-store.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** One metric of an alarm or of a question, over a period. */
export interface MetricStat extends MetricKey {
  readonly statistic: Statistic;
  readonly periodS: number;
}

/** A metric, or an expression over others of the same list, by its id. */
export interface MetricQuery {
  readonly id: string;
  readonly label?: string;
  readonly stat?: MetricStat;
  readonly expression?: string;
  /** Of an expression. */
  readonly periodS?: number;
  readonly returnData: boolean;
}

export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

interface AlarmBase {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly actionsEnabled: boolean;
  /** ARNs of topics, by the state that they are told of. */
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
  /** When a template gave it this definition, ms since 1970. */
  readonly updatedAt: number;
}

export interface MetricAlarm extends AlarmBase {
  readonly kind: 'metric';
  /** One metric; or several, of which exactly one returns data. */
  readonly queries: readonly MetricQuery[];
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly periodS: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
}

export interface CompositeAlarm extends AlarmBase {
  readonly kind: 'composite';
  readonly rule: string;
}

export type AlarmDefinition = MetricAlarm | CompositeAlarm;

export const COMPARISONS = {
  GreaterThanOrEqualToThreshold: {
    says: 'greater than or equal to',
    holds: (value, bound) => value >= bound,
  },
  GreaterThanThreshold: { says: 'greater than', holds: (value, bound) => value > bound },
  LessThanThreshold: { says: 'less than', holds: (value, bound) => value < bound },
  LessThanOrEqualToThreshold: { says: 'less than or equal to', holds: (value, bound) => value <= bound },
} as const satisfies Record<string, { says: string; holds: (value: number, bound: number) => boolean }>;

export type Comparison = keyof typeof COMPARISONS;

/** Which state an alarm is in, since when and why. */
export interface AlarmStatus {
  readonly state: AlarmState;
  readonly reason: string;
  /** ms since 1970. */
  readonly since: number;
}

export interface StateDecision {
  readonly state: AlarmState;
  readonly reason: string;
}

/** Periods that are asked for beyond those that are judged, so that late data counts. */
const PERIODS_BEYOND = 2;

/** Periods of an alarm's evaluation range: a few more than are judged. */
export function rangeOf({ evaluationPeriods }: MetricAlarm): number {
  return evaluationPeriods + PERIODS_BEYOND;
}

/**
 * The state of a metric alarm by the figures of its evaluation range, the oldest first, as CloudWatch decides it: by the newest
 * figures that there are, if they are as many as are judged; else what is missing counts as the alarm says, and no more is
 * filled in than is judged.
 */
export function decideState(
  alarm: MetricAlarm,
  range: readonly (number | undefined)[],
  before: AlarmState,
): StateDecision {
  const { evaluationPeriods: judged, datapointsToAlarm: needed, missingData, threshold } = alarm;
  const { says, holds } = COMPARISONS[alarm.comparison];
  const real = range.filter((value) => value !== undefined);
  if (real.length === 0) {
    if (missingData === 'ignore') return { state: before, reason: 'Unchecked: no datapoints were received.' };
    const state = ({ missing: 'INSUFFICIENT_DATA', breaching: 'ALARM', notBreaching: 'OK' } as const)[
      missingData
    ];
    const counted =
      missingData === 'missing'
        ? ''
        : ` and ${judged} missing datapoint${judged > 1 ? 's were' : ' was'} treated as [${missingData === 'breaching' ? 'Breaching' : 'NonBreaching'}]`;
    return {
      state,
      reason: `Threshold Crossed: no datapoints were received for ${judged} period${judged > 1 ? 's' : ''}${counted}.`,
    };
  }
  const values = real.slice(-judged);
  const breaching = values.filter((value) => holds(value, threshold));
  const absent = judged - values.length;
  const filled = missingData === 'breaching' ? absent : 0;
  const isAlarm = breaching.length + filled >= needed;
  const list = [...values].reverse().map(formatFigure).join(', ');
  const relation = isAlarm ? 'were' : 'were not';
  const reason =
    judged === 1
      ? `Threshold Crossed: 1 datapoint [${list}] ${isAlarm ? 'was' : 'was not'} ${says} the threshold (${formatFigure(threshold)}).`
      : `Threshold Crossed: ${isAlarm ? breaching.length + filled : values.length - breaching.length} out of the last ${judged} datapoints [${list}] ${relation} ${says} the threshold (${formatFigure(threshold)}).`;
  return { state: isAlarm ? 'ALARM' : 'OK', reason };
}

/** A figure as CloudWatch writes it in reasons: with a point. */
function formatFigure(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
