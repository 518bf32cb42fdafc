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
import { NDJSON } from '../../core/api/bulk.ts';
import { createApiClient } from '../../core/api/client.ts';
import { LOAD_LANGUAGE, makeLoadProblem, makeLoadProgram } from '../../loadtest/load-problem.ts';
import { importProblems } from '../../local/play/import-problems.ts';
import { uploadPackage } from '../../local/play/upload-package.ts';
import { type LocalSystem, startSystem } from '../../local/system.ts';
import { buildAll } from '../../scripts/build.ts';
import { ROOT } from '../../scripts/fingerprint.ts';
import { hearChild } from '../../scripts/hear-child.ts';
import { synthesize } from '../../scripts/synth.ts';
import { type Figure, makeFigure, medianWithInterval } from '../figure.ts';
import type { BareSetup, Item } from './take-in-bare.ts';

/** As many as a session has: of each few submissions may wait. */
const USERS = 2_000;
const WARM = 100;
const EACH = 100;
const PAIRS = 15;
const BOUND = 1.5;
/** Lines of one request: as many as it takes. */
const LINES = 1_000;
const REQUESTS = 7;
/** A line of many costs this part of a submission that comes alone. */
const BULK_BOUND = 20;
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
    const { sessionId, claims, staffClaims } = await openSession(system);
    const { TopicArn: topicArn = '' } = await system.clients.sns.send(
      new CreateTopicCommand({ Name: 'bench' }),
    );
    const env = environmentOfApi(system, topicArn);
    const single = Array.from({ length: WARM + EACH * PAIRS }, (_, at) => eventOf(sessionId, claims, at));
    const many = Array.from({ length: 1 + REQUESTS }, (_, at) => bulkEventOf(sessionId, staffClaims, at));
    const events = [...single, ...many];
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
    await product(single.length, 1);
    const alone = pairs.map(([ours]) => ours / EACH);
    const lines: number[] = [];
    for (let request = 1; request <= REQUESTS; request++)
      lines.push((await product(single.length + request, 1)) / LINES);
    const { median: aloneMs } = medianWithInterval(alone);
    return [
      makeFigure(
        'intake-vs-bare-sdk',
        pairs.map(([ours, theirs]) => ours / theirs),
        'x CPU',
        { atMost: BOUND },
        'the calls that no intake can do without, by the same SDK',
      ),
      makeFigure('intake-cpu-ms', alone, 'ms', undefined, 'of the api function, for a submission'),
      makeFigure(
        'bulk-intake-times',
        lines.map((ms) => aloneMs / ms),
        'x',
        { atLeast: BULK_BOUND },
        `as many for the same processor time of the api function, ${LINES} in a request`,
      ),
      makeFigure('bulk-intake-cpu-ms', lines, 'ms', undefined, 'of the api function, for a line'),
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
  const claimsOf = (issued: string) =>
    JSON.parse(Buffer.from(issued.split('.')[1] ?? '', 'base64url').toString('utf8')) as object;
  const claims = claimsOf(await system.tokens.issue(nameOf(0), 'participant'));
  await systemClock.sleep(Date.parse(session.times.opensAt) - systemClock.now() + 500);
  return { sessionId: session.sessionId, claims, staffClaims: claimsOf(token) };
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
  const body = JSON.stringify({
    problem: 'A',
    language: LOAD_LANGUAGE,
    source: makeLoadProgram(0, `${at} of ${user}`),
  });
  const headers = { 'content-type': 'application/json', 'idempotency-key': `bench-${at}` };
  const claims = { ...someClaims, username: user, sub: user };
  return requestOf(`/v1/sessions/${sessionId}/submissions`, '', claims, headers, body);
}

/** A thousand submissions of as many participants, as staff hand them in. */
function bulkEventOf(sessionId: string, claims: object, request: number): object {
  const lines = Array.from({ length: LINES }, (_, at) => {
    const user = nameOf((request * LINES + at) % USERS);
    return JSON.stringify({
      key: `bulk-${request}-${at}`,
      participantId: user,
      problem: 'A',
      language: LOAD_LANGUAGE,
      source: makeLoadProgram(0, `${request} ${at} of ${user}`),
    });
  });
  const headers = { 'content-type': NDJSON };
  return requestOf(`/v1/sessions/${sessionId}/submissions`, '/bulk', claims, headers, lines.join('\n'));
}

function requestOf(
  path: string,
  more: string,
  claims: object,
  headers: Readonly<Record<string, string>>,
  body: string,
): object {
  // The gateway has held it against its signature; the function reads what it says.
  const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
  return toEvent(
    {
      method: 'POST',
      url: new URL(`http://api.test${path}${more}`),
      headers: {
        host: 'api.test',
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...headers,
      },
      body: Buffer.from(body),
      sourceIp: '127.0.0.1',
    },
    {
      accountId: '000000000000',
      apiId: 'bench',
      routeKey: `POST /v1/sessions/{sessionId}/submissions${more}`,
      requestId: randomUUID(),
      pathParameters: { sessionId: path.split('/')[3] ?? '' },
      nowMs: systemClock.now(),
      claims: renderClaims({ ...claims }),
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
