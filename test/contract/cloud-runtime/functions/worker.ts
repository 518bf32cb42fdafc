import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';

const dynamodb = new DynamoDBClient({});

/** Counts an attempt on the item that a message names, then does what the message orders. */
async function work(body: string): Promise<void> {
  const { id, orders } = JSON.parse(body) as { id: string; orders: string };
  const { Attributes } = await dynamodb.send(
    new UpdateItemCommand({
      TableName: process.env['TABLE'],
      Key: { pk: { S: id }, sk: { S: 'META' } },
      UpdateExpression: 'ADD attempts :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'ALL_NEW',
    }),
  );
  const first = Attributes?.['attempts']?.N === '1';
  if (orders === 'die-once' && first) process.exit(1);
  if (orders === 'fail-once' && first) throw new Error('told to fail');
  if (orders === 'fail') throw new Error('told to fail always');
  if (orders === 'wait') await new Promise((fulfil) => setTimeout(fulfil, 100));
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: process.env['TABLE'],
      Key: { pk: { S: id }, sk: { S: 'META' } },
      UpdateExpression: 'SET #state = :done',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':done': { S: 'done' } },
    }),
  );
}

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of event.Records) {
    await work(body).catch(() => batchItemFailures.push({ itemIdentifier: messageId }));
  }
  return { batchItemFailures };
}
