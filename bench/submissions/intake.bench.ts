import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { systemClock } from '../../adapters/system-clock.ts';
import { renderClaims } from '../../cloud/gateway/jwt-authorizer.ts';
import { toEvent } from '../../cloud/gateway/payload.ts';
import { environmentOf } from '../../cloud/lambda/instance.ts';
import { createApiClient } from '../../core/api/client.ts';
import { LOAD_LANGUAGE, makeLoadProblem, makeLoadProgram } from '../../loadtest/load-problem.ts';
import { importProblems } from '../../local/play/import-problems.ts';
import { uploadPackage } from '../../local/play/upload-package.ts';
import { type LocalSystem, startSystem } from '../../local/system.ts';
import { buildAll } from '../../scripts/build.ts';
import { ROOT } from '../../scripts/fingerprint.ts';
import { hearChild } from '../../scripts/hear-child.ts';
import { synthesize } from '../../scripts/synth.ts';
import { type Figure, makeFigure } from '../figure.ts';
import type { BareSetup, Item } from './take-in-bare.ts';

const USERS = 400;
const WARM = 100;
const EACH = 100;
const PAIRS = 15;
const BOUND = 1.5;
/** A session opens no sooner. */
const OPENS_AFTER_MS = 6_000;

/**
 * Processor time of the `api` function for a submission that it accepts, over that of a process that does the calls which no
 * intake can do without, by the same SDK, on items of the same size: session, participant and virtual time read; key,
 * participant, source and submission written; the doorbell rung. Interleaved; the cloud is emulated in this process, and not
 * counted.
 */
export async function measure(): Promise<readonly Figure[]> {
  await buildAll();
  const { outDir } = await synthesize();
  const dataDir = mkdtempSync(join(tmpdir(), 'assize-bench-'));
  const system = await startSystem({
    assemblyDir: outDir,
    dataDir,
    account: 'standard',
    log: () => undefined,
  });
  const children: ChildProcess[] = [];
  try {
    const { sessionId, claims } = await openSession(system);
    const { TopicArn: topicArn = '' } = await system.clients.sns.send(
      new CreateTopicCommand({ Name: 'bench' }),
    );
    const env = environmentOfApi(system, topicArn);
    const events = Array.from({ length: WARM + EACH * PAIRS }, (_, at) => eventOf(sessionId, claims, at));
    const bundle = pathToFileURL(join(ROOT, 'dist', 'lambdas', 'api', 'index.mjs')).href;
    const product = await start('take-in-product.ts', env, { bundle, events }, children);
    await product(0, WARM);
    const bare = await start(
      'take-in-bare.ts',
      env,
      await readRows(system, sessionId, env, topicArn),
      children,
    );
    await bare(0, WARM);
    const pairs: (readonly [number, number])[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const from = WARM + pair * EACH;
      pairs.push([await product(from, EACH), await bare(from, EACH)]);
    }
    return [
      makeFigure(
        'intake-vs-bare-sdk',
        pairs.map(([ours, theirs]) => ours / theirs),
        'x CPU',
        { atMost: BOUND },
        'the calls that no intake can do without, by the same SDK',
      ),
      makeFigure(
        'intake-cpu-ms',
        pairs.map(([ours]) => ours / EACH),
        'ms',
        undefined,
        'of the api function, for a submission',
      ),
    ];
  } finally {
    for (const child of children) if (child.connected) child.disconnect();
    await system.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const nameOf = (user: number) => `bench${String(user).padStart(4, '0')}`;

async function openSession(system: LocalSystem) {
  const token = await system.tokens.issue('instructor', 'instructor');
  const client = createApiClient({ baseUrl: system.apiUrl, token: () => token, fetch });
  const problem = makeLoadProblem({ testCases: 10, sleepMs: 0 });
  const versions = await importProblems([problem], {
    client,
    upload: uploadPackage,
    clock: systemClock,
    on: () => undefined,
  });
  const { session } = await client.call('createSession', {
    headers: {},
    body: {
      name: 'Intake',
      opensAt: new Date(systemClock.now() + OPENS_AFTER_MS).toISOString(),
      durationMinutes: 60,
      problems: [{ label: 'A', problemId: problem.problemId, version: versions.get(problem.problemId)! }],
      languages: [LOAD_LANGUAGE],
      roster: Array.from({ length: USERS }, (_, user) => ({
        participantId: nameOf(user),
        name: nameOf(user),
      })),
      deployment: { kind: 'fleet', hosts: 1 },
    },
  });
  const [, payload = ''] = (await system.tokens.issue(nameOf(0), 'participant')).split('.');
  await systemClock.sleep(Date.parse(session.times.opensAt) - systemClock.now() + 500);
  return {
    sessionId: session.sessionId,
    claims: JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as object,
  };
}

/** The function's own environment, with an administrator's key, and a doorbell that nobody hears: judging is not measured. */
function environmentOfApi(system: LocalSystem, topicArn: string): Record<string, string> {
  const definition = [...system.host.definitions()].find(({ label }) => label === 'api')!;
  return {
    ...environmentOf(definition, {
      region: system.region,
      endpointUrl: system.endpointUrl,
      logStream: 'bench',
    }),
    AWS_ACCESS_KEY_ID: system.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: system.credentials.secretAccessKey,
    SUBMISSION_EVENTS_TOPIC_ARN: topicArn,
    POWERTOOLS_LOG_LEVEL: 'CRITICAL',
  };
}

function eventOf(sessionId: string, someClaims: object, at: number): object {
  const user = nameOf(at % USERS);
  const claims = { ...someClaims, username: user, sub: user };
  // The gateway has held it against its signature; the function reads what it says.
  const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
  const body = JSON.stringify({
    problem: 'A',
    language: LOAD_LANGUAGE,
    source: makeLoadProgram(0, `${at} of ${user}`),
  });
  return toEvent(
    {
      method: 'POST',
      url: new URL(`http://api.test/v1/sessions/${sessionId}/submissions`),
      headers: {
        host: 'api.test',
        'content-type': 'application/json',
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        'idempotency-key': `bench-${at}`,
      },
      body: Buffer.from(body),
      sourceIp: '127.0.0.1',
    },
    {
      accountId: '000000000000',
      apiId: 'bench',
      routeKey: 'POST /v1/sessions/{sessionId}/submissions',
      requestId: randomUUID(),
      pathParameters: { sessionId },
      nowMs: systemClock.now(),
      claims: renderClaims(claims),
    },
  );
}

/** Rows of the session and of one submission, as the product has written them. */
async function readRows(
  system: LocalSystem,
  sessionId: string,
  env: Readonly<Record<string, string>>,
  topicArn: string,
): Promise<BareSetup> {
  const db = new DynamoDBClient({
    endpoint: system.endpointUrl,
    region: system.region,
    credentials: system.credentials,
  });
  const [sessions = '', submissions = ''] = [env['SESSIONS_TABLE'], env['SUBMISSIONS_TABLE']];
  const rows = async (TableName: string, prefix: string): Promise<Item[]> => {
    const { Items = [] } = await db.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': { S: `SESSION#${sessionId}` }, ':sk': { S: prefix } },
      }),
    );
    return Items;
  };
  const first = async (table: string, prefix: string) => {
    const [row] = await rows(table, prefix);
    if (row === undefined) throw new Error(`there is no row ${prefix} of the session`);
    return row;
  };
  const session = (await rows(sessions, '')).find(({ sk }) => !/^(PARTICIPANT|KEY|HOST)#/.test(sk?.S ?? ''));
  const setup: BareSetup = {
    sessions,
    submissions,
    topicArn,
    session: session ?? (await first(sessions, 'SESSION')),
    participants: (await rows(sessions, 'PARTICIPANT#')).slice(0, WARM),
    queue: { pk: { S: `SESSION#${sessionId}` }, sk: { S: 'QUEUE#contest' } },
    keyUse: await first(sessions, 'KEY#'),
    source: await first(submissions, 'SOURCE#'),
    submission: await first(submissions, 'SUBMISSION#'),
    message: JSON.stringify({ sessionId, submissionId: '01jq0000000000000000000000' }),
  };
  db.destroy();
  return setup;
}

/** Starts one side. @returns what does a round, and answers the processor time that it took, ms */
async function start(
  file: string,
  env: Readonly<Record<string, string>>,
  setup: object,
  children: ChildProcess[],
): Promise<(from: number, count: number) => Promise<number>> {
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
}
