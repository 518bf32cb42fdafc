import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoIntakeStore } from '../../../adapters/dynamodb/intake-store.ts';
import { DynamoSessionStore } from '../../../adapters/dynamodb/session-store.ts';
import { type IntakeStore, NEW_RECORD } from '../../../core/submissions/intake-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryIntakeStore } from '../../support/memory-submission-store.ts';
import { participantOf, sessionOf } from '../../support/sessions.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const session = sessionOf();
const { sessionId } = session;
const roster = [participantOf('p01'), participantOf('p02')];

const implementations: [string, () => Promise<IntakeStore>][] = [
  [
    'DynamoDB',
    async () => {
      const table = await dynamo.createTable('sessions');
      await new DynamoSessionStore(table).create(session, roster);
      return new DynamoIntakeStore(table);
    },
  ],
  ['memory', async () => new MemoryIntakeStore(roster)],
];

describe.each(implementations)('intake store on %s', (_, make) => {
  it('knows who is on the roster, with a new record, and nobody else', async () => {
    const store = await make();
    expect(await store.getSubmitter(sessionId, 'p01')).toEqual({
      participant: roster[0],
      intake: NEW_RECORD,
    });
    expect(await store.getSubmitter(sessionId, 'mallory')).toBeUndefined();
    expect(await store.saveIntake(sessionId, 'mallory', NEW_RECORD)).toBe(false);
  });

  it('takes a record from whoever read the last one, once', async () => {
    const store = await make();
    const first = { ...NEW_RECORD, finish: { contest: 7 }, submissions: { A: 1 }, lastAt: 5 };
    expect(await store.saveIntake(sessionId, 'p01', first)).toBe(true);
    expect(await store.saveIntake(sessionId, 'p01', first)).toBe(false);
    const read = await store.getSubmitter(sessionId, 'p01');
    expect(read?.intake).toEqual({ ...first, revision: 1 });
    const second = { ...first, revision: 1, recent: { contest: ['a', 'b'] } };
    const racing = await Promise.all([1, 2, 3].map(() => store.saveIntake(sessionId, 'p01', second)));
    expect(racing.filter(Boolean)).toHaveLength(1);
    expect((await store.getSubmitter(sessionId, 'p01'))?.intake).toEqual({ ...second, revision: 2 });
    expect((await store.getSubmitter(sessionId, 'p02'))?.intake).toEqual(NEW_RECORD);
  });

  it('keeps the first use of a key, and gives it another id only from the one that it has', async () => {
    const store = await make();
    const use = { submissionId: 'one', digest: 'd' };
    expect(await store.getKeyUse(sessionId, 'p01', 'key')).toBeUndefined();
    expect(await store.claimKey(sessionId, 'p01', 'key', use)).toEqual(use);
    expect(await store.claimKey(sessionId, 'p01', 'key', { submissionId: 'two', digest: 'e' })).toEqual(use);
    expect(await store.getKeyUse(sessionId, 'p02', 'key')).toBeUndefined();
    expect(await store.renameUse(sessionId, 'p01', 'key', 'two', 'three')).toBe(false);
    expect(await store.renameUse(sessionId, 'p01', 'key', 'one', 'three')).toBe(true);
    expect(await store.getKeyUse(sessionId, 'p01', 'key')).toEqual({ submissionId: 'three', digest: 'd' });
    expect(await store.renameUse(sessionId, 'p01', 'other', 'one', 'three')).toBe(false);
  });
});
