import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSystem, type TestSystem } from './system.ts';

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
    sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 5 })),
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
