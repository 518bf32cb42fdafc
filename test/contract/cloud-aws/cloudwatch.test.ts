import {
  CreateTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { cbor, dateToTag } from '@smithy/core/cbor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAlarm } from '../../../cloud/assembly/providers/cloudwatch.ts';
import { hasBotocore, runAws } from '../../support/aws-command.ts';
import { signedFetch } from '../../support/signed-fetch.ts';
import { REGION, startTestSystem, type TestSystem } from './system.ts';

const MINUTE = 60_000;
const ACCOUNT = '000000000000';
let system: TestSystem;
let topicArn: string;
let sqs: SQSClient;
let queueUrl: string;
/** A whole minute of the recent past. */
const at = Math.floor(Date.now() / MINUTE) * MINUTE - 5 * MINUTE;

const cloudwatch = () => system.endpoint.services.cloudwatch;
const aws = (...words: string[]) =>
  runAws({ ...system.admin, endpoint: system.endpoint.url }, ['cloudwatch', ...words]);
const printed = (age: number, minute: number) =>
  cloudwatch().takeLine(
    'functions',
    JSON.stringify({
      _aws: {
        Timestamp: at + minute * MINUTE,
        CloudWatchMetrics: [{ Namespace: 'App', Dimensions: [['stage']], Metrics: [{ Name: 'Age' }] }],
      },
      stage: 'dev',
      Age: age,
    }),
  );

beforeAll(async () => {
  system = await startTestSystem();
  const sns = new SNSClient(system.admin);
  sqs = new SQSClient(system.admin);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alarms' }));
  topicArn = TopicArn!;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'heard' }));
  queueUrl = QueueUrl!;
  const queueArn = `arn:aws:sqs:${REGION}:${ACCOUNT}:heard`;
  const allow = (service: string, action: string, resource: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: action, Resource: resource }],
    });
  await sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: queueUrl,
      Attributes: { Policy: allow('sns.amazonaws.com', 'sqs:SendMessage', queueArn) },
    }),
  );
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn }));
  await sns.send(
    new SetTopicAttributesCommand({
      TopicArn: topicArn,
      AttributeName: 'Policy',
      AttributeValue: allow('cloudwatch.amazonaws.com', 'sns:Publish', topicArn),
    }),
  );
  sns.destroy();
  const place = { name: 'age', region: REGION, accountId: ACCOUNT, now: at };
  const shared = { AlarmActions: [topicArn], TreatMissingData: 'notBreaching' };
  cloudwatch().alarms.put(
    readAlarm(
      'AWS::CloudWatch::Alarm',
      {
        ...shared,
        Namespace: 'App',
        MetricName: 'Age',
        Dimensions: [{ Name: 'stage', Value: 'dev' }],
        Statistic: 'Maximum',
        Period: 300,
        EvaluationPeriods: 1,
        Threshold: 10,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      },
      place,
    ),
  );
  cloudwatch().alarms.put(
    readAlarm('AWS::CloudWatch::CompositeAlarm', { AlarmRule: 'ALARM("age")' }, { ...place, name: 'page' }),
  );
  printed(3, 0);
  printed(12, 1);
  await cloudwatch().evaluate(at + 2 * MINUTE);
});
afterAll(async () => {
  sqs.destroy();
  await system.stop();
});

describe('CloudWatch', () => {
  it('publishes a change to the topic, as a service that the policy of the topic lets', async () => {
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 5 }),
    );
    const { Subject, Message } = JSON.parse(Messages![0]!.Body!) as { Subject: string; Message: string };
    expect(Subject).toBe(`ALARM: "age" in ${REGION}`);
    expect(JSON.parse(Message)).toMatchObject({ NewStateValue: 'ALARM', OldStateValue: 'INSUFFICIENT_DATA' });
  });

  it('measures the queues that there are', async () => {
    const queue = { namespace: 'AWS/SQS', dimensions: { QueueName: 'heard' } };
    const read = (name: string) =>
      cloudwatch().metrics.read({ ...queue, name }, 'Maximum', MINUTE, at + MINUTE, 1)[0];
    expect(read('ApproximateNumberOfMessagesVisible')).toBe(0);
    expect(read('ApproximateAgeOfOldestMessage')).toBe(0);
  });

  it('answers in CBOR, which the SDK of today speaks', async () => {
    const call = async (operation: string, input: object) => {
      const response = await signedFetch(
        { ...system.admin, service: 'monitoring' },
        `${system.endpoint.url}/service/GraniteServiceVersion20100801/operation/${operation}`,
        Buffer.from(cbor.serialize(input)),
        { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
      );
      expect(response.headers.get('smithy-protocol')).toBe('rpc-v2-cbor');
      return cbor.deserialize(new Uint8Array(await response.arrayBuffer())) as Record<string, unknown>;
    };
    expect(await call('DescribeAlarms', { StateValue: 'ALARM' })).toMatchObject({
      MetricAlarms: [
        { AlarmName: 'age', StateUpdatedTimestamp: { tag: 1, value: (at + 2 * MINUTE) / 1000 } },
      ],
    });
    const data = await call('GetMetricData', {
      StartTime: dateToTag(new Date(at)),
      EndTime: dateToTag(new Date(at + 2 * MINUTE)),
      MetricDataQueries: [
        { Id: 'a', ReturnData: false, MetricStat: { Metric: metric, Period: 60, Stat: 'Maximum' } },
        { Id: 'b', Expression: 'a * 2' },
      ],
    });
    expect(data).toMatchObject({ MetricDataResults: [{ Id: 'b', Values: [24, 6] }] });
    expect(await call('SetAlarmState', { AlarmName: 'x', StateValue: 'OK', StateReason: '' })).toMatchObject({
      __type: 'com.amazonaws.cloudwatch#ResourceNotFound',
    });
    expect(await call('DescribeAlarms', { StateValue: 'RED' })).toMatchObject({
      __type: 'com.amazonaws.cloudwatch#ValidationError',
      message: expect.stringContaining('StateValue'),
    });
  });

  it('asks the role of whoever calls', async () => {
    const reader = system.role('Reader', [
      { Effect: 'Allow', Action: ['cloudwatch:DescribeAlarms'], Resource: '*' },
    ]);
    const call = async (operation: string) =>
      await signedFetch(
        { ...reader, service: 'monitoring' },
        system.endpoint.url,
        Buffer.from(JSON.stringify({})),
        {
          'x-amz-target': `GraniteServiceVersion20100801.${operation}`,
          'content-type': 'application/x-amz-json-1.0',
        },
      );
    expect((await call('DescribeAlarms')).status).toBe(200);
    expect(await (await call('ListMetrics')).json()).toMatchObject({
      __type: expect.stringContaining('AccessDenied'),
    });
    expect(await (await call('PutMetricAlarm')).json()).toMatchObject({
      message: expect.stringContaining('local mode does not serve monitoring:PutMetricAlarm'),
    });
  });
});

const metric = {
  Namespace: 'App',
  MetricName: 'Age',
  Dimensions: [{ Name: 'stage', Value: 'dev' }],
};

describe.skipIf(!hasBotocore)('the aws command (skipped without python3-botocore)', () => {
  it('reads alarms, metrics and history, and sets a state that the composite follows', async () => {
    expect(await aws('describe-alarms', '--alarm-name-prefix', 'a')).toMatchObject({
      MetricAlarms: [
        {
          AlarmName: 'age',
          StateValue: 'ALARM',
          Threshold: 10,
          Period: 300,
          Dimensions: [{ Name: 'stage', Value: 'dev' }],
        },
      ],
    });
    expect(await aws('list-metrics', '--namespace', 'App', '--dimensions', 'Name=stage')).toEqual({
      Metrics: [metric],
    });
    expect(
      await aws(
        'get-metric-data',
        ...[
          '--start-time',
          new Date(at).toISOString(),
          '--end-time',
          new Date(at + 2 * MINUTE).toISOString(),
        ],
        ...['--metric-data-queries'],
        JSON.stringify([{ Id: 'a', MetricStat: { Metric: metric, Period: 60, Stat: 'Maximum' } }]),
        ...['--scan-by', 'TimestampAscending', '--query', 'MetricDataResults[0].Values'],
      ),
    ).toEqual([3, 12]);
    const state = (name: string, value: string) =>
      aws('set-alarm-state', '--alarm-name', name, '--state-value', value, '--state-reason', 'a drill');
    await state('age', 'OK');
    const query = 'CompositeAlarms[].StateValue';
    const composites = () => aws('describe-alarms', '--alarm-types', 'CompositeAlarm', '--query', query);
    expect(await composites()).toEqual(['OK']);
    await state('age', 'ALARM');
    expect(await composites()).toEqual(['ALARM']);
    const history = 'AlarmHistoryItems[].HistorySummary';
    expect(await aws('describe-alarm-history', '--alarm-name', 'age', '--query', history)).toEqual([
      'Alarm updated from OK to ALARM',
      'Alarm updated from ALARM to OK',
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
    ]);
    await expect(state('none', 'OK')).rejects.toThrow('ResourceNotFound');
  });
});
