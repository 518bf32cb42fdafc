import { describe, expect, it } from 'vitest';
import { isEmfLine, MetricStore, parseEmfLine } from '../../../../cloud/lambda/emf.ts';
import { parseLogLine } from '../../../../cloud/lambda/log.ts';

const line = JSON.stringify({
  _aws: {
    Timestamp: 1000,
    CloudWatchMetrics: [
      {
        Namespace: 'Assize',
        Dimensions: [['stage'], ['stage', 'lane']],
        Metrics: [{ Name: 'Judged', Unit: 'Count' }, { Name: 'WaitMs' }],
      },
    ],
  },
  stage: 'dev',
  lane: 'contest',
  Judged: 2,
  WaitMs: [5, 7],
});

describe('embedded metric format', () => {
  it('gives each metric with each set of dimensions', () => {
    const data = parseEmfLine(line);
    expect(isEmfLine(line)).toBe(true);
    expect(data).toHaveLength(4);
    expect(data[1]).toEqual({
      timestampMs: 1000,
      namespace: 'Assize',
      name: 'Judged',
      unit: 'Count',
      dimensions: { stage: 'dev', lane: 'contest' },
      values: [2],
    });
  });

  it('drops what is malformed', () => {
    expect(parseEmfLine('{"CloudWatchMetrics"')).toEqual([]);
    expect(
      parseEmfLine('{"_aws":{"CloudWatchMetrics":[{"Namespace":"n","Metrics":[{"Name":"absent"}]}]}}'),
    ).toEqual([]);
  });

  it('sums up by dimensions and forgets the oldest over its capacity', () => {
    const store = new MetricStore(4);
    store.add(parseEmfLine(line));
    const filter = { namespace: 'Assize', name: 'WaitMs', dimensions: { lane: 'contest' } };
    expect(store.summarize(filter)).toEqual({ count: 2, sum: 12, minimum: 5, maximum: 7 });
    store.add(parseEmfLine(line.replace('[5,7]', '9')));
    expect(store.summarize(filter)).toEqual({ count: 1, sum: 9, minimum: 9, maximum: 9 });
    expect(store.summarize({ ...filter, dimensions: { lane: 'trial' } })).toBeUndefined();
  });
});

describe('lines of functions', () => {
  const context = { time: 't', function: 'api', requestId: 'r', stream: 'stdout' } as const;

  it('reads structured ones by their fields', () => {
    const entry = JSON.stringify({
      level: 'WARN',
      message: 'm',
      timestamp: 'x',
      service: 's',
      sessionId: '1',
    });
    expect(parseLogLine(entry, context)).toEqual({
      time: 't',
      function: 'api',
      requestId: 'r',
      level: 'warn',
      message: 'm',
      fields: { sessionId: '1' },
    });
  });

  it('keeps others as they are', () => {
    expect(parseLogLine('{not json', context)).toMatchObject({ level: 'info', message: '{not json' });
    expect(parseLogLine('oops', { ...context, stream: 'stderr' })).toMatchObject({
      level: 'warn',
      message: 'oops',
    });
  });
});
