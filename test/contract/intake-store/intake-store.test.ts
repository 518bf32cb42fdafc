import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoIntakeStore } from '../../../adapters/dynamodb/intake-store.ts';
import { DynamoSessionStore } from '../../../adapters/dynamodb/session-store.ts';
import { type IntakeRecord, type IntakeStore, NEW_RECORD } from '../../../core/submissions/intake-store.ts';
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

  it('reads and writes many at once, each for itself', async () => {
    const store = await make();
    const first = { ...NEW_RECORD, finish: { contest: 7 }, submissions: { A: 1 } };
    const both = (intake: IntakeRecord) =>
      ['p01', 'p02', 'mallory'].map((participantId) => ({ participantId, intake }));
    expect(await store.saveIntake(sessionId, 'p02', first)).toBe(true);
    expect(await store.saveIntakes(sessionId, both(first))).toEqual([true, false, false]);
    const second = { ...first, recent: { contest: ['a'] }, revision: 1 };
    expect(await store.saveIntakes(sessionId, both(second))).toEqual([true, true, false]);
    const read = await store.getSubmitters(sessionId, ['mallory', 'p02', 'p01']);
    expect(Object.fromEntries(read)).toEqual({
      p01: { participant: roster[0], intake: { ...second, revision: 2 } },
      p02: { participant: roster[1], intake: { ...second, revision: 2 } },
    });
    expect(await store.saveIntakes(sessionId, [])).toEqual([]);
  });

  it('takes many keys at once, each once, and knows their uses in the order of the question', async () => {
    const store = await make();
    const use = (submissionId: string) => ({ submissionId, digest: 'd' });
    await store.claimKey(sessionId, 'p01', 'k7', use('before'));
    // More than one call takes.
    const keys = Array.from({ length: 60 }, (_, number) => ({ participantId: 'p01', key: `k${number}` }));
    const claimed = await store.claimKeys(
      sessionId,
      keys.map((own) => ({ ...own, use: use(own.key) })),
    );
    expect(claimed.flatMap((one, at) => (one ? [] : [at]))).toEqual([7]);
    const uses = await store.getKeyUses(sessionId, [
      { participantId: 'p02', key: 'k1' },
      ...keys.slice(6, 9),
      { participantId: 'p01', key: 'k6' },
    ]);
    expect(uses).toEqual([undefined, use('k6'), use('before'), use('k8'), use('k6')]);
  });
});
