import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDeploymentFindings } from '../../../adapters/dynamodb/deployment-findings.ts';
import {
  type DeploymentFindings,
  FINDING_HOLDS_MS,
  type LanguageFound,
} from '../../../core/examination/deployment-findings.ts';
import type { AccountFindings, AccountFound } from '../../../core/fleet/account-findings.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryDeploymentFindings } from '../../support/memory/deployment-findings.ts';
import { EPOCH } from '../../support/sessions.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const go: LanguageFound = { language: 'go', way: 'none', reason: 'no toolchain: go', examinedAt: EPOCH };
const python: LanguageFound = { language: 'python', way: 'batch', examinedAt: EPOCH };

const implementations: [string, () => Promise<DeploymentFindings & AccountFindings>][] = [
  ['DynamoDB', async () => new DynamoDeploymentFindings(await dynamo.createTable('sessions'))],
  ['memory', async () => new MemoryDeploymentFindings()],
];

describe.each(implementations)('deployment findings on %s', (_, make) => {
  it('keep what was found, each deployment by itself', async () => {
    const store = await make();
    expect(await store.list('fleet')).toEqual([]);
    await store.record('fleet', [python, go]);
    expect(await store.list('fleet')).toEqual([go, python]);
    expect(await store.list('https://judge.example.edu/v1')).toEqual([]);
  });

  it('keep the last word on a language, and what is known of others', async () => {
    const store = await make();
    await store.record('fleet', [go, python]);
    const mended: LanguageFound = { language: 'go', way: 'single', examinedAt: EPOCH + 1 };
    await store.record('fleet', [mended]);
    expect(await store.list('fleet')).toEqual([mended, python]);
    await store.record('fleet', []);
    expect(await store.list('fleet')).toHaveLength(2);
  });
});

describe.each(implementations)('findings about the account on %s', (_, make) => {
  it('keep the last word on each type, and on the vCPUs, by EC2 and by Service Quotas', async () => {
    const store = await make();
    expect(await store.listAccount()).toEqual([]);
    const refused: AccountFound = {
      kind: 'type-refused',
      instanceType: 'c7i.large',
      reason: 'no',
      at: EPOCH,
    };
    const limit: AccountFound = { kind: 'vcpu-limit', vcpus: 5, at: EPOCH };
    const quota: AccountFound = { kind: 'vcpu-quota', vcpus: 8, at: EPOCH };
    await store.recordAccount([refused, limit, quota]);
    const later: AccountFound = { kind: 'vcpu-limit', vcpus: 32, at: EPOCH + 1 };
    await store.recordAccount([later]);
    const found = await store.listAccount();
    expect(found).toHaveLength(3);
    expect(found).toEqual(expect.arrayContaining([refused, later, quota]));
    expect(await store.list('fleet')).toEqual([]);
  });
});

describe('deployment findings in the table', () => {
  it('expire when they say nothing any more', async () => {
    const table = await dynamo.createTable('sessions');
    await new DynamoDeploymentFindings(table).record('fleet', [go]);
    const { Item: item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: { pk: 'DEPLOYMENT#fleet', sk: 'LANGUAGE#go' } }),
    );
    expect(item).toMatchObject({ expiresAt: (EPOCH + FINDING_HOLDS_MS) / 1000 });
  });

  it('are refused when a row is not what was written', async () => {
    const table = await dynamo.createTable('sessions');
    const Item = { pk: 'DEPLOYMENT#fleet', sk: 'LANGUAGE#go', language: 'go', way: 'none', examinedAt: 1 };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
    await expect(new DynamoDeploymentFindings(table).list('fleet')).rejects.toThrow(/reason/);
  });
});
