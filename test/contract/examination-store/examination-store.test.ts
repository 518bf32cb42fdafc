import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoExaminationStore } from '../../../adapters/dynamodb/examination-store.ts';
import type { ExaminationStore, LanguageSeen } from '../../../core/submissions/standing-examination.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryExaminationStore } from '../../support/memory/examination-store.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const judge = { sessionId: '01jq0000000000000000000001', hostId: 'judge-1' };
const go: LanguageSeen = {
  language: 'go',
  at: 1_500,
  looks: 1,
  way: 'none',
  reason: 'no toolchain',
  lacking: true,
};
const python: LanguageSeen = { language: 'python', at: 1_600, looks: 2, way: 'batch' };

const implementations: [string, () => Promise<ExaminationStore>][] = [
  ['DynamoDB', async () => new DynamoExaminationStore(await dynamo.createTable('sessions'))],
  ['memory', async () => new MemoryExaminationStore()],
];

describe.each(implementations)('examination store on %s', (_, make) => {
  it('gives an examination to one of many', async () => {
    const store = await make();
    expect(await store.get(judge)).toBeUndefined();
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_unused, n) => store.claim(judge, `lease-${n}`, 2_000, 1_000)),
    );
    expect(claims.filter((one) => one !== undefined)).toEqual([{ languages: [] }]);
    // Another judge of the session is another examination.
    const other = { ...judge, hostId: 'judge-10' };
    expect(await store.claim(other, 'lease', 2_000, 1_000)).toEqual({ languages: [] });
  });

  it('gives an expired one to the next with what was found; the first can then write nothing', async () => {
    const store = await make();
    await store.claim(judge, 'first', 2_000, 1_000);
    expect(await store.note(judge, 'first', { language: python })).toBe(true);
    expect(await store.renew(judge, 'first', 3_000)).toBe(true);
    expect(await store.claim(judge, 'second', 9_000, 2_999)).toBeUndefined();
    expect(await store.note(judge, 'first', { sandbox: 'no way out', speedFactor: 1.25 })).toBe(true);
    const found = { languages: [python], sandbox: 'no way out', speedFactor: 1.25 };
    expect(await store.claim(judge, 'second', 9_000, 3_000)).toEqual(found);
    expect(await store.note(judge, 'first', { language: go })).toBe(false);
    expect(await store.renew(judge, 'first', 9_500)).toBe(false);
    await store.release(judge, 'first');
    expect(await store.claim(judge, 'third', 9_900, 3_100)).toBeUndefined();
    expect(await store.note(judge, 'second', { language: go })).toBe(true);
    await store.release(judge, 'second');
    expect(await store.get(judge)).toEqual({ ...found, languages: [go, python] });
    expect(await store.claim(judge, 'third', 9_900, 3_100)).toEqual({ ...found, languages: [go, python] });
    const mended: LanguageSeen = { language: 'go', at: 3_200, looks: 2, way: 'batch' };
    await store.note(judge, 'third', { language: mended });
    expect((await store.get(judge))?.languages).toEqual([mended, python]);
  });
});

describe('examinations in the table', () => {
  it('are refused when a row is not what was written', async () => {
    const table = await dynamo.createTable('sessions');
    const Item = { pk: `SESSION#${judge.sessionId}`, sk: 'EXAM#judge-1', seen_go: { ...go, reason: 5 } };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
    await expect(new DynamoExaminationStore(table).get(judge)).rejects.toThrow(/reason/);
  });
});
