import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DynamoCircuitStore } from '../../../adapters/dynamodb/circuit-store.ts';
import { DynamoSessionStore } from '../../../adapters/dynamodb/session-store.ts';
import { getItem, type Table } from '../../../adapters/dynamodb/table.ts';
import { type ModelSettings, modelSettingsSchema } from '../../../core/config/model-settings.ts';
import type { Tools } from '../../../lambdas/middleware/tools.ts';
import { connectModelsOfStage } from '../../../lambdas/submission-reviewer/connect-models.ts';
import type { Env } from '../../../lambdas/submission-reviewer/env.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { KEY, type ModelService, startModelService, WIRES } from '../../support/model-wires.ts';
import { answerOf } from '../../support/models.ts';
import { participantOf, sessionOf } from '../../support/sessions.ts';
import { startTestSystem, type TestSystem } from '../cloud-aws/system.ts';

/* As the reviewer asks: with its table, the keys in SSM, and services over HTTP. */

let dynamo: TestDynamoDb;
let system: TestSystem;
let service: ModelService;
let ssm: SSMClient;
const logged: { event: string; facts: Readonly<Record<string, unknown>> }[] = [];
const note = (event: string, facts: Readonly<Record<string, unknown>>) => void logged.push({ event, facts });
const tools = { logger: { info: note, warn: note, error: note } } as unknown as Tools;

beforeAll(async () => {
  [dynamo, system, service] = await Promise.all([startDynamoDb(), startTestSystem(), startModelService()]);
  ssm = new SSMClient(system.admin);
  const { endpoint, region, credentials } = system.admin;
  vi.stubEnv('AWS_ENDPOINT_URL', String(endpoint));
  vi.stubEnv('AWS_REGION', String(region));
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  for (const name of ['primary', 'cheaper'])
    await ssm.send(
      new PutParameterCommand({ Name: `/assize/dev/models/${name}`, Type: 'SecureString', Value: KEY }),
    );
}, 60_000);
afterAll(async () => {
  ssm.destroy();
  await Promise.all([dynamo.stop(), system.stop(), service.stop()]);
});

function settingsOf(): ModelSettings {
  const price = { asOf: '2026-11-01', inputUsd: 1, outputUsd: 10 };
  return modelSettingsSchema.parse({
    choices: [
      { service: 'gemini', name: 'primary', model: 'large', baseUrl: `${service.url}/v1beta`, price },
      { service: 'openai', name: 'cheaper', model: 'small', baseUrl: `${service.url}/v1`, price },
    ],
    budgetUsd: { month: 10, session: 1 },
  });
}

async function connect(): Promise<{ ask: ReturnType<typeof connectModelsOfStage>; table: Table }> {
  const table = await dynamo.createTable('sessions');
  const env: Env = {
    STAGE: 'dev',
    SESSIONS_TABLE: table.name,
    SUBMISSIONS_TABLE: 'submissions',
    METRICS_TABLE: 'metrics',
    DATA_BUCKET: 'data',
    MODEL_KEYS_PREFIX: '/assize/dev/models/',
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL: String(system.admin.endpoint),
  };
  return {
    ask: connectModelsOfStage(settingsOf(), { failuresToOpen: 2, openMs: 60_000 }, table, env, tools),
    table,
  };
}

const [, openai, gemini] = WIRES;
const source = 'def lovelace_sum(ada):  # by Ada Lovelace\n    return sum(ada) / len(ada)\n';
const said = {
  line: 2,
  quote: 'len(ada)',
  category: 'correctness',
  severity: 'medium',
  confidence: 'medium',
  message: 'It divides by zero when ada is empty.',
  recommendation: 'Ask for that first.',
};

it('asks without what names the class, counts it on both budgets, and gives what it believes', async () => {
  const { ask, table } = await connect();
  const sessions = new DynamoSessionStore(table);
  const session = sessionOf();
  await sessions.create(session, [
    participantOf('ada', { name: 'Ada Lovelace' }),
    participantOf('s1234567', { name: 'Bob', email: 'bob@example.edu' }),
  ]);
  service.answer(gemini!.answered(answerOf(said)));
  const { sessionId } = session;
  const submission = {
    sessionId,
    submissionId: 's',
    participantId: 'ada',
    problem: 'a',
    problemId: 'mean',
    problemVersion: 1,
  };
  const program = `${source}S1234567 = 'bob@example.edu'\n`;
  const { findings, share } = await ask({ source: program, language: 'python' }, [], {
    kind: 'all',
    submission,
  });
  expect(findings).toMatchObject([{ ruleId: 'model/correctness', line: 2 }]);
  expect(share).toEqual({ service: 'gemini', model: 'large', usd: 0.000771, dropped: 0, notes: [] });
  const material = String(gemini!.read(service.requests[0]!).material);
  expect(material).toContain('1|def lovelace_sum(ada):\n2|    return sum(ada) / len(ada)\n3|person = ');
  expect(material).not.toMatch(/Ada Lovelace|1234567|bob/);
  const month = new Date().toISOString().slice(0, 7);
  for (const sk of [`MONTH#${month}`, `SESSION#${sessionId}`])
    expect(await getItem(table, { pk: 'MODEL-SPEND', sk })).toEqual({
      pk: 'MODEL-SPEND',
      sk,
      microUsd: 771,
      expiresAt: expect.any(Number) as number,
    });
});

it('tells the log what failed, and opens the circuit of who fails', async () => {
  const { ask, table } = await connect();
  service.answer(
    gemini!.failed(500, 'first'),
    gemini!.failed(500, 'second'),
    openai!.answered(answerOf(said)),
  );
  const { share } = await ask({ source, language: 'python' }, [], { kind: 'quality' });
  expect(share).toMatchObject({
    service: 'openai',
    notes: [expect.stringContaining('primary did not serve: it fails (HTTP 500)'), expect.anything()],
  });
  expect(await new DynamoCircuitStore(table).read('model-primary')).toMatchObject({
    failures: 2,
    openUntil: expect.any(Number),
  });
  expect(logged.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['model.failed', 'circuit.opened']),
  );
  const { share: next } = await ask({ source, language: 'python' }, [], { kind: 'quality' });
  expect(next.service).toBe('openai');
  expect(service.requests.at(-1)!.path).toBe('/v1/chat/completions');
});
