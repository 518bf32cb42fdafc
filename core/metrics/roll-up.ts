import { type MetricSeriesStore, type RollUp, SPAN_MS, startOf } from './metric-series-store.ts';
import { metricOf } from './metric-table.ts';
import { type Series, sumSeries } from './series.ts';

/** Hours before this one that a sweep makes again: an instance that was frozen writes its minutes when it is woken. */
const HOURS_LOOKED_BACK = 3;
/** A tick makes the hour again in every so many minutes of it. */
const EACH_MINUTES = 5;

/** What is to be rolled up, the parts before what is made of them. */
export type RollUpPlan = readonly Pick<RollUp, 'granularity' | 'at'>[];

/**
 * What a function rolls up at a time. The sweep, each hour: the hours that are lately over, this one, and their days. A tick, each
 * minute: this hour and its day, in one minute of five. Pure.
 * @param now ms since the epoch
 */
export function planRollUps(by: 'tick' | 'sweep', now: number): RollUpPlan {
  const hour = startOf('hour', now);
  const minute = Math.floor((now - hour) / SPAN_MS.minute);
  if (by === 'tick' && minute % EACH_MINUTES !== 0) return [];
  const back = by === 'sweep' || minute < EACH_MINUTES ? HOURS_LOOKED_BACK : 0;
  const hours = Array.from({ length: back + 1 }, (_, at) => hour - (back - at) * SPAN_MS.hour);
  const days = [...new Set(hours.map((at) => startOf('day', at)))];
  return [
    ...hours.map((at) => ({ granularity: 'hour' as const, at })),
    ...days.map((at) => ({ granularity: 'day' as const, at })),
  ];
}

/**
 * Makes roll-ups anew out of all their parts, and writes them over those that were there: as often as wanted, by as many as want,
 * the same comes of it. What has no parts is left as it is. Of a day, sessions that
 * were over before its last hour are left out: their hours have them, and a row has 400 KB at most.
 * @param onFault told what kept one from being made; the others are made all the same
 * @returns how many were written
 */
export async function rollUp(
  plan: RollUpPlan,
  store: Pick<MetricSeriesStore, 'readParts' | 'putRollUp'>,
  onFault: (error: unknown) => void,
): Promise<number> {
  let written = 0;
  for (const { granularity, at } of plan)
    try {
      const parts = await store.readParts(granularity, at);
      if (parts.length === 0) continue;
      const samples = parts.reduce((sum, part) => sum + part.samples, 0);
      const series = sumSeries(parts.flatMap((part) => part.series));
      await store.putRollUp({
        granularity,
        at,
        samples,
        series: granularity === 'day' ? leaveOutOver(series) : series,
      });
      written++;
    } catch (error) {
      onFault(error);
    }
  return written;
}

/** Without the gauges of sessions that nobody has measured for an hour. */
function leaveOutOver(all: readonly Series[]): readonly Series[] {
  const lastAt = ({ figures }: Series) => figures.last?.at ?? Number.NEGATIVE_INFINITY;
  const newest = all.reduce((latest, series) => Math.max(latest, lastAt(series)), Number.NEGATIVE_INFINITY);
  return all.filter(
    (series) =>
      series.figures.last === undefined ||
      !(metricOf(series.id).dimensions as readonly string[]).includes('session') ||
      newest - lastAt(series) < SPAN_MS.hour,
  );
}
