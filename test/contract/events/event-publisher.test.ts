import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SqsEventInbox } from '../../../adapters/sns-sqs/event-inbox.ts';
import { SnsEventPublisher } from '../../../adapters/sns-sqs/event-publisher.ts';
import type { SessionEvent } from '../../../core/exam/session-event.ts';
import { startTestSystem, type TestSystem, until } from '../cloud-aws/system.ts';

let system: TestSystem;
let sns: SNSClient;
let sqs: SQSClient;
let queueUrl: string;
let topicArn: string;

beforeAll(async () => {
  system = await startTestSystem();
  sns = new SNSClient(system.admin);
  sqs = new SQSClient({ ...system.admin, useQueueUrlAsEndpoint: false });
  topicArn = (await sns.send(new CreateTopicCommand({ Name: 'session-events' }))).TopicArn ?? '';
  queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'hooks' }))).QueueUrl ?? '';
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  );
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: Attributes?.['QueueArn'],
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy } }));
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.['QueueArn'] ?? '',
      Attributes: {
        RawMessageDelivery: 'true',
        FilterPolicy: JSON.stringify({ type: ['host.ready', 'security.signal'] }),
      },
    }),
  );
});
afterAll(async () => {
  sns.destroy();
  sqs.destroy();
  await system.stop();
});

const event = (number: number): SessionEvent => ({
  eventId: `i-${number}:1`,
  sessionId: 's',
  at: number,
  type: number % 2 === 0 ? 'host.ready' : 'host.rejected',
  hostId: `i-${number}`,
  reason: 'known programs got their known verdicts',
});

it('publishes any number of events, each whole, with what subscriptions filter by', async () => {
  const events = Array.from({ length: 23 }, (_, number) => event(number));
  await new SnsEventPublisher(sns, topicArn).publish(events);
  const received: SessionEvent[] = [];
  await until(async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
    );
    received.push(...Messages.map(({ Body = '' }) => JSON.parse(Body) as SessionEvent));
    const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
    if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    return received.length >= 12;
  });
  expect(received.toSorted((a, b) => a.at - b.at)).toEqual(
    events.filter(({ type }) => type === 'host.ready'),
  );
});

it('publishes nothing when there is nothing to tell, and fails where nobody listens to it', async () => {
  await new SnsEventPublisher(sns, `${topicArn}-other`).publish([]);
  await expect(new SnsEventPublisher(sns, `${topicArn}-other`).publish([event(1)])).rejects.toThrow();
});

it('publishes what belongs to no session, which its receiver reads', async () => {
  const signal: SessionEvent = {
    type: 'security.signal',
    eventId: 'signal:1',
    at: 1,
    kind: 'forbidden',
    severity: 'low',
    what: 'a caller asked again and again for what they may not',
    subject: 'caller mallory',
    count: 20,
    evidence: 'refused 20 times',
  };
  await new SnsEventPublisher(sns, topicArn).publish([signal]);
  const unreadable: string[] = [];
  const inbox = new SqsEventInbox(sqs, queueUrl, (fault) => unreadable.push(fault));
  const received: SessionEvent[] = [];
  await until(async () => {
    received.push(...(await inbox.receive()).map(({ event: one }) => one));
    return received.some(({ type }) => type === 'security.signal');
  });
  expect(received.filter(({ type }) => type === 'security.signal')).toEqual([signal]);
  expect(unreadable).toEqual([]);
});
