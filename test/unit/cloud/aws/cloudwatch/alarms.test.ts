import { beforeEach, describe, expect, it } from 'vitest';
import { readAlarm } from '../../../../../cloud/assembly/providers/cloudwatch.ts';
import { Alarms } from '../../../../../cloud/aws/cloudwatch/alarms.ts';
import { MetricStore } from '../../../../../cloud/aws/cloudwatch/metric-store.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-28T10:00:00Z');
const TOPIC = 'arn:aws:sns:eu-central-1:000000000000:alarms';
const place = { name: 'queue-age', region: 'eu-central-1', accountId: '000000000000', now: START };

const properties = {
  Namespace: 'App',
  MetricName: 'Age',
  Dimensions: [{ Name: 'stage', Value: 'dev' }],
  Statistic: 'Maximum',
  Period: 300,
  EvaluationPeriods: 1,
  Threshold: 10,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
  AlarmActions: [TOPIC],
  OKActions: [TOPIC],
};

let store: MetricStore;
let alarms: Alarms;
let told: { topic: string; subject: string; message: Record<string, unknown> }[];
let problems: string[];

beforeEach(() => {
  store = new MetricStore();
  told = [];
  problems = [];
  alarms = new Alarms({
    ...place,
    store,
    publish: async (topic, subject, message) => {
      if (topic.endsWith('closed')) throw new Error('the policy does not let cloudwatch publish');
      told.push({ topic, subject, message: JSON.parse(message) as Record<string, unknown> });
    },
    onChange: () => undefined,
    onProblem: (problem) => problems.push(problem),
  });
});

const put = (more: object = {}, name = place.name) =>
  alarms.put(readAlarm('AWS::CloudWatch::Alarm', { ...properties, ...more }, { ...place, name }));
const measure = (minute: number, ...values: number[]) =>
  store.record({
    namespace: 'App',
    name: 'Age',
    dimensions: { stage: 'dev' },
    at: START + minute * MINUTE,
    values,
  });
/** The state after each of these whole minutes. */
async function statesAt(...minutes: number[]): Promise<string[]> {
  const states: string[] = [];
  for (const minute of minutes) {
    await alarms.evaluate(START + minute * MINUTE);
    states.push(alarms.list()[0]!.status.state);
  }
  return states;
}

describe('an alarm', () => {
  it('begins without data, rings within its period and tells its topic in the words of CloudWatch', async () => {
    put({ AlarmDescription: 'Nobody takes messages.' });
    expect(alarms.list()[0]!.status.state).toBe('INSUFFICIENT_DATA');
    measure(2, 3, 12);
    expect(await statesAt(1, 3)).toEqual(['OK', 'ALARM']);
    expect(told.map(({ subject }) => subject)).toEqual([
      'OK: "queue-age" in eu-central-1',
      'ALARM: "queue-age" in eu-central-1',
    ]);
    expect(told[1]!.message).toMatchObject({
      AlarmName: 'queue-age',
      AlarmDescription: 'Nobody takes messages.',
      OldStateValue: 'OK',
      NewStateValue: 'ALARM',
      NewStateReason:
        'Threshold Crossed: 1 datapoint [12.0] was greater than or equal to the threshold (10.0).',
      StateChangeTime: '2026-11-28T10:03:00.000+0000',
      Trigger: { Namespace: 'App', MetricName: 'Age', Statistic: 'MAXIMUM', Period: 300, Threshold: 10 },
    });
  });

  it('judges windows that slide, whatever the clock says', async () => {
    put();
    measure(4, 12);
    measure(5, 1);
    // 10:04 and 10:05 are in one window of five minutes from 10:06 on, though the clock has them in two.
    expect(await statesAt(5, 6, 9)).toEqual(['ALARM', 'ALARM', 'ALARM']);
    // The newest figure counts, be it of an older window; what is missing behind it does not.
    measure(11, 1);
    expect(await statesAt(15, 16)).toEqual(['OK', 'OK']);
  });

  it('keeps ringing by the last figure that there is, for two periods more, and then takes silence as told', async () => {
    put();
    measure(0, 12);
    expect(await statesAt(1, 14, 15, 16)).toEqual(['ALARM', 'ALARM', 'ALARM', 'OK']);
  });

  it.each([
    ['breaching', ['ALARM', 'ALARM']],
    ['notBreaching', ['OK', 'OK']],
    ['missing', ['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA']],
    ['ignore', ['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA']],
  ])('takes silence as %s', async (TreatMissingData, states) => {
    put({ TreatMissingData });
    expect(await statesAt(1, 2)).toEqual(states);
  });

  it('rings by some of several periods, missing ones filled in', async () => {
    put({ Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    measure(1, 12);
    measure(2, 1);
    measure(3, 12);
    expect(await statesAt(3, 4)).toEqual(['OK', 'ALARM']);
    put({ Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'breaching' });
    measure(10, 12);
    expect(await statesAt(11)).toEqual(['ALARM']);
  });

  it('reads a sum of metrics of which some say nothing', async () => {
    const metric = (Id: string, MetricName: string) => ({
      Id,
      ReturnData: false,
      MetricStat: {
        Metric: { Namespace: 'App', MetricName, Dimensions: [{ Name: 'stage', Value: 'dev' }] },
        Period: 300,
        Stat: 'Maximum',
      },
    });
    const {
      Namespace: _n,
      MetricName: _m,
      Dimensions: _d,
      Period: _p,
      Statistic: _s,
      ...bounds
    } = properties;
    const Metrics = [
      { Id: 'sum', Expression: 'FILL(m0, 0) + FILL(m1, 0)' },
      metric('m0', 'Age'),
      metric('m1', 'Never'),
    ];
    alarms.put(readAlarm('AWS::CloudWatch::Alarm', { ...bounds, Metrics }, place));
    measure(1, 11);
    expect(await statesAt(1, 2, 7)).toEqual(['OK', 'ALARM', 'OK']);
    expect(told[1]!.message['Trigger']).toMatchObject({
      Metrics: [{ Id: 'sum' }, { Id: 'm0' }, { Id: 'm1' }],
    });
  });

  it('says so when a topic does not take its message', async () => {
    put({ AlarmActions: [`${TOPIC}-closed`] });
    measure(0, 12);
    await statesAt(1);
    expect(problems).toEqual([
      `queue-age could not tell ${TOPIC}-closed: Error: the policy does not let cloudwatch publish`,
    ]);
  });

  it('is refused with what local mode does not serve', () => {
    expect(() => put({ ComparisonOperator: 'GreaterThanUpperThreshold' })).toThrow(
      'GreaterThanUpperThreshold',
    );
    expect(() => put({ EvaluateLowSampleCountPercentile: 'ignore' })).toThrow(
      'EvaluateLowSampleCountPercentile',
    );
    // CloudWatch's own table says of such alarms what is not evaluated here.
    for (const TreatMissingData of ['missing', 'ignore'])
      expect(() => put({ EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData })).toThrow(
        `TreatMissingData ${TreatMissingData} with more than one period is not served by local mode`,
      );
    expect(() => put({ Statistic: 'TM(10%:90%)' })).toThrow('the statistic TM(10%:90%) is not served');
  });
});

describe('a composite', () => {
  const compose = (AlarmRule: string) =>
    alarms.put(
      readAlarm(
        'AWS::CloudWatch::CompositeAlarm',
        { AlarmRule, AlarmActions: [TOPIC] },
        { ...place, name: 'page' },
      ),
    );

  it('rings once for all alarms of its rule, and tells by its own actions', async () => {
    put({ AlarmActions: [], OKActions: [] }, 'one');
    put({ AlarmActions: [], OKActions: [], MetricName: 'Other' }, 'two');
    compose('ALARM("one") OR ALARM("two")');
    measure(0, 12);
    await alarms.evaluate(START + MINUTE);
    store.record({ namespace: 'App', name: 'Other', dimensions: { stage: 'dev' }, at: START, values: [12] });
    await alarms.evaluate(START + 2 * MINUTE);
    expect(told.map(({ subject }) => subject)).toEqual(['ALARM: "page" in eu-central-1']);
    expect(told[0]!.message).toMatchObject({
      AlarmRule: 'ALARM("one") OR ALARM("two")',
      NewStateReason: 'The rule holds: one in ALARM.',
    });
  });

  it('follows an alarm that is set by hand, until the next evaluation finds otherwise', async () => {
    put({ AlarmActions: [], OKActions: [] }, 'one');
    compose('ALARM(arn:aws:cloudwatch:eu-central-1:000000000000:alarm:one) AND NOT FALSE');
    await alarms.setState('one', { state: 'ALARM', reason: 'a drill' }, START);
    expect(alarms.list().map(({ status }) => status.state)).toEqual(['ALARM', 'ALARM']);
    await alarms.evaluate(START + MINUTE);
    expect(alarms.list().map(({ status }) => status.state)).toEqual(['OK', 'OK']);
    expect(alarms.historyOf('one').map(({ reason }) => reason)[1]).toBe('a drill');
    expect(await alarms.setState('none', { state: 'OK', reason: '' }, START)).toBe(false);
  });

  it.each([
    ['ALARM(a', 'cannot be read'],
    ['ALARM(a) OK(b)', 'goes on after its end'],
    ['(ALARM(a)', 'a ) is missing'],
    ['ALARM(a) OR', 'ends too soon'],
  ])('%s: %s', (rule, sentence) => {
    expect(() => compose(rule)).toThrow(sentence);
  });
});
