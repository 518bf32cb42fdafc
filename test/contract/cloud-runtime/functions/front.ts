import { connect } from 'node:net';
import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';

const dynamodb = new DynamoDBClient({});
const sns = new SNSClient({});
const sqs = new SQSClient({ maxAttempts: 1 });
let invocations = 0;

const json = (statusCode: number, body: unknown) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function putItem(event: APIGatewayProxyEventV2): Promise<object> {
  const {
    id,
    lane = 'contest',
    orders = 'finish',
  } = JSON.parse(event.body ?? '{}') as Record<string, string>;
  await dynamodb.send(
    new PutItemCommand({
      TableName: process.env['TABLE'],
      Item: { pk: { S: id! }, sk: { S: 'META' }, state: { S: 'accepted' } },
    }),
  );
  await sns.send(
    new PublishCommand({
      TopicArn: process.env['TOPIC_ARN'],
      Message: JSON.stringify({ id, orders }),
      MessageAttributes: { lane: { DataType: 'String', StringValue: lane } },
    }),
  );
  return json(202, { id });
}

async function getItem(id: string): Promise<object> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({
      TableName: process.env['TABLE'],
      Key: { pk: { S: id }, sk: { S: 'META' } },
      ConsistentRead: true,
    }),
  );
  return Item === undefined
    ? json(404, {})
    : json(200, { state: Item['state']?.S, attempts: Number(Item['attempts']?.N ?? 0) });
}

async function queryByState(state: string): Promise<object> {
  const { Items } = await dynamodb.send(
    new QueryCommand({
      TableName: process.env['TABLE'],
      IndexName: 'byState',
      KeyConditionExpression: '#state = :state',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':state': { S: state } },
    }),
  );
  return json(200, { ids: (Items ?? []).map(({ pk }) => pk?.S) });
}

function tryToConnect(host: string, port: number): Promise<object> {
  return new Promise((fulfil) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      fulfil(json(200, { connected: true }));
    });
    socket.once('error', (error: NodeJS.ErrnoException) =>
      fulfil(json(200, { connected: false, code: error.code })),
    );
  });
}

async function callWithoutPermission(): Promise<object> {
  try {
    await sqs.send(new GetQueueUrlCommand({ QueueName: 'somebodys' }));
    return json(200, { refused: false });
  } catch (error) {
    return json(200, { refused: true, name: (error as Error).name, message: (error as Error).message });
  }
}

/** A function that does one thing for each path, so that a test can watch the runtime around it. */
export async function handler(event: APIGatewayProxyEventV2, context: Context): Promise<unknown> {
  invocations += 1;
  const query = event.queryStringParameters ?? {};
  const [, first] = event.rawPath.split('/');
  if (first === 'items')
    return event.requestContext.http.method === 'POST'
      ? putItem(event)
      : getItem(event.pathParameters!['id']!);
  if (first === 'echo') return json(200, event);
  if (first === 'env') return json(200, process.env);
  if (first === 'context') {
    return json(200, {
      ...context,
      remainingMs: context.getRemainingTimeInMillis(),
      pid: process.pid,
      invocations,
    });
  }
  if (first === 'plain') return { hello: 'world' };
  if (first === 'malformed') return { statusCode: 'two hundred' };
  if (first === 'throw') throw new RangeError('out of range');
  if (first === 'exit') process.exit(3);
  if (first === 'hang') return new Promise(() => setInterval(() => undefined, 1000));
  if (first === 'by-state') return queryByState(query['state']!);
  if (first === 'spin') for (;;);
  if (first === 'slow') {
    await new Promise((fulfil) => setTimeout(fulfil, Number(query['ms'])));
    return json(200, { pid: process.pid });
  }
  if (first === 'log') {
    console.log(JSON.stringify({ level: 'WARN', message: 'structured', colour: 'red' }));
    console.error('plain text');
    console.log(
      JSON.stringify({
        _aws: {
          Timestamp: Date.now(),
          CloudWatchMetrics: [
            { Namespace: 'Fixture', Dimensions: [['kind']], Metrics: [{ Name: 'Logged', Unit: 'Count' }] },
          ],
        },
        kind: 'test',
        Logged: 3,
      }),
    );
    return json(200, {});
  }
  if (first === 'connect') return tryToConnect(query['host']!, Number(query['port']));
  if (first === 'forbidden') return callWithoutPermission();
  return json(200, { path: event.rawPath });
}
