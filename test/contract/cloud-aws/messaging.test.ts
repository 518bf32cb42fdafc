import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CancelMessageMoveTaskCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSystem, type TestSystem, until } from './system.ts';

let system: TestSystem;
let sqs: SQSClient;
let sns: SNSClient;
beforeAll(async () => {
  system = await startTestSystem();
  sqs = new SQSClient(system.admin);
  sns = new SNSClient(system.admin);
});
afterAll(async () => {
  sqs.destroy();
  sns.destroy();
  await system.stop();
});

async function makeQueue(name: string): Promise<{ url: string; arn: string }> {
  const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  return { url, arn: `arn:aws:sqs:eu-central-1:000000000000:${name}` };
}

test('a queue URL leads back to the endpoint that handed it out', async () => {
  const { url } = await makeQueue('url');
  expect(url).toBe(`${system.endpoint.url}/000000000000/url`);
  expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'url' }))).QueueUrl).toBe(url);
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'hello' }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
  expect(Messages?.[0]?.Body).toBe('hello');
});

test('an aborted long poll takes no message', async () => {
  const { url } = await makeQueue('aborted');
  const abort = new AbortController();
  const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }), {
    abortSignal: abort.signal,
  });
  poll.catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 200));
  abort.abort();
  await expect(poll).rejects.toThrow();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'kept' }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
  expect(Messages?.map(({ Body }) => Body)).toEqual(['kept']);
});

test('a long poll answers as soon as a message comes, each message once', async () => {
  const { url } = await makeQueue('polls');
  const polls = [1, 2, 3].map(() =>
    sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 })),
  );
  await new Promise((resolve) => setTimeout(resolve, 200));
  for (const body of ['a', 'b', 'c'])
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
  const bodies = (await Promise.all(polls)).flatMap(
    ({ Messages }) => Messages?.map(({ Body }) => Body) ?? [],
  );
  expect(bodies.sort()).toEqual(['a', 'b', 'c']);
});

test('a message that was not deleted is received again, its receive count kept', async () => {
  const { url } = await makeQueue('again');
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x', MessageGroupId: 'session-1' }));
  await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, VisibilityTimeout: 1 }));
  const second = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 10, MessageSystemAttributeNames: ['All'] }),
  );
  expect(second.Messages?.[0]?.Attributes).toMatchObject({
    ApproximateReceiveCount: '2',
    MessageGroupId: 'session-1',
  });
  const { Successful } = await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: url,
      Entries: [{ Id: '0', ReceiptHandle: second.Messages?.[0]?.ReceiptHandle }],
    }),
  );
  expect(Successful).toHaveLength(1);
});

test('a topic delivers raw and filtered, and only to a queue whose policy admits it', async () => {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'events' }));
  const open = await makeQueue('open');
  const closed = await makeQueue('closed');
  const Policy = JSON.stringify({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: open.arn,
        Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } },
      },
    ],
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: open.url, Attributes: { Policy } }));
  const Attributes = { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify({ lane: ['contest'] }) };
  for (const { arn } of [open, closed])
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn, Attributes }));
  for (const lane of ['contest', 'trial'])
    await sns.send(
      new PublishCommand({
        TopicArn,
        Message: JSON.stringify({ lane }),
        MessageAttributes: { lane: { DataType: 'String', StringValue: lane } },
      }),
    );
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: open.url, MaxNumberOfMessages: 10 }),
  );
  expect(Messages?.map(({ Body }) => Body)).toEqual(['{"lane":"contest"}']);
  const refused = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: closed.url, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  expect(refused.Attributes?.['ApproximateNumberOfMessages']).toBe('0');
  expect(
    system.logs.filter((line) => line.includes('delivery refused') && line.includes('closed')),
  ).toHaveLength(1);
});

test('a role publishes where its policy says, and is refused elsewhere in AWS words', async () => {
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'narrow' }));
  const { url, arn } = await makeQueue('narrow');
  const role = system.role('publisher', [{ Effect: 'Allow', Action: 'sns:Publish', Resource: TopicArn }]);
  await new SNSClient(role).send(new PublishCommand({ TopicArn, Message: 'x' }));
  await expect(
    new SNSClient(role).send(new PublishCommand({ TopicArn: `${TopicArn}-2`, Message: 'x' })),
  ).rejects.toMatchObject({
    name: 'AuthorizationErrorException',
    message: `User: arn:aws:sts::000000000000:assumed-role/publisher/publisher is not authorized to perform: sns:Publish on resource: ${TopicArn}-2 because no identity-based policy allows the sns:Publish action`,
  });
  await expect(
    new SQSClient(role).send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' })),
  ).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(`is not authorized to perform: sqs:SendMessage on resource: ${arn}`),
  });
});

/** A queue, and one that takes its dead letters and holds so many. */
async function makeDeadLetters(name: string, count: number) {
  const [queue, dead] = [await makeQueue(name), await makeQueue(`${name}-dead`)];
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 5 });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: { RedrivePolicy } }));
  for (let at = 0; at < count; at++)
    await sqs.send(new SendMessageCommand({ QueueUrl: dead.url, MessageBody: String(at) }));
  const last = async () =>
    (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: dead.arn }))).Results?.[0];
  return { queue, dead, last };
}

test('dead letters are moved to the queue that they came from, as new messages', async () => {
  const { queue, dead, last } = await makeDeadLetters('moved', 12);
  await sqs.send(new ReceiveMessageCommand({ QueueUrl: dead.url, VisibilityTimeout: 0 }));
  expect(await last()).toBeUndefined();
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn }));
  const done = await until(async () => ((await last())?.Status === 'COMPLETED' ? await last() : undefined));
  expect(done).toEqual({
    Status: 'COMPLETED',
    SourceArn: dead.arn,
    ApproximateNumberOfMessagesMoved: 12,
    ApproximateNumberOfMessagesToMove: 12,
    StartedTimestamp: expect.any(Number),
  });
  const bodies: string[] = [];
  for (let received = -1; received !== bodies.length; ) {
    received = bodies.length;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    for (const { Body, Attributes } of Messages) {
      bodies.push(Body!);
      expect(Attributes?.ApproximateReceiveCount).toBe('1');
    }
  }
  expect(bodies.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, at) => at));
});

/** Letters whose move takes longer than a test, at one a second. */
const MANY = 150;

test('a move keeps its rate, is the only one of its queue, and ends when it is cancelled', async () => {
  const { dead, last } = await makeDeadLetters('cancelled', MANY);
  const start = new StartMessageMoveTaskCommand({ SourceArn: dead.arn, MaxNumberOfMessagesPerSecond: 1 });
  const { TaskHandle } = await sqs.send(start);
  expect(await last()).toMatchObject({ Status: 'RUNNING', TaskHandle, MaxNumberOfMessagesPerSecond: 1 });
  await expect(sqs.send(start)).rejects.toThrow(
    'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
  );
  const cancelled = await sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
  expect(cancelled.ApproximateNumberOfMessagesMoved).toBeLessThan(MANY);
  expect(await last()).toMatchObject({ Status: 'CANCELLED', ApproximateNumberOfMessagesToMove: MANY });
  expect(await last()).not.toHaveProperty('TaskHandle');
});

test('a move fails whose destination is gone', async () => {
  const { dead, last } = await makeDeadLetters('failed', MANY);
  const other = await makeQueue('failed-other');
  await sqs.send(
    new StartMessageMoveTaskCommand({
      SourceArn: dead.arn,
      DestinationArn: other.arn,
      MaxNumberOfMessagesPerSecond: 1,
    }),
  );
  await sqs.send(new DeleteQueueCommand({ QueueUrl: other.url }));
  const failed = await until(async () => ((await last())?.Status === 'RUNNING' ? undefined : await last()));
  expect(failed).toMatchObject({
    Status: 'FAILED',
    FailureReason: 'AWS.SimpleQueueService.NonExistentQueue',
    DestinationArn: other.arn,
  });
  expect(failed?.ApproximateNumberOfMessagesMoved ?? 0).toBeLessThan(MANY);
});

test('moves are refused in the words of AWS', async () => {
  const plain = await makeQueue('no-dead-letters');
  const { dead } = await makeDeadLetters('refused', 0);
  const nowhere = `${plain.arn}-2`;
  const handleOf = (sourceArn: string) =>
    Buffer.from(JSON.stringify({ taskId: 'none', sourceArn })).toString('base64');
  const missing = (parameter: string) =>
    `The resource that you specified for the ${parameter} parameter doesn't exist.`;
  const starting = (SourceArn: string, DestinationArn?: string) =>
    sqs.send(
      new StartMessageMoveTaskCommand({
        SourceArn,
        ...(DestinationArn === undefined ? {} : { DestinationArn }),
      }),
    );
  const cancelling = (TaskHandle: string) => sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
  await expect(starting(plain.arn)).rejects.toThrow(
    'Source queue must be configured as a Dead Letter Queue.',
  );
  await expect(starting(nowhere)).rejects.toThrow(missing('SourceArn'));
  await expect(starting(dead.arn, nowhere)).rejects.toThrow(missing('DestinationArn'));
  await expect(cancelling('what')).rejects.toThrow('Value for parameter TaskHandle is invalid.');
  await expect(cancelling(handleOf(nowhere))).rejects.toThrow(missing('SourceArn'));
  await expect(cancelling(handleOf(dead.arn))).rejects.toThrow('Task does not exist.');
});

test('a role that may start a move moves nothing unless it may receive, delete and send, too', async () => {
  const { queue, dead } = await makeDeadLetters('allowed', 1);
  const actions = ['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];
  const allow = (Resource: string, ...names: string[]) => ({
    Effect: 'Allow' as const,
    Action: names.map((name) => `sqs:${name}`),
    Resource,
  });
  const start = new StartMessageMoveTaskCommand({ SourceArn: dead.arn });
  for (const missing of actions) {
    const others = actions.filter((name) => name !== missing);
    const role = system.role(`without${missing}`, [
      allow(dead.arn, ...others),
      allow(queue.arn, 'SendMessage'),
    ]);
    await expect(new SQSClient(role).send(start), missing).rejects.toThrow(
      `sqs:${missing} on resource: ${dead.arn}`,
    );
  }
  const deaf = system.role('deaf', [allow(dead.arn, ...actions)]);
  await expect(new SQSClient(deaf).send(start)).rejects.toThrow(`sqs:SendMessage on resource: ${queue.arn}`);
  const right = system.role('right', [allow(dead.arn, ...actions), allow(queue.arn, 'SendMessage')]);
  expect(await new SQSClient(right).send(start)).toHaveProperty('TaskHandle');
});
