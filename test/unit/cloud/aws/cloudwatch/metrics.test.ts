import { describe, expect, it } from 'vitest';
import { readEmbeddedMetrics } from '../../../../../cloud/aws/cloudwatch/embedded-metrics.ts';
import { countLine, readFilterPattern } from '../../../../../cloud/aws/cloudwatch/metric-filter.ts';
import { parseMetricMath } from '../../../../../cloud/aws/cloudwatch/metric-math.ts';
import { MetricStore, summaryOf } from '../../../../../cloud/aws/cloudwatch/metric-store.ts';

const NOW = Date.parse('2026-11-28T10:00:00Z');

describe('embedded metrics', () => {
  const line = (more: object = {}, directive: object = {}) =>
    JSON.stringify({
      _aws: {
        Timestamp: NOW,
        CloudWatchMetrics: [
          {
            Namespace: 'App',
            Dimensions: [['stage'], []],
            Metrics: [{ Name: 'Age', Unit: 'Seconds' }],
            ...directive,
          },
        ],
      },
      stage: 'dev',
      Age: 3,
      ...more,
    });

  it('are one metric for each set of dimensions, of one value or many', () => {
    const metric = { namespace: 'App', name: 'Age', at: NOW, unit: 'Seconds' };
    expect(readEmbeddedMetrics(line({ Age: [3, 4] }), NOW)).toEqual([
      { ...metric, dimensions: { stage: 'dev' }, values: [3, 4] },
      { ...metric, dimensions: {}, values: [3, 4] },
    ]);
  });

  it.each([
    ['a line of text', 'Started "CloudWatchMetrics"'],
    ['broken JSON', '{"_aws": {"CloudWatchMetrics"'],
    ['a value that is no number', line({ Age: '3' })],
    ['more than a hundred values', line({ Age: Array(101).fill(1) })],
    ['a missing dimension', line({ stage: undefined }, { Dimensions: [['stage']] })],
    ['no name', line({}, { Metrics: [{ Unit: 'Seconds' }] })],
    ['the future', line({}, {}).replace(String(NOW), String(NOW + 3 * 3_600_000))],
    ['long ago', line({}, {}).replace(String(NOW), String(NOW - 15 * 24 * 3_600_000))],
  ])('are not taken of %s', (_, text) => {
    expect(readEmbeddedMetrics(text, NOW)).toEqual([]);
  });
});

describe('a metric filter', () => {
  const filter = {
    logGroup: 'access',
    matches: readFilterPattern('{ $.status = "401" }'),
    namespace: 'App',
    name: 'Signals',
    value: '0.5',
    dimensions: { stage: '$.stage' },
    unit: 'None',
  };

  it('counts the lines of its group that match', () => {
    const count = (group: string, line: string) => countLine([filter], group, line, NOW);
    expect(count('access', '{"status":"401","stage":"dev"}')).toEqual([
      {
        namespace: 'App',
        name: 'Signals',
        dimensions: { stage: 'dev' },
        at: NOW,
        unit: 'None',
        values: [0.5],
      },
    ]);
    expect(count('access', '{"status":"200","stage":"dev"}')).toEqual([]);
    expect(count('access', '{"status":"401"}')).toEqual([]);
    expect(count('access', 'no JSON')).toEqual([]);
    expect(count('other', '{"status":"401","stage":"dev"}')).toEqual([]);
  });

  it.each([
    ['{ $.a.b != "x" && $.n >= 3 }', { a: { b: 'y' }, n: 3 }, true],
    ['{ $.a.b != "x" && $.n >= 3 }', { a: { b: 'x' }, n: 3 }, false],
    ['{ $.a = "x*" || $.n < 3 }', { a: 'xyz', n: 9 }, true],
    ['{ $.a = "x*" || $.n < 3 }', { a: 'yxz', n: 3 }, false],
    ['{ $.a != "x" }', {}, false],
  ])('%s on %j: %s', (pattern, line, matches) => {
    expect(readFilterPattern(pattern)(line)).toBe(matches);
  });

  it.each(['ERROR', '{ $.a IS NULL }', '{ $.a = "x" && $.b = "y" || $.c = "z" }'])(
    'refuses %s',
    (pattern) => {
      expect(() => readFilterPattern(pattern)).toThrow('not served by local mode');
    },
  );
});

describe('metric math', () => {
  const metrics = { a: [1, undefined, 3], b: [10, 20, undefined] };

  it.each([
    ['a + b', [11, undefined, undefined]],
    ['FILL(a, 0) + FILL(b, 0)', [11, 20, 3]],
    ['MAX([FILL(a, 0), FILL(b, 0)])', [10, 20, 3]],
    ['SUM([a, b])', [11, 20, 3]],
    ['MAX(a)', 3],
    ['-a * 2 + 1', [-1, undefined, -5]],
    ['(a - 1) / 2 >= 1', [0, undefined, 1]],
    ['IF(a > 1, b, 0)', [0, undefined, undefined]],
  ])('%s', (expression, values) => {
    expect(parseMetricMath(expression)(metrics)).toEqual(values);
  });

  it.each([
    ['RATE(a)', 'RATE with 1 parameters'],
    ['a + c', 'names c'],
    ['(a', ') is missing'],
    ['a b', 'goes on after its end'],
    ['a + ', 'ends too soon'],
    ['a & b', 'is not served by local mode from & b on'],
    ['[a, b]', 'a list of metrics is no metric'],
  ])('%s: %s', (expression, sentence) => {
    expect(() => parseMetricMath(expression)(metrics)).toThrow(sentence);
  });
});

describe('the store', () => {
  it('makes one figure of each period, and forgets after a day', () => {
    const store = new MetricStore();
    const key = { namespace: 'App', name: 'Age', dimensions: { b: '2', a: '1' } };
    store.record({ ...key, at: NOW + 59_999, values: [1, 2], unit: 'Seconds' });
    store.record({ ...key, dimensions: { a: '1', b: '2' }, at: NOW + 60_000, values: [9] });
    expect(store.read(key, 'Sum', 60_000, NOW, 3)).toEqual([3, 9, undefined]);
    expect(store.read(key, 'Maximum', 120_000, NOW, 1)).toEqual([9]);
    expect(store.unitOf(key)).toBe('Seconds');
    store.forgetBefore(NOW + 25 * 3_600_000);
    expect(store.list()).toEqual([]);
  });

  it.each([
    ['Average', 2],
    ['Minimum', 1],
    ['SampleCount', 3],
    ['p50', 2],
    ['p99', 3],
  ])('%s of 3, 1, 2 is %d', (statistic, value) => {
    expect(summaryOf(statistic)([3, 1, 2])).toBe(value);
  });
});
