import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminSetUserPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LogRecord } from '../../../cloud/lambda/log.ts';
import { type LocalSystem, startSystem } from '../../../local/system.ts';
import { synthesizeFixture } from './fixture-app.ts';
import { ApiClient, until } from './http.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let dir: string;
let system: LocalSystem;
let api: ApiClient;
const records: LogRecord[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'assize-system-'));
  const assemblyDir = synthesizeFixture(dir);
  system = await startSystem({
    assemblyDir,
    dataDir: join(dir, 'data'),
    account: 'new',
    log: (record) => records.push(record),
    asyncRetryDelaysMs: [10, 10],
  });
  api = new ApiClient(system.apiUrl, await system.tokens.issue('ada', 'operator'));
});
afterAll(async () => {
  await system?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const item = (id: string) => api.get<{ state?: string; attempts?: number }>(`/items/${id}`);
const settled = (id: string, state: string) =>
  until(
    () => item(id),
    ({ body }) => body?.state === state,
  );

describe('the way from HTTP to a queue worker', () => {
  it('goes through function, table, topic, queue and function, each by its own role', async () => {
    expect(await api.post('/items', { id: 'one' })).toMatchObject({ status: 202, body: { id: 'one' } });
    expect((await settled('one', 'done')).body).toEqual({ state: 'done', attempts: 1 });
  });

  it('delivers only what the subscription lets through', async () => {
    await api.post('/items', { id: 'trial', lane: 'trial' });
    await api.post('/items', { id: 'after' });
    await settled('after', 'done');
    expect((await item('trial')).body).toEqual({ state: 'accepted', attempts: 0 });
  });

  it('brings a message back that failed, while the others of its batch are done', async () => {
    await Promise.all([
      api.post('/items', { id: 'sound' }),
      api.post('/items', { id: 'weak', orders: 'fail-once' }),
    ]);
    expect((await settled('weak', 'done')).body.attempts).toBe(2);
    expect((await settled('sound', 'done')).body.attempts).toBe(1);
  });

  it('brings a message back whose worker died, and sets aside what fails always', async () => {
    await api.post('/items', { id: 'mortal', orders: 'die-once' });
    await api.post('/items', { id: 'lost', orders: 'fail' });
    expect((await settled('mortal', 'done')).body.attempts).toBeGreaterThanOrEqual(2);
    const QueueUrl = system.outputs['FixtureApp']!['DeadLettersUrl'];
    const AttributeNames = ['ApproximateNumberOfMessages' as const];
    await until(
      () => system.clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames })),
      ({ Attributes }) => Number(Attributes?.['ApproximateNumberOfMessages']) > 0,
    );
    expect((await item('lost')).body).toEqual({ state: 'accepted', attempts: 3 });
  });

  it('runs at most as many workers as the event source allows', async () => {
    const ids = Array.from({ length: 8 }, (_, index) => `wait-${index}`);
    await Promise.all(ids.map((id) => api.post('/items', { id, orders: 'wait' })));
    let most = 0;
    let done = 0;
    const worker = system.outputs['FixtureApp']!['WorkerName']!;
    await until(
      async () => {
        most = Math.max(most, system.host.pool.running(worker));
        return (await item(ids[done]!)).body.state === 'done' ? ++done : done;
      },
      (count) => count === ids.length,
    );
    expect(most).toBeLessThanOrEqual(2);
  });
});

it('makes event sources as the templates have them', () => {
  expect(system.host.eventSources()).toMatchObject([
    { batchSize: 5, maximumConcurrency: 2, reportBatchItemFailures: true },
  ]);
});

describe('roles', () => {
  it("refuse a call in AWS's words that the function's role does not allow", async () => {
    const { body } = await api.get<{ refused: boolean; name: string; message: string }>('/forbidden');
    expect(body).toMatchObject({ refused: true });
    expect(body.name).toMatch(/AccessDenied/);
    expect(body.message).toContain('is not authorized to perform: sqs:');
  });

  it('notice a permission that the templates have lost, also over a restart of the same data', async () => {
    const other = join(dir, 'other');
    const said: LogRecord[] = [];
    for (const mayPublish of [true, false]) {
      const assemblyDir = synthesizeFixture(other, { mayPublish });
      const changed = await startSystem({
        assemblyDir,
        dataDir: join(other, 'data'),
        account: 'new',
        log: (record) => said.push(record),
      });
      try {
        const client = new ApiClient(changed.apiUrl, await changed.tokens.issue('ada', 'operator'));
        expect((await client.post('/items', { id: 'x' })).status).toBe(mayPublish ? 202 : 500);
      } finally {
        await changed.stop();
      }
    }
    expect(said.map(({ message }) => message).join('\n')).toMatch(
      /front.* is not authorized to perform: SNS:Publish/i,
    );
  });
});

describe('the gateway', () => {
  const anonymous = () => new ApiClient(system.apiUrl, '');

  it('opens a route without authorizer to everybody', async () => {
    expect((await fetch(`${system.apiUrl}/open`)).status).toBe(200);
  });

  it('asks for a token on the others, in its own words', async () => {
    const response = await fetch(`${system.apiUrl}/echo`);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toEqual({ message: 'Unauthorized' });
    expect((await anonymous().get('/echo')).status).toBe(401);
    expect((await new ApiClient(system.apiUrl, 'not.a.token').get('/echo')).status).toBe(401);
  });

  it('refuses a token whose signature was changed', async () => {
    const token = await system.tokens.issue('ada', 'operator');
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, username: 'eve' })).toString('base64url');
    const { status, headers } = await new ApiClient(system.apiUrl, `${header}.${forged}.${signature}`).get(
      '/echo',
    );
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('hands over the event of payload format 2.0 with the claims as text', async () => {
    const { body } = await api.get<Record<string, never>>('/echo/a%20b?x=1&x=2', {
      'X-Custom': 'Value',
      cookie: 'k=v; l=w',
    });
    expect(body).toMatchObject({
      version: '2.0',
      routeKey: 'GET /{proxy+}',
      rawPath: '/echo/a b',
      rawQueryString: 'x=1&x=2',
      queryStringParameters: { x: '1,2' },
      pathParameters: { proxy: 'echo/a b' },
      cookies: ['k=v', 'l=w'],
      headers: { 'x-custom': 'Value' },
      requestContext: {
        http: { method: 'GET', path: '/echo/a b', protocol: 'HTTP/1.1' },
        authorizer: {
          jwt: {
            claims: { username: 'ada', 'cognito:groups': '[operator]', token_use: 'access' },
            scopes: null,
          },
        },
      },
    });
  });

  it.each([
    ['throw', 500, 'Internal Server Error'],
    ['exit', 500, 'Internal Server Error'],
    ['hang', 500, 'Internal Server Error'],
    ['malformed', 500, 'Internal Server Error'],
  ])('answers for a function that would %s', async (path, status, message) => {
    expect(await api.get(`/${path}`)).toMatchObject({ status, body: { message } });
  });

  it('answers 404 without a route, takes plain JSON, and refuses more than 10 MB', async () => {
    expect(await (await fetch(`${system.apiUrl}/items`, { method: 'DELETE' })).json()).toEqual({
      message: 'Not Found',
    });
    expect(await api.get('/plain')).toMatchObject({ status: 200, body: { hello: 'world' } });
    expect(await api.post('/echo', { a: 'x'.repeat(11_000_000) })).toMatchObject({ status: 413 });
  });

  it("answers 503 when the account's 10 executions are used up", async () => {
    const answers = await Promise.all(Array.from({ length: 14 }, () => api.get('/slow?ms=1500')));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(10);
    expect(answers.find(({ status }) => status === 503)?.body).toEqual({ message: 'Service Unavailable' });
  });

  it('answers preflights itself', async () => {
    const headers = { origin: 'https://console.example', 'access-control-request-method': 'GET' };
    const allowed = await fetch(`${system.apiUrl}/echo`, { method: 'OPTIONS', headers });
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://console.example');
    const other = await fetch(`${system.apiUrl}/echo`, {
      method: 'OPTIONS',
      headers: { ...headers, origin: 'https://evil.example' },
    });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the site', () => {
  it('serves the page with its headers, and other files by their types', async () => {
    const page = await fetch(system.pageUrl!);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(await page.text()).toContain('<title>Fixture</title>');
    const script = await fetch(`${system.pageUrl}/assets/main.js`);
    expect(script.headers.get('content-type')).toContain('text/javascript');
    expect(script.headers.get('cache-control')).toBe('max-age=9');
    const again = await fetch(`${system.pageUrl}/assets/main.js`, {
      headers: { 'if-none-match': script.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
  });

  it('answers for what is not there as a closed bucket does, and refuses to be written to', async () => {
    const absent = await fetch(`${system.pageUrl}/assets/absent`);
    // Kept by nobody: it may be there in a moment.
    expect([absent.status, absent.headers.get('cache-control')]).toEqual([403, 'no-cache']);
    expect((await fetch(`${system.pageUrl}/index.html`, { method: 'PUT', body: 'x' })).status).toBe(403);
  });

  it('passes a behaviour on to the API, errors included', async () => {
    const token = await system.tokens.issue('ada', 'operator');
    const site = new ApiClient(system.pageUrl!, token);
    expect(await site.post('/echo/x?y=1', { a: 1 })).toMatchObject({
      status: 200,
      body: { rawPath: '/echo/x', rawQueryString: 'y=1', body: '{"a":1}' },
    });
    expect((await fetch(`${system.pageUrl}/echo/x`)).status).toBe(401);
    expect((await fetch(`${system.pageUrl}/echo/x`, { method: 'DELETE' })).status).toBe(404);
  });
});

/** Starts the fixture with a changed property of every resource of one type. */
function startChanged(
  type: string,
  change: (properties: Record<string, unknown>) => void,
): Promise<LocalSystem> {
  const assemblyDir = join(dir, 'changed');
  rmSync(assemblyDir, { recursive: true, force: true });
  cpSync(join(dir, 'cdk.out'), assemblyDir, { recursive: true });
  const file = join(assemblyDir, 'FixtureApp.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8')) as {
    Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  };
  for (const resource of Object.values(template.Resources)) {
    if (resource.Type !== type) continue;
    resource.Properties ??= {};
    change(resource.Properties);
  }
  writeFileSync(file, JSON.stringify(template));
  return startSystem({
    assemblyDir,
    dataDir: join(dir, 'changed-data'),
    account: 'new',
    log: () => undefined,
  });
}

describe('around it', () => {
  it('gives lines, metrics and usage by function', async () => {
    const from = records.length;
    await api.get('/log');
    await until(
      async () => records.slice(from).filter((record) => record.function === 'front').length,
      (count) => count >= 2,
    );
    expect(records.slice(from)).toContainEqual(
      expect.objectContaining({
        function: 'front',
        level: 'warn',
        message: 'structured',
        fields: { colour: 'red' },
      }),
    );
  });

  it('logs a user in again, whatever password somebody gave meanwhile', async () => {
    const [before, again] = [
      await system.tokens.issue('bob', 'operator'),
      await system.tokens.issue('bob', 'operator'),
    ];
    const { iss } = JSON.parse(Buffer.from(before.split('.')[1]!, 'base64url').toString()) as { iss: string };
    expect(again.split('.')).toHaveLength(3);
    const user = { UserPoolId: iss.split('/').at(-1), Username: 'bob' };
    await system.clients.cognito.send(
      new AdminSetUserPasswordCommand({ ...user, Password: 'Another-Password-1', Permanent: true }),
    );
    const token = await system.tokens.issue('bob', 'operator');
    expect((await new ApiClient(system.apiUrl, token).get('/context')).status).toBe(200);
  });

  it('says where it is, to this user only', () => {
    const published = JSON.parse(readFileSync(join(dir, 'data', 'local.json'), 'utf8')) as object;
    expect(published).toMatchObject({
      apiUrl: system.apiUrl,
      endpointUrl: system.endpointUrl,
      pid: process.pid,
    });
  });

  it('gives everything back when a start fails, and says why', async () => {
    const refersToNothing = startChanged('AWS::SQS::Queue', (properties) => {
      properties['RedrivePolicy'] = { 'Fn::GetAtt': ['Absent', 'Arn'] };
    });
    await expect(refersToNothing).rejects.toThrow(/FixtureApp\/Absent, which does not exist/);
    const options = { dataDir: join(dir, 'changed-data'), account: 'new', log: () => undefined } as const;
    const healthy = await startSystem({ ...options, assemblyDir: join(dir, 'cdk.out') });
    expect((await fetch(`${healthy.apiUrl}/open`)).status).toBe(200);
    await healthy.stop();
    expect(readdirSync(join(dir, 'changed-data', 'processes'))).toEqual([]);
    expect(existsSync(join(dir, 'changed-data', 'local.json'))).toBe(false);
  });

  it('refuses a function that Lambda would refuse, in its words', async () => {
    const refusal = (change: (properties: Record<string, unknown>) => void) =>
      startChanged('AWS::Lambda::Function', change);
    await expect(refusal((properties) => (properties['ReservedConcurrentExecutions'] = 1))).rejects.toThrow(
      'reserved concurrency is not served by local mode',
    );
    await expect(
      refusal((properties) => (properties['Environment'] = { Variables: { LONG: 'x'.repeat(5_000) } })),
    ).rejects.toThrow('Lambda allows 4096');
    await expect(
      startChanged('AWS::SQS::Queue', (properties) => (properties['VisibilityTimeout'] = 1)),
    ).rejects.toThrow('Queue visibility timeout: 1 seconds is less than Function timeout: 2 seconds');
  });

  it('refuses a port that was asked for and is taken', async () => {
    const port = Number(new URL(system.apiUrl).port);
    const options = {
      assemblyDir: join(dir, 'cdk.out'),
      dataDir: join(dir, 'ports'),
      account: 'new',
      log: () => undefined,
    } as const;
    for (const which of ['api', 'page', 'endpoint']) {
      await expect(startSystem({ ...options, ports: { [which]: port } })).rejects.toThrow(
        `port ${port} of 127.0.0.1 cannot be had`,
      );
    }
  });

  it('refuses a second system in the same folder', async () => {
    const again = startSystem({
      assemblyDir: join(dir, 'cdk.out'),
      dataDir: join(dir, 'data'),
      account: 'new',
      log: () => undefined,
    });
    await expect(again).rejects.toThrow(`process ${process.pid}`);
  });
});
