import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoSessionStore } from '../../../adapters/dynamodb/session-store.ts';
import type { SessionStore } from '../../../core/sessions/session-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemorySessionStore } from '../../support/memory-stores.ts';
import { EPOCH, participantOf, sessionOf, timesFrom } from '../../support/sessions.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const implementations: [string, () => Promise<SessionStore>][] = [
  ['DynamoDB', async () => new DynamoSessionStore(await dynamo.createTable('sessions'))],
  ['memory', async () => new MemorySessionStore()],
];

describe.each(implementations)('session store on %s', (_, make) => {
  it('gives back what was created, roster included, and creates an id once', async () => {
    const store = await make();
    const session = sessionOf();
    const roster = Array.from({ length: 60 }, (_, n) => participantOf(`p${n}`, { extraTimeMs: n * 1000 }));
    expect(await store.create(session, roster)).toBe(true);
    expect(await store.get(session.sessionId)).toEqual(session);
    expect(await store.listParticipants(session.sessionId)).toHaveLength(60);
    expect(await store.getParticipant(session.sessionId, 'p7')).toEqual(roster[7]);
    expect(await store.getParticipant(session.sessionId, 'nobody')).toBeUndefined();
    expect(await store.create({ ...session, name: 'another' }, [participantOf('intruder')])).toBe(false);
    expect((await store.get(session.sessionId))?.name).toBe(session.name);
    expect(await store.getParticipant(session.sessionId, 'intruder')).toBeUndefined();
  });

  it('knows nothing of a session that was not created', async () => {
    const store = await make();
    expect(await store.get('01jq000000000000000000none')).toBeUndefined();
    expect(await store.listParticipants('01jq000000000000000000none')).toEqual([]);
    expect(await store.moveFleet('01jq000000000000000000none', 'none', 'launching', 'x')).toBe(false);
    expect(await store.settle('01jq000000000000000000none', 1)).toBe(false);
  });

  it('moves the fleet once from one state', async () => {
    const store = await make();
    const session = sessionOf();
    await store.create(session, []);
    const moves = await Promise.all(
      [1, 2, 3, 4].map((n) => store.moveFleet(session.sessionId, 'none', 'launching', `mover ${n}`)),
    );
    expect(moves.filter(Boolean)).toHaveLength(1);
    const after = await store.get(session.sessionId);
    expect(after).toMatchObject({ fleet: 'launching', revision: 2 });
    expect(await store.moveFleet(session.sessionId, 'none', 'gone', 'late')).toBe(false);
  });

  it('changes times by condition on the revision, and lists by the new time', async () => {
    const store = await make();
    const early = sessionOf({ sessionId: '01jq000000000000000000000a' });
    const late = sessionOf({
      sessionId: '01jq000000000000000000000b',
      times: timesFrom(EPOCH + 3_600_000),
    });
    await store.create(early, []);
    await store.create(late, []);
    const ids = async () => (await store.list({ limit: 10 })).items.map(({ sessionId }) => sessionId);
    expect(await ids()).toEqual([late.sessionId, early.sessionId]);
    expect(
      await store.update(early.sessionId, 1, { times: timesFrom(EPOCH + 7_200_000), name: 'moved' }),
    ).toBe(true);
    expect(await store.update(early.sessionId, 1, { name: 'lost update' })).toBe(false);
    expect(await store.get(early.sessionId)).toMatchObject({ name: 'moved', revision: 2 });
    expect(await ids()).toEqual([early.sessionId, late.sessionId]);
  });

  it('pages through all sessions of an owner, each once', async () => {
    const store = await make();
    const mine: string[] = [];
    for (let n = 0; n < 30; n++) {
      const sessionId = `01jq00000000000000000000${String(n).padStart(2, '0')}`;
      const owner = n % 3 === 0 ? 'ada' : 'grace';
      if (owner === 'ada') mine.push(sessionId);
      await store.create(sessionOf({ sessionId, owner, times: timesFrom(EPOCH + (n % 7) * 60_000) }), []);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.list({ limit: 3, owner: 'ada', ...(cursor === undefined ? {} : { cursor }) });
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items.map(({ sessionId }) => sessionId));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen.toSorted()).toEqual(mine.toSorted());
  });

  it('refuses a cursor that it did not give', async () => {
    const store = await make();
    const forged = Buffer.from(JSON.stringify({ pk: 'x', kind: 'PROBLEM' })).toString('base64url');
    await expect(store.list({ limit: 3, cursor: 'nonsense' })).rejects.toThrow('cursor');
    await expect(store.list({ limit: 3, cursor: forged })).rejects.toThrow('cursor');
  });

  it('settles once', async () => {
    const store = await make();
    const session = sessionOf();
    await store.create(session, []);
    const settled = await Promise.all([5, 6, 7].map((at) => store.settle(session.sessionId, at)));
    expect(settled.filter(Boolean)).toHaveLength(1);
    expect((await store.get(session.sessionId))?.settledAt).toBeGreaterThanOrEqual(5);
  });
});
