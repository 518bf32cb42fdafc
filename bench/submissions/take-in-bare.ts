/**
 * Does for each submission what no intake can do without, and nothing else: the same calls of the SDK with items of the same
 * size. See intake.bench.ts.
 */
import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { answerRounds } from './rounds.ts';

export type Item = Record<string, AttributeValue>;

/** Rows as the product has stored them for one submission, and where. */
export interface BareSetup {
  readonly sessions: string;
  readonly submissions: string;
  readonly topicArn: string;
  readonly session: Item;
  readonly participants: readonly Item[];
  readonly queue: Item;
  readonly keyUse: Item;
  readonly source: Item;
  readonly submission: Item;
  readonly message: string;
}

await answerRounds<BareSetup>(async (setup) => {
  const db = new DynamoDBClient({});
  const sns = new SNSClient({});
  const get = (TableName: string, { pk, sk }: Item) =>
    db.send(new GetItemCommand({ TableName, Key: { pk: pk!, sk: sk! }, ConsistentRead: true }));
  const put = (TableName: string, item: Item, serial: number) =>
    db.send(
      new PutItemCommand({
        TableName,
        Item: { ...item, sk: { S: `BENCH#${item['sk']?.S}#${process.pid}#${serial}` } },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  return async (at) => {
    const participant = setup.participants[at % setup.participants.length]!;
    await Promise.all([
      get(setup.sessions, setup.session),
      get(setup.sessions, participant),
      get(setup.submissions, setup.queue),
    ]);
    await put(setup.sessions, setup.keyUse, at);
    await db.send(
      new UpdateItemCommand({
        TableName: setup.sessions,
        Key: { pk: participant['pk']!, sk: participant['sk']! },
        UpdateExpression: 'SET #intake = :intake',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#intake': 'benchIntake' },
        ExpressionAttributeValues: { ':intake': participant['intake'] ?? { M: {} } },
      }),
    );
    await put(setup.submissions, setup.source, at);
    await put(setup.submissions, setup.submission, at);
    await sns.send(new PublishCommand({ TopicArn: setup.topicArn, Message: setup.message }));
  };
});
