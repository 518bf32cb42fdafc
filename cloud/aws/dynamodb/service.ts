import { join } from 'node:path';
import * as z from 'zod';
import {
  type AwsCall,
  AwsError,
  type AwsResponse,
  type AwsService,
  UnservedOperation,
} from '../http-types.ts';
import { StateFile } from '../state-file.ts';
import { openDynamoDbEngine } from './engine.ts';

const ENGINE_OPERATIONS = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
]);

interface TableExtras {
  /** Attribute of epoch seconds; stored and described, items are not expired (AWS takes days, too). */
  timeToLiveAttribute?: string;
  pointInTimeRecovery?: boolean;
}

/** DynamoDB: dynalite, and what it lacks of the calls that our templates and adapters make. */
export async function startDynamoDb(
  dataDir: string,
  region: string,
): Promise<AwsService & { stop(): Promise<void> }> {
  const engine = await openDynamoDbEngine(join(dataDir, 'dynamodb'), region);
  const extras = new StateFile<Record<string, TableExtras>>(join(dataDir, 'dynamodb-tables.json'), {});

  const describe = async (table: string) => {
    const response = await engine.call('DescribeTable', JSON.stringify({ TableName: table }));
    if (response.status !== 200) throw notFound(table);
  };
  const change = async (call: AwsCall, edit: (table: TableExtras) => void) => {
    const table = tableName(call);
    await describe(table);
    const entry = extras.value[table] ?? {};
    edit(entry);
    extras.value[table] = entry;
    extras.save();
    return table;
  };

  const handle = async (call: AwsCall): Promise<AwsResponse> => {
    switch (call.operation) {
      case 'CreateTable':
        return createTable(call);
      case 'DeleteTable': {
        const response = await engine.call(call.operation, call.body);
        if (response.status === 200) {
          delete extras.value[tableName(call)];
          extras.save();
        }
        return response;
      }
      case 'PutItem':
      case 'UpdateItem':
      case 'DeleteItem':
        return write(call);
      case 'UpdateTimeToLive': {
        const wanted = structure(call, 'TimeToLiveSpecification', timeToLiveSchema);
        await change(call, (table) => {
          if (wanted.Enabled) table.timeToLiveAttribute = wanted.AttributeName;
          else delete table.timeToLiveAttribute;
        });
        return json({ TimeToLiveSpecification: wanted });
      }
      case 'DescribeTimeToLive': {
        await describe(tableName(call));
        const attribute = extras.value[tableName(call)]?.timeToLiveAttribute;
        return json({
          TimeToLiveDescription:
            attribute === undefined
              ? { TimeToLiveStatus: 'DISABLED' }
              : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute },
        });
      }
      case 'UpdateContinuousBackups': {
        const wanted = structure(call, 'PointInTimeRecoverySpecification', recoverySchema);
        const table = await change(call, (entry) => {
          entry.pointInTimeRecovery = wanted.PointInTimeRecoveryEnabled;
        });
        return json(backups(extras.value[table]));
      }
      case 'DescribeContinuousBackups':
        await describe(tableName(call));
        return json(backups(extras.value[tableName(call)]));
      default:
        if (!ENGINE_OPERATIONS.has(call.operation)) throw new UnservedOperation('dynamodb', call.operation);
        return engine.call(call.operation, call.body);
    }
  };

  const createTable = async (call: AwsCall): Promise<AwsResponse> => {
    const { Tags, StreamSpecification, ...input } = call.input;
    if ((StreamSpecification as { StreamEnabled?: boolean } | undefined)?.StreamEnabled === true)
      throw new UnservedOperation('dynamodb', 'CreateTable', 'streams');
    const response = await engine.call('CreateTable', JSON.stringify(input));
    if (response.status !== 200 || !Array.isArray(Tags) || Tags.length === 0) return response;
    const { TableDescription } = JSON.parse(String(response.body)) as {
      TableDescription: { TableArn: string };
    };
    await engine.call('TagResource', JSON.stringify({ ResourceArn: TableDescription.TableArn, Tags }));
    return response;
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

function json(value: unknown): AwsResponse {
  return { status: 200, ...header, body: JSON.stringify(value) };
}

const timeToLiveSchema = z.object({ AttributeName: z.string().min(1), Enabled: z.boolean() });
const recoverySchema = z.object({ PointInTimeRecoveryEnabled: z.boolean() });

function structure<T extends z.ZodType>(call: AwsCall, name: string, schema: T): z.infer<T> {
  const parsed = schema.safeParse(call.input[name]);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AwsError(
    'ValidationException',
    `${[name, ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'invalid'}`,
  );
}

function tableName(call: AwsCall): string {
  const name = call.input['TableName'];
  if (typeof name !== 'string' || name === '')
    throw new AwsError(
      'ValidationException',
      "Value null at 'tableName' failed to satisfy constraint: Member must not be null",
    );
  return name.slice(name.lastIndexOf('/') + 1);
}

function notFound(table: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${table} not found`);
}

function backups(table: TableExtras | undefined): object {
  const status = table?.pointInTimeRecovery === true ? 'ENABLED' : 'DISABLED';
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: status },
    },
  };
}
