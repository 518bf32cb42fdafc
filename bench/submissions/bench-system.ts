import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../adapters/system-clock.ts';
import { environmentOf } from '../../cloud/lambda/instance.ts';
import { type ApiClient, createApiClient } from '../../core/api/client.ts';
import type { CallOf } from '../../core/api/routes.ts';
import { LOAD_LANGUAGE, makeLoadProblem } from '../../loadtest/load-problem.ts';
import { importProblems } from '../../local/play/import-problems.ts';
import { uploadPackage } from '../../local/play/upload-package.ts';
import { type LocalSystem, startSystem } from '../../local/system.ts';
import { buildAll } from '../../scripts/build.ts';
import { ROOT } from '../../scripts/fingerprint.ts';
import { hearChild } from '../../scripts/hear-child.ts';
import { synthesize } from '../../scripts/synth.ts';
import type { Item } from './take-in-bare.ts';

/** A session opens no sooner. */
const OPENS_AFTER_MS = 6_000;

/** What is measured: does a round of the work, and answers the processor time that it took, ms. */
export type Side = (from: number, count: number) => Promise<number>;

/** A local system in this process, whose processor time nobody counts, and the processes that are measured beside it. */
export interface BenchSystem {
  readonly system: LocalSystem;
  /** For what the measured keep. */
  readonly folder: string;
  /** Starts a side: a file of this folder, in a process of its own that gets this environment and the setup. */
  start(file: string, env: Readonly<Record<string, string>>, setup: object): Promise<Side>;
}

/** Runs the work on a system whose judging is held, so that nobody but the measured judges; ends everything after it. */
export async function onHeldSystem<T>(work: (bench: BenchSystem) => Promise<T>): Promise<T> {
  await buildAll();
  const folder = mkdtempSync(join(tmpdir(), 'assize-bench-'));
  const children: ChildProcess[] = [];
  let system: LocalSystem | undefined;
  try {
    const { outDir } = await synthesize({
      app: join(ROOT, 'bench', 'submissions', 'held-app.ts'),
      outDir: join(folder, 'cdk.out'),
    });
    system = await startSystem({
      assemblyDir: outDir,
      dataDir: join(folder, 'data'),
      account: 'standard',
      log: () => undefined,
    });
    const start: BenchSystem['start'] = async (file, env, setup) => {
      const child = fork(join(import.meta.dirname, file), [], {
        env,
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      children.push(child);
      const ask = async (message: object) =>
        (await hearChild(child, file, () => child.send(message))) as { cpuMs?: number; error?: string };
      await ask(setup);
      return async (from, count) => {
        const { cpuMs, error } = await ask({ from, count });
        if (cpuMs === undefined) throw new Error(error);
        return cpuMs;
      };
    };
    return await work({ system, folder, start });
  } finally {
    for (const child of children) if (child.connected) child.disconnect();
    await system?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** An open session of the load's problem, and its staff. */
export interface BenchSession {
  readonly sessionId: string;
  readonly staff: ApiClient;
  readonly staffToken: string;
}

/** Books a session for so many users, and waits until it is open. */
export async function openSession(
  system: LocalSystem,
  users: number,
  deployment: NonNullable<CallOf<'createSession'>['body']['deployment']>,
): Promise<BenchSession> {
  const staffToken = await system.tokens.issue('instructor', 'instructor');
  const staff = createApiClient({ baseUrl: system.apiUrl, token: () => staffToken, fetch });
  const problem = makeLoadProblem({ testCases: 10, sleepMs: 0 });
  const versions = await importProblems([problem], {
    client: staff,
    upload: uploadPackage,
    clock: systemClock,
    on: () => undefined,
  });
  const { session } = await staff.call('createSession', {
    headers: {},
    body: {
      name: 'Measured',
      opensAt: new Date(systemClock.now() + OPENS_AFTER_MS).toISOString(),
      durationMinutes: 60,
      problems: [{ label: 'A', problemId: problem.problemId, version: versions.get(problem.problemId)! }],
      languages: [LOAD_LANGUAGE],
      roster: Array.from({ length: users }, (_, user) => ({
        participantId: nameOf(user),
        name: nameOf(user),
      })),
      deployment,
    },
  });
  await systemClock.sleep(Date.parse(session.times.opensAt) - systemClock.now() + 500);
  return { sessionId: session.sessionId, staff, staffToken };
}

/** A participant of such a session, from 0. */
export const nameOf = (user: number) => `bench${String(user).padStart(4, '0')}`;

/** A function's own environment, with an administrator's key. */
export function environmentIn(system: LocalSystem, label: string): Record<string, string> {
  const definition = [...system.host.definitions()].find((one) => one.label === label)!;
  return {
    ...environmentOf(definition, {
      region: system.region,
      endpointUrl: system.endpointUrl,
      logStream: 'bench',
    }),
    AWS_ACCESS_KEY_ID: system.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: system.credentials.secretAccessKey,
    POWERTOOLS_LOG_LEVEL: 'CRITICAL',
  };
}

/** Where a function's bundle is. */
export const bundleOf = (name: string) =>
  pathToFileURL(join(ROOT, 'dist', 'lambdas', name, 'index.mjs')).href;

/** Reads rows of a session as the product has written them. */
export function rowReader(system: LocalSystem, sessionId: string) {
  const { region, credentials, endpointUrl: endpoint } = system;
  const db = new DynamoDBClient({ endpoint, region, credentials });
  const all = async (TableName: string, prefix: string): Promise<readonly Item[]> => {
    const { Items = [] } = await db.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': { S: `SESSION#${sessionId}` }, ':sk': { S: prefix } },
      }),
    );
    return Items;
  };
  const first = async (table: string, prefix: string): Promise<Item> => {
    const [row] = await all(table, prefix);
    if (row === undefined) throw new Error(`there is no row ${prefix} of the session`);
    return row;
  };
  return { all, first, close: () => db.destroy() };
}
