import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { recordOf } from '../../lambda/log.ts';
import type { Providers, ResourceContext } from '../provider.ts';
import { TableRebuild } from './table-rebuild.ts';

const TABLE_NAME_LIMIT = 255;
const POLLS = 500;
const POLL_MS = 20;

const tableSchema = z.object({
  TableName: z.string().optional(),
  KeySchema: z.custom<CreateTableCommandInput['KeySchema']>(),
  AttributeDefinitions: z.custom<CreateTableCommandInput['AttributeDefinitions']>(),
  GlobalSecondaryIndexes: z.custom<CreateTableCommandInput['GlobalSecondaryIndexes']>().optional(),
  LocalSecondaryIndexes: z.custom<CreateTableCommandInput['LocalSecondaryIndexes']>().optional(),
  BillingMode: z.literal('PAY_PER_REQUEST', {
    error: 'must be PAY_PER_REQUEST: local mode has no provisioned capacity',
  }),
  StreamSpecification: z.undefined({ error: 'streams are not served by local mode' }).optional(),
});

type Table = z.infer<typeof tableSchema>;

async function describe(name: string, { clients }: ResourceContext): Promise<TableDescription | undefined> {
  try {
    return (await clients.dynamodb.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** Keys and indexes in one order, to tell whether a table is the one that the template wants. */
function shapeOf(
  table: Pick<Table | TableDescription, 'KeySchema' | 'GlobalSecondaryIndexes' | 'LocalSecondaryIndexes'>,
): string {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])]
    .map(({ IndexName, KeySchema, Projection }) =>
      JSON.stringify([
        IndexName,
        keysOf(KeySchema),
        Projection?.ProjectionType,
        Projection?.NonKeyAttributes ?? [],
      ]),
    )
    .sort();
  return JSON.stringify([keysOf(table.KeySchema), indexes]);
}

const keysOf = (schema: TableDescription['KeySchema']): string =>
  (schema ?? []).map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).join(', ');

async function create(name: string, table: Table, context: ResourceContext): Promise<void> {
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, LocalSecondaryIndexes, BillingMode } =
    table;
  try {
    await context.clients.dynamodb.send(
      new CreateTableCommand({
        TableName: name,
        KeySchema,
        AttributeDefinitions,
        BillingMode,
        ...(GlobalSecondaryIndexes === undefined ? {} : { GlobalSecondaryIndexes }),
        ...(LocalSecondaryIndexes === undefined ? {} : { LocalSecondaryIndexes }),
      }),
    );
  } catch (error) {
    // A start that was killed while it made the table.
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntil(async () => (await describe(name, context))?.TableStatus === 'ACTIVE', name);
}

async function waitUntil(done: () => Promise<boolean>, name: string): Promise<void> {
  for (let poll = 0; poll < POLLS; poll++) {
    if (await done()) return;
    await sleep(POLL_MS);
  }
  throw new Error(`the table ${name} did not come to rest`);
}

/** The table with the shape of the template: as it is, new, or made anew with other indexes and the same items. */
async function ensureTable(name: string, table: Table, context: ResourceContext): Promise<void> {
  const { clients, dataDir, log } = context;
  const rebuild = new TableRebuild(clients.dynamodb, dataDir, name);
  const existing = await describe(name, context);
  if (existing === undefined && !rebuild.interrupted) {
    await create(name, table, context);
    return;
  }
  if (existing !== undefined && !rebuild.interrupted && shapeOf(existing) === shapeOf(table)) return;
  if (existing !== undefined && keysOf(existing.KeySchema) !== keysOf(table.KeySchema)) {
    throw new Error('its keys changed since the table was made; start with --fresh (the old data go)');
  }
  log(recordOf('assembly', 'info', `${name} gets other indexes; its items are kept`));
  await rebuild.takeDown();
  await waitUntil(async () => (await describe(name, context)) === undefined, name);
  await create(name, table, context);
  await rebuild.restore();
}

export const dynamodbProviders: Providers = {
  'AWS::DynamoDB::Table': {
    ensure: async (properties, context) => {
      const table = tableSchema.parse(properties);
      const name = table.TableName ?? context.makeName(TABLE_NAME_LIMIT);
      await ensureTable(name, table, context);
      return {
        physicalId: name,
        attributes: { Arn: `arn:aws:dynamodb:${context.region}:${context.accountId}:table/${name}` },
      };
    },
    remove: async ({ physicalId }, { clients }) => {
      await clients.dynamodb.send(new DeleteTableCommand({ TableName: physicalId }));
    },
  },
};
