import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openDynamoDbEngine } from '../../../../../cloud/aws/dynamodb/engine.ts';

const directory = mkdtempSync(join(tmpdir(), 'assize-engine-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('answers what it was asked before it was stopped, and nothing afterwards', async () => {
  const engine = await openDynamoDbEngine(directory, 'eu-central-1');
  const call = (operation: string, body: object) => engine.call(operation, JSON.stringify(body));
  const status = async () =>
    JSON.parse(String((await call('DescribeTable', { TableName: 'table' })).body)).Table.TableStatus;
  await call('CreateTable', {
    TableName: 'table',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  await expect.poll(status).toBe('ACTIVE');
  for (let number = 0; number < 50; number++)
    await call('PutItem', {
      TableName: 'table',
      Item: { pk: { S: `${number}` }, text: { S: 'x'.repeat(5_000) } },
    });
  const asked = Array.from({ length: 20 }, () => call('Scan', { TableName: 'table' }));
  const stopped = engine.stop();
  const answers = await Promise.all(asked);
  for (const { status: code, body } of answers)
    expect([code, JSON.parse(String(body)).Count]).toEqual([200, 50]);
  await stopped;
  expect((await call('Scan', { TableName: 'table' })).status).toBe(503);
});
