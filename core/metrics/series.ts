import { InvalidRecordError } from '../exam/invalid-record-error.ts';
import { addFigures, emptyTally, type Figures, type Tally } from './figures.ts';
import { isMetricId, type MetricId, metricOf } from './metric-table.ts';

/** One metric, told apart by the values of its dimensions in the table's order. */
export interface Series {
  readonly id: MetricId;
  readonly values: readonly string[];
  readonly figures: Figures;
}

/** Adds series up: those of one metric and the same values become one. */
export function sumSeries(all: Iterable<Series>): readonly Series[] {
  const sums = new Map<string, { id: MetricId; values: readonly string[]; figures: Tally }>();
  for (const { id, values, figures } of all) {
    const key = nameSeries(id, values);
    const sum = sums.get(key) ?? { id, values, figures: emptyTally(metricOf(id).kind) };
    addFigures(sum.figures, figures);
    sums.set(key, sum);
  }
  return [...sums.values()];
}

/** A word for a series that no other has: no value holds a zero byte. */
export function nameSeries(id: MetricId, values: readonly string[]): string {
  return [id, ...values].join('\0');
}

/** `[id, values, [count, sum, min, max], last at and value or buckets and what they hold]` */
type Written = readonly [string, readonly string[], readonly number[], readonly number[]];

/** Series as text, since DynamoDB bills by the byte and marshalling a map of maps costs more than all the rest. */
export function writeSeries(all: readonly Series[]): string {
  return JSON.stringify(
    all.map(({ id, values, figures: { count, sum, min, max, last, buckets } }): Written => {
      const more =
        buckets === undefined ? (last === undefined ? [] : [last.at, last.value]) : [...buckets].flat();
      return [id, values, [count, sum, min, max], more];
    }),
  );
}

/**
 * Reads what {@link writeSeries} wrote. A metric that is not in the table, or has other dimensions there, is of another release
 * and left out. @throws InvalidRecordError
 */
export function readSeries(text: string, where: string): readonly Series[] {
  const fail = (what: string) => new InvalidRecordError(`${where} holds no series: ${what}`);
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    throw fail('its series are not JSON');
  }
  if (!Array.isArray(stored)) throw fail('its series are no list');
  return stored.flatMap((one: unknown): Series[] => {
    if (!isWritten(one)) throw fail('a member is not of the form [id, values, figures, more]');
    const [id, values, [count = 0, sum = 0, min = 0, max = 0], more] = one;
    if (!isMetricId(id)) return [];
    const { kind, dimensions } = metricOf(id);
    if (dimensions.length !== values.length) return [];
    const [at = Number.NEGATIVE_INFINITY, value = 0] = more;
    const own =
      kind === 'gauge' ? { last: { at, value } } : kind === 'distribution' ? { buckets: pairsOf(more) } : {};
    return [{ id, values, figures: { count, sum, min, max, ...own } }];
  });
}

function pairsOf(flat: readonly number[]): Map<number, number> {
  const pairs = new Map<number, number>();
  for (let at = 0; at + 1 < flat.length; at += 2) pairs.set(flat[at]!, flat[at + 1]!);
  return pairs;
}

function isWritten(one: unknown): one is Written {
  if (!Array.isArray(one) || one.length !== 4 || typeof one[0] !== 'string') return false;
  const numbers = (list: unknown) => Array.isArray(list) && list.every(Number.isFinite);
  const words = Array.isArray(one[1]) && one[1].every((word) => typeof word === 'string');
  return words && numbers(one[2]) && (one[2] as unknown[]).length === 4 && numbers(one[3]);
}
