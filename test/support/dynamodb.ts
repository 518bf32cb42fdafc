import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { createDocumentClient, type Table } from '../../adapters/dynamodb/table.ts';
import { askDynalite } from '../../cloud/aws/dynamodb/engine.ts';
import { executeStatements } from '../../cloud/aws/dynamodb/statements.ts';
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
  serveStatements(server);
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

/** Has Dynalite's server answer batches of statements as local mode does, and everything else itself. */
function serveStatements(server: Server): void {
  const [own] = server.listeners('request') as ((request: IncomingMessage, answer: ServerResponse) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, answer: ServerResponse) => {
    if (!String(request.headers['x-amz-target']).endsWith('.BatchExecuteStatement')) {
      own?.(request, answer);
      return;
    }
    const engine = { call: (operation: string, body: string) => askDynalite(server, operation, body) };
    void buffer(request).then(async (body) => {
      const {
        status,
        headers,
        body: answered,
      } = await executeStatements(engine, JSON.parse(body.toString()));
      answer.writeHead(status, { ...headers }).end(answered);
    });
  });
}
