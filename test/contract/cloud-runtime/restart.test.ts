import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { isRunning, type ProcessIdentity } from '../../../cloud/lambda/processes.ts';
import { synthesizeFixture } from './fixture-app.ts';
import { ApiClient, until } from './http.ts';

// Two whole systems start in each test, on machines that may be busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let dir: string;
let assemblyDir: string;
const children: ChildProcess[] = [];

async function run(): Promise<{ child: ChildProcess; api: ApiClient; apiUrl: string }> {
  const child = fork(join(import.meta.dirname, 'run-system.ts'), [assemblyDir, join(dir, 'data')], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.push(child);
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the system did not start'))),
  ])) as [{ apiUrl: string; token: string }];
  return { child, api: new ApiClient(message.apiUrl, message.token), apiUrl: message.apiUrl };
}

const recorded = (): ProcessIdentity[] =>
  readdirSync(join(dir, 'data', 'processes')).map(
    (name) => JSON.parse(readFileSync(join(dir, 'data', 'processes', name), 'utf8')) as ProcessIdentity,
  );

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'assize-restart-'));
  assemblyDir = synthesizeFixture(dir);
});
afterEach(async () => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.signalCode === null) await kill(child);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('goes on after kill -9 with the same data at the same address, and leaves no process behind', async () => {
  const first = await run();
  await first.api.post('/items', { id: 'kept' });
  await until(
    () => first.api.get<{ state: string }>('/items/kept'),
    ({ body }) => body.state === 'done',
  );
  const left = recorded();
  expect(left.length).toBeGreaterThan(0);
  await kill(first.child);
  await until(
    async () => left.filter(isRunning),
    (running) => running.length === 0,
  );

  const second = await run();
  expect(second.apiUrl).toBe(first.apiUrl);
  expect(await second.api.get('/items/kept')).toMatchObject({
    status: 200,
    body: { state: 'done' },
  });
  // The token of before is still good: users, keys and pool persist.
  expect(await first.api.get('/items/kept')).toMatchObject({ status: 200 });
});

it('finishes after kill -9 what a queue held, and reaps a process that does not notice', async () => {
  const first = await run();
  await first.api.post('/items', { id: 'halfway', orders: 'die-once' });
  const spinning = first.api.get('/spin').catch(() => undefined);
  await until(
    async () => recorded().length,
    (count) => count > 0,
  );
  await until(
    () => first.api.get<{ attempts: number }>('/items/halfway'),
    ({ body }) => body.attempts >= 1,
  );
  const left = recorded();
  await kill(first.child);
  await spinning;

  const second = await run();
  await until(
    async () => left.filter(isRunning),
    (running) => running.length === 0,
  );
  await until(
    () => second.api.get<{ state: string }>('/items/halfway'),
    ({ body }) => body.state === 'done',
  );
});

it('gives a table the indexes of a changed template, and keeps its items', async () => {
  const first = await run();
  await first.api.post('/items', { id: 'indexed' });
  await until(
    () => first.api.get<{ state: string }>('/items/indexed'),
    ({ body }) => body.state === 'done',
  );
  await kill(first.child);
  const before = assemblyDir;
  const changed = join(dir, 'changed');
  cpSync(assemblyDir, changed, { recursive: true });
  const file = join(changed, 'FixtureData.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8')) as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  };
  const table = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::DynamoDB::Table')!;
  table.Properties['AttributeDefinitions'] = ['pk', 'sk', 'state'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  }));
  table.Properties['GlobalSecondaryIndexes'] = [
    {
      IndexName: 'byState',
      KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ];
  writeFileSync(file, JSON.stringify(template));
  assemblyDir = changed;
  try {
    const second = await run();
    expect(await second.api.get('/items/indexed')).toMatchObject({ body: { state: 'done' } });
    expect(await second.api.get('/by-state?state=done')).toMatchObject({
      status: 200,
      body: { ids: expect.arrayContaining(['indexed']) },
    });
  } finally {
    assemblyDir = before;
  }
});

it('stops when it is told to, with everything', async () => {
  const { child, api } = await run();
  await api.get('/context');
  const left = recorded();
  expect(left.length).toBeGreaterThan(0);
  const exited = once(child, 'exit');
  child.send('stop');
  expect(await exited).toEqual([0, null]);
  expect(left.filter(isRunning)).toEqual([]);
  expect(recorded()).toEqual([]);
});
