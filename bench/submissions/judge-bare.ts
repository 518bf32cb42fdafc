/**
 * Does for each submission what no executor can do without, and nothing else: the same calls of the SDK with items of the same
 * size, and of HTTP with the same body. See executor.bench.ts.
 */
import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { REPORT_FIELDS } from '../../adapters/judge0/wire.ts';
import { answerRounds } from './rounds.ts';
import type { Item } from './take-in-bare.ts';

/** Rows as the product has stored them for one submission, and the call that it made of the judge. */
export interface BareJudging {
  readonly sessions: string;
  readonly submissions: string;
  readonly metrics: string;
  /** Where as many wait as an executor looks at. */
  readonly workKey: string;
  readonly submission: Item;
  readonly source: Item;
  readonly slot: Item;
  readonly queue: Item;
  readonly batch: Item;
  readonly judge: {
    readonly url: string;
    readonly token: string;
    readonly path: string;
    readonly body: string;
    /** How long it is left alone, ms. */
    readonly restMs: number;
  };
}

await answerRounds<BareJudging>(async (setup) => {
  const { judge, submission, slot, queue } = setup;
  const db = new DynamoDBClient({});
  const update = (
    TableName: string,
    { pk, sk }: Item,
    values: Record<string, AttributeValue | undefined>,
  ) => {
    const named = Object.entries(values).filter(([, value]) => value !== undefined);
    return db.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: pk!, sk: sk! },
        UpdateExpression: `SET ${named.map(([name]) => `#${name} = :${name}`).join(', ')}`,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: Object.fromEntries(named.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          named.map(([name, value]): [string, AttributeValue] => [`:${name}`, value!]),
        ),
        ReturnValues: 'ALL_NEW',
      }),
    );
  };
  const ask = async (method: string, path: string, body?: string) => {
    const headers = {
      'x-auth-token': judge.token,
      'x-auth-user': judge.token,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const answer = await fetch(`${judge.url}${path}`, { method, headers, ...(body ? { body } : {}) });
    return (await answer.json()) as { token?: string; status?: { id: number } };
  };
  const now = () => ({ N: String(Date.now()) });
  return async (at) => {
    await Promise.all([
      db.send(
        new QueryCommand({
          TableName: setup.submissions,
          IndexName: 'work',
          KeyConditionExpression: 'workKey = :workKey',
          ExpressionAttributeValues: { ':workKey': { S: setup.workKey } },
          Limit: 10,
        }),
      ),
      // Whose submissions are judged where: the last free slot is for somebody else.
      db.send(
        new QueryCommand({
          TableName: setup.sessions,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          ExpressionAttributeValues: { ':pk': slot['pk']!, ':sk': { S: 'SLOT#' } },
          ConsistentRead: true,
        }),
      ),
    ]);
    await update(setup.submissions, submission, {
      benchLeaseId: { S: '01jq0000000000000000000000' },
      benchLeaseUntil: now(),
      benchStartedAt: now(),
    });
    await Promise.all([
      db.send(
        new GetItemCommand({
          TableName: setup.submissions,
          Key: { pk: setup.source['pk']!, sk: setup.source['sk']! },
          ConsistentRead: true,
        }),
      ),
      update(setup.sessions, slot, { benchUntil: now(), benchFor: { S: 'somebody' } }),
      update(setup.submissions, queue, { benchTime: now() }),
    ]);
    const { token } = await ask('POST', judge.path, judge.body);
    const path = `/submissions/${token}?base64_encoded=true&fields=${REPORT_FIELDS}`;
    for (let id = 1; id < 3; ) {
      await new Promise((resolve) => setTimeout(resolve, judge.restMs));
      id = (await ask('GET', path)).status?.id ?? 0;
      if (id === 0) throw new Error('the judge gave no report');
    }
    await ask('DELETE', `/submissions/${token}?fields=token`);
    await update(setup.submissions, submission, {
      benchResult: submission['result'],
      benchCases: submission['perCase'],
      benchOutcome: submission['outcome'],
      benchJudgedAt: now(),
    });
    await db.send(
      new PutItemCommand({
        TableName: setup.metrics,
        Item: { ...setup.batch, sk: { S: `BENCH#${process.pid}#${at}` } },
      }),
    );
  };
});
