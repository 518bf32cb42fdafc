import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

/** Makes a table, billed by the request, and waits until it takes items: a table that is being made is not found. */
export async function makeTable(
  client: DynamoDBClient,
  TableName: string,
  schema: Omit<CreateTableCommandInput, 'TableName' | 'BillingMode'>,
): Promise<void> {
  await client.send(new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', ...schema }));
  await waitUntilTableExists({ client, minDelay: 0.02, maxDelay: 1, maxWaitTime: 60 }, { TableName });
}
