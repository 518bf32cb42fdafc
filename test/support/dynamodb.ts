import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { createDocumentClient, type Table } from '../../adapters/dynamodb/table.ts';
import { makeTable } from './make-table.ts';
import { type TableKind, tableSchemas } from './table-schemas.ts';

/** An embedded DynamoDB with tables of our schema, on a free loopback port. */
export interface TestDynamoDb {
  readonly clientConfig: DynamoDBClientConfig;
  /** A fresh table with the keys and indexes of the stage's table of that kind. */
  createTable(kind: TableKind): Promise<Table>;
  stop(): Promise<void>;
}

/** Starts it; `stop` in the suite's afterAll. */
export async function startDynamoDb(): Promise<TestDynamoDb> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clientConfig: DynamoDBClientConfig = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const admin = new DynamoDBClient(clientConfig);
  const client = createDocumentClient(clientConfig);
  let made = 0;
  return {
    clientConfig,
    async createTable(kind) {
      const name = `${kind}-${++made}`;
      await makeTable(admin, name, tableSchemas[kind]);
      return { client, name };
    },
    async stop() {
      client.destroy();
      admin.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
