import { join } from 'node:path';
import { type AwsCall, AwsError, type AwsResponse, type AwsService } from '../http-types.ts';
import { openDynamoDbEngine } from './engine.ts';
import { executeStatements } from './statements.ts';

/** DynamoDB: dynalite, which answers what it serves of the calls that get here; statements become its calls. */
export async function startDynamoDb(
  dataDir: string,
  region: string,
  onThrottle: (table: string, kind: 'Read' | 'Write') => void = () => undefined,
): Promise<AwsService & { stop(): Promise<void> }> {
  const engine = await openDynamoDbEngine(join(dataDir, 'dynamodb'), region);

  const handle = async (call: AwsCall): Promise<AwsResponse> => {
    const response = await answer(call);
    const isThrottled =
      response.status === 400 && String(response.body).includes('ProvisionedThroughputExceededException');
    if (isThrottled && typeof call.input['TableName'] === 'string')
      onThrottle(tableName(call), /^(Get|BatchGet|Query|Scan)/.test(call.operation) ? 'Read' : 'Write');
    return response;
  };

  const answer = (call: AwsCall): Promise<AwsResponse> => {
    if (call.operation === 'BatchExecuteStatement') return executeStatements(engine, call.input);
    return ['PutItem', 'UpdateItem', 'DeleteItem'].includes(call.operation)
      ? write(call)
      : engine.call(call.operation, call.body);
  };

  /** Dynalite ignores ReturnValuesOnConditionCheckFailure: the item is read right after the refusal. */
  const write = async (call: AwsCall): Promise<AwsResponse> => {
    const response = await engine.call(call.operation, call.body);
    if (response.status === 200 || call.input['ReturnValuesOnConditionCheckFailure'] !== 'ALL_OLD')
      return response;
    const error = JSON.parse(String(response.body)) as Record<string, unknown>;
    if (!String(error['__type']).endsWith('#ConditionalCheckFailedException')) return response;
    const table = tableName(call);
    const read = await engine.call(
      'GetItem',
      JSON.stringify({ TableName: table, Key: await keyOf(call, table), ConsistentRead: true }),
    );
    const { Item } = JSON.parse(String(read.body)) as { Item?: unknown };
    return {
      status: response.status,
      ...header,
      body: JSON.stringify(Item === undefined ? error : { ...error, Item }),
    };
  };

  const keyOf = async (call: AwsCall, table: string): Promise<unknown> => {
    if (call.input['Key'] !== undefined) return call.input['Key'];
    const item = call.input['Item'] as Record<string, unknown>;
    const { body } = await engine.call('DescribeTable', JSON.stringify({ TableName: table }));
    const { Table } = JSON.parse(String(body)) as { Table: { KeySchema: { AttributeName: string }[] } };
    return Object.fromEntries(Table.KeySchema.map(({ AttributeName: name }) => [name, item[name]]));
  };

  return { handle, stop: () => engine.stop() };
}

const header = { headers: { 'content-type': 'application/x-amz-json-1.0' } };

function tableName(call: AwsCall): string {
  const name = call.input['TableName'];
  if (typeof name !== 'string' || name === '')
    throw new AwsError(
      'ValidationException',
      "Value null at 'tableName' failed to satisfy constraint: Member must not be null",
    );
  return name.slice(name.lastIndexOf('/') + 1);
}
