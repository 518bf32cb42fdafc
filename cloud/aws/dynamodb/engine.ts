import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import dynalite from 'dynalite';
import type { AwsResponse } from '../http-types.ts';

/** Dynalite on disk, called in process: requests never cross a TCP socket. */
export interface DynamoDbEngine {
  /** One DynamoDB call; `target` as in X-Amz-Target without the version prefix. 503 once it stops. */
  call(operation: string, body: string | Buffer): Promise<AwsResponse>;
  /** Answers what it was asked before, and closes the database: Dynalite throws out of nowhere where it is read after that. */
  stop(): Promise<void>;
}

/** Opens (or makes) the LevelDB under `directory`. Rejects if another process holds it. */
export async function openDynamoDbEngine(directory: string, region: string): Promise<DynamoDbEngine> {
  mkdirSync(directory, { recursive: true });
  await probe(directory);
  const server = withRegion(region, () =>
    dynalite({ path: directory, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 }),
  );
  // Dynalite closes its database only when its server was listening; nobody knows this abstract socket's name.
  server.listen({ path: `\0assize-dynamodb-${randomUUID()}` });
  await once(server, 'listening');
  const asked = new Set<Promise<AwsResponse>>();
  let stopping = false;
  const engine: DynamoDbEngine = {
    async call(operation, body) {
      if (stopping) return { status: 503, body: '{}' };
      const answer = askDynalite(server, operation, body);
      asked.add(answer);
      try {
        return await answer;
      } finally {
        asked.delete(answer);
      }
    },
    async stop() {
      stopping = true;
      await Promise.all(asked);
      await new Promise<void>((resolve, reject) =>
        server.close((error) => (error ? reject(error) : resolve())),
      );
    },
  };
  // The database opens by itself, later; only now it is ours for sure.
  await engine.call('ListTables', '{}');
  return engine;
}

/** One call of a server of Dynalite's, without a connection. */
export function askDynalite(server: Server, operation: string, body: string | Buffer): Promise<AwsResponse> {
  return new Promise((resolve) => {
    const request = Object.assign(new EventEmitter(), {
      method: 'POST',
      url: '/',
      headers: headersFor(operation),
    });
    const answer = capture(resolve);
    server.emit('request', request as unknown as IncomingMessage, answer as unknown as ServerResponse);
    request.emit('data', typeof body === 'string' ? Buffer.from(body) : body);
    request.emit('end');
  });
}

/** Dynalite throws out of nowhere when its database is held by another process: asked first, it says so. */
async function probe(directory: string): Promise<void> {
  const { Level } = createRequire(import.meta.resolve('dynalite'))('level') as {
    Level: new (path: string) => { open(): Promise<void>; close(): Promise<void> };
  };
  const level = new Level(directory);
  try {
    await level.open();
  } catch (error) {
    throw new Error(`The local DynamoDB in ${directory} cannot be opened; does another process use it?`, {
      cause: error,
    });
  }
  await level.close();
}

function headersFor(operation: string): Record<string, string> {
  return {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'x-amz-date': '20260101T000000Z',
    // Dynalite wants to see a signature and never checks it; ours was checked at the endpoint.
    authorization:
      'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=checked',
  };
}

function capture(resolve: (response: AwsResponse) => void): object {
  const headers: Record<string, string | number> = {};
  return {
    statusCode: 200,
    setHeader(name: string, value: string | number) {
      headers[name.toLowerCase()] = value;
    },
    end(this: { statusCode: number }, body?: string) {
      resolve({ status: this.statusCode, headers, body: body ?? '' });
    },
  };
}

/** Dynalite takes the region of its ARNs from the environment, once, when it is made. */
function withRegion<T>(region: string, make: () => T): T {
  const before = process.env['AWS_REGION'];
  process.env['AWS_REGION'] = region;
  try {
    return make();
  } finally {
    if (before === undefined) delete process.env['AWS_REGION'];
    else process.env['AWS_REGION'] = before;
  }
}
