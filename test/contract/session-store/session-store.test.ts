import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoSessionStore } from '../../../adapters/dynamodb/session-store.ts';
import type { Table } from '../../../adapters/dynamodb/table.ts';
import type { BookingStore } from '../../../core/booking/booking-store.ts';
import { fleetFact } from '../../../core/exam/announce-session.ts';
import { noticesOf } from '../../../core/exam/notice.ts';
import type { SessionFact } from '../../../core/exam/session-event.ts';
import type { SessionStore } from '../../../core/exam/session-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemorySessionStore } from '../../support/memory/session-store.ts';
import { EPOCH, participantOf, sessionOf, timesFrom } from '../../support/sessions.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const idOf = (n: number) => `01jq00000000000000000000${String(n).padStart(2, '0')}`;

const implementations: [string, () => Promise<SessionStore & BookingStore>][] = [
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

  it('pauses and goes on by condition on the revision', async () => {
    const store = await make();
    const session = sessionOf();
    const { sessionId } = session;
    await store.create(session, []);
    const paused = { at: EPOCH, reason: 'fire alarm' };
    expect(await store.update(sessionId, 1, { paused })).toBe(true);
    expect(await store.update(sessionId, 1, { paused: null })).toBe(false);
    expect(await store.update(sessionId, 2, { name: 'renamed' })).toBe(true);
    expect(await store.get(sessionId)).toMatchObject({ paused, name: 'renamed' });
    expect(await store.update(sessionId, 3, { paused: null })).toBe(true);
    expect(await store.get(sessionId)).toEqual({ ...session, name: 'renamed', revision: 4 });
  });

  it('knows since when no host judges, until one does', async () => {
    const store = await make();
    const session = sessionOf();
    const { sessionId } = session;
    await store.create(session, []);
    expect(await store.update(sessionId, 1, { withoutHostsSince: EPOCH })).toBe(true);
    expect(await store.update(sessionId, 2, { name: 'renamed' })).toBe(true);
    expect(await store.get(sessionId)).toMatchObject({ withoutHostsSince: EPOCH, name: 'renamed' });
    expect(await store.update(sessionId, 3, { withoutHostsSince: null })).toBe(true);
    expect(await store.get(sessionId)).toEqual({ ...session, name: 'renamed', revision: 4 });
  });

  it('holds what those concerned are told until it is told, whatever comes on top', async () => {
    const store = await make();
    const session = sessionOf();
    const { sessionId } = session;
    await store.create(session, []);
    const tell = (text: string) => noticesOf({ revision: 1 }, EPOCH, [{ text, to: 'everybody' }]);
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(tell);
    await store.update(sessionId, 1, { untold: a! });
    await store.moveFleet(sessionId, 'none', 'failed', 'no hosts', { untold: b! });
    await store.update(sessionId, 3, { cancelledAt: EPOCH, untold: c! });
    await store.restore(sessionId, 4, session.times, EPOCH + 1, d!);
    const untold = [...a!, ...b!, ...c!, ...d!];
    expect((await store.get(sessionId))?.untold).toEqual(untold);
    await store.forgetUntold(sessionId, a!);
    expect(await store.get(sessionId)).toMatchObject({ untold, revision: 5 });
    await store.forgetUntold(sessionId, untold);
    const after = await store.get(sessionId);
    expect(after).toMatchObject({ revision: 5 });
    expect(after?.untold).toBeUndefined();
    await store.forgetUntold('01jq000000000000000000none', untold);
    expect(await store.get('01jq000000000000000000none')).toBeUndefined();
  });

  it('holds what subscribers are told until it is published, whatever comes on top', async () => {
    const store = await make();
    const session = sessionOf();
    const { sessionId } = session;
    await store.create(session, []);
    const moved = fleetFact(session, 'launching', 'it begins', EPOCH);
    const dropped: SessionFact = {
      eventId: `${sessionId}:languages:2`,
      sessionId,
      at: EPOCH + 1,
      type: 'session.languages',
      dropped: ['rust'],
      reason: 'no host has it',
    };
    await store.moveFleet(sessionId, 'none', 'launching', 'it begins', { unannounced: [moved] });
    expect(await store.moveFleet(sessionId, 'none', 'failed', 'late', { unannounced: [moved] })).toBe(false);
    await store.update(sessionId, 2, { unannounced: [dropped] });
    expect((await store.get(sessionId))?.unannounced).toEqual([moved, dropped]);
    await store.forgetUnannounced(sessionId, [moved]);
    expect(await store.get(sessionId)).toMatchObject({ unannounced: [moved, dropped], revision: 3 });
    await store.forgetUnannounced(sessionId, [moved, dropped]);
    expect((await store.get(sessionId))?.unannounced).toBeUndefined();
    await store.forgetUnannounced('01jq000000000000000000none', [moved]);
    expect(await store.get('01jq000000000000000000none')).toBeUndefined();
  });

  it('keeps a budget with what was told of it, and takes both away', async () => {
    const store = await make();
    const session = sessionOf({ budgetUsd: 2, requestsUsd: 0.3 });
    const { sessionId } = session;
    await store.create(session, []);
    const budgetTold = { state: 'near', at: EPOCH, reason: '1.70 are spent' } as const;
    const fact: SessionFact = {
      eventId: `${sessionId}:budget:near:1`,
      sessionId,
      at: EPOCH,
      type: 'session.budget',
      state: 'near',
      budgetUsd: 2,
      spentUsd: 1.7,
      reason: '1.70 are spent',
    };
    await store.update(sessionId, 1, { budgetTold, unannounced: [fact] });
    expect(await store.get(sessionId)).toMatchObject({
      budgetUsd: 2,
      requestsUsd: 0.3,
      budgetTold,
      unannounced: [fact],
    });
    await store.update(sessionId, 2, { budgetUsd: null, budgetTold: null });
    const after = await store.get(sessionId);
    expect([after?.budgetUsd, after?.budgetTold]).toEqual([undefined, undefined]);
  });

  it('pages through all sessions of an owner, each once', async () => {
    const store = await make();
    const mine: string[] = [];
    for (let n = 0; n < 30; n++) {
      const sessionId = idOf(n);
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

  it("finds a participant's session of today behind fifty of later days, and a booker's own", async () => {
    const store = await make();
    const day = 86_400_000;
    for (let n = 0; n <= 50; n++)
      await store.create(
        sessionOf({
          sessionId: idOf(n),
          owner: n === 0 ? 'grace' : 'ada',
          times: timesFrom(EPOCH + n * day),
        }),
        [participantOf(n % 2 === 0 ? 'p1' : 'p2', { sessionId: idOf(n) })],
      );
    const now = EPOCH + 20 * 60_000;
    const ids = async (query: Parameters<SessionStore['list']>[0]) =>
      (await store.list(query)).items.map(({ sessionId }) => sessionId);
    expect(await ids({ limit: 2, participant: 'p1', from: now, order: 'soonest' })).toEqual([
      idOf(0),
      idOf(2),
    ]);
    expect(await ids({ limit: 5, participant: 'p1', from: now, to: now + 1 })).toEqual([idOf(0)]);
    expect(await ids({ limit: 5, from: now + day, to: now + 3 * day })).toEqual([idOf(3), idOf(2), idOf(1)]);
    expect(await ids({ limit: 5, owner: 'grace' })).toEqual([idOf(0)]);
    expect(await ids({ limit: 5, owner: 'ada', to: EPOCH + 2 * day })).toEqual([idOf(1)]);
    expect(await ids({ limit: 5, participant: 'nobody' })).toEqual([]);
    // Over: its last close is past, though it opened within the longest life of a session.
    expect(await ids({ limit: 1, participant: 'p1', from: EPOCH + 7_200_000, order: 'soonest' })).toEqual([
      idOf(2),
    ]);
  });

  it('follows a session that moves in the lists of its people, there and back', async () => {
    const store = await make();
    const session = sessionOf();
    await store.create(session, [participantOf('p1')]);
    const list = async (from: number) =>
      (await store.list({ limit: 5, participant: 'p1', from, to: from + 1_800_000 })).items.length;
    const later = timesFrom(EPOCH + 30 * 86_400_000);
    expect(await store.update(session.sessionId, 1, { times: later })).toBe(true);
    expect([await list(session.times.opensAt), await list(later.opensAt)]).toEqual([0, 1]);
    expect(await store.update(session.sessionId, 2, { times: session.times })).toBe(true);
    expect([await list(session.times.opensAt), await list(later.opensAt)]).toEqual([1, 0]);
    // A move that lost its race moves nothing.
    expect(await store.update(session.sessionId, 2, { times: later })).toBe(false);
    expect([await list(session.times.opensAt), await list(later.opensAt)]).toEqual([1, 0]);
  });

  it('pages through the sessions of a participant, each once', async () => {
    const store = await make();
    for (let n = 0; n < 30; n++) {
      const sessionId = idOf(n);
      await store.create(sessionOf({ sessionId, times: timesFrom(EPOCH + (n % 4) * 60_000) }), [
        participantOf('p1', { sessionId }),
      ]);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.list({
        limit: 7,
        participant: 'p1',
        order: 'soonest',
        ...(cursor === undefined ? {} : { cursor }),
      });
      seen.push(...page.items.map(({ sessionId }) => sessionId));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect([seen.length, new Set(seen).size]).toEqual([30, 30]);
  });

  it('changes its roster, and keeps what intake remembers of whoever stays', async () => {
    const store = await make();
    const session = sessionOf();
    const known = { group: 'a', email: 'ada@uni.example', studentId: '007' };
    await store.create(session, [participantOf('p1', known), participantOf('p2')]);
    await store.putParticipants(session, [participantOf('p1', { ...known, group: 'b' })]);
    expect(await store.getParticipant(session.sessionId, 'p1')).toMatchObject({ ...known, group: 'b' });
    await store.putParticipants(session, [participantOf('p1', { extraTimeMs: 5 }), participantOf('p3')]);
    expect(await store.removeParticipant(session, 'p2')).toBe(true);
    expect(await store.listParticipants(session.sessionId)).toEqual([
      participantOf('p1', { extraTimeMs: 5 }),
      participantOf('p3'),
    ]);
    expect((await store.list({ limit: 5, participant: 'p2' })).items).toEqual([]);
    expect((await store.list({ limit: 5, participant: 'p3' })).items).toHaveLength(1);
  });

  it('lets people join while there are seats, each once, without a change that staff must look at', async () => {
    const store = await make();
    const session = { ...sessionOf(), participantCount: 1, join: { code: 'ABCDEFGH', seats: 3 } };
    const { sessionId, revision } = session;
    await store.create(session, [participantOf('p1')]);
    const joining = participantOf('p2', { joinedAt: EPOCH });
    expect(await store.addParticipant(session, joining, 3)).toBe('added');
    expect(await store.addParticipant(session, participantOf('p1', { name: 'Other' }), 3)).toBe('there');
    expect(await store.getParticipant(sessionId, 'p1')).toEqual(participantOf('p1'));
    expect(await store.addParticipant(session, participantOf('p3'), 3)).toBe('added');
    expect(await store.addParticipant(session, participantOf('p4'), 3)).toBe('full');
    expect(await store.get(sessionId)).toEqual({ ...session, participantCount: 3 });
    expect(await store.getParticipant(sessionId, 'p2')).toEqual(joining);
    expect(await store.getParticipant(sessionId, 'p4')).toBeUndefined();
    expect((await store.list({ limit: 5, participant: 'p2' })).items).toHaveLength(1);
    expect(await store.update(sessionId, revision, { join: null })).toBe(true);
    expect((await store.get(sessionId))?.join).toBeUndefined();
  });

  it('counts its people as they come and go, whoever else changes the roster meanwhile', async () => {
    const store = await make();
    const session = { ...sessionOf(), participantCount: 2, join: { code: 'ABCDEFGH' } };
    const { sessionId } = session;
    await store.create(session, [participantOf('p1'), participantOf('p2')]);
    const count = async () => (await store.get(sessionId))?.participantCount;
    expect(await store.addParticipant(session, participantOf('p3'), 9)).toBe('added');
    await store.putParticipants(session, [participantOf('p1'), participantOf('p3'), participantOf('p4')]);
    expect(await count()).toBe(4);
    await store.putParticipants(session, [participantOf('p4', { name: 'Other' })]);
    expect(await count()).toBe(4);
    await store.removeParticipant(session, 'p2');
    await store.removeParticipant(session, 'p2');
    expect(await count()).toBe(3);
  });

  it('lists a session for whoever joined it by what was read before it moved', async () => {
    const store = await make();
    const session = sessionOf();
    const later = timesFrom(EPOCH + 30 * 86_400_000);
    await store.create(session, []);
    await store.update(session.sessionId, 1, { times: later });
    await store.addParticipant(session, participantOf('p1'), 9);
    expect((await store.list({ limit: 5, participant: 'p1' })).items).toHaveLength(1);
  });

  it('gives the id of a booking to one content', async () => {
    const store = await make();
    const { sessionId } = sessionOf();
    const record = (digest: string) => ({ digest, estimate: { usd: 1, lines: [] }, warnings: [] });
    expect(await store.getBooking(sessionId)).toBeUndefined();
    const claims = await Promise.all(
      ['a', 'b', 'c'].map((one) => store.claimBooking(sessionId, record(one))),
    );
    expect(new Set(claims.map(({ digest }) => digest)).size).toBe(1);
    expect(await store.getBooking(sessionId)).toEqual(claims[0]);
  });

  it('takes a cancellation back once', async () => {
    const store = await make();
    const session = sessionOf({ join: { code: 'AAAAAAAA' } });
    await store.create(session, []);
    expect(await store.restore(session.sessionId, 1, session.times, 5, [])).toBe(false);
    await store.update(session.sessionId, 1, { cancelledAt: 3, cancelReason: 'x', gradesPublishedAt: 4 });
    await store.settle(session.sessionId, 4);
    const join = { code: 'BBBBBBBB', seats: 3 };
    expect(await store.restore(session.sessionId, 3, session.times, 5, [], join)).toBe(true);
    expect(await store.get(session.sessionId)).toEqual({
      ...session,
      join,
      fleetReason: 'booked, cancelled and restored',
      restoredAt: 5,
      revision: 4,
    });
  });

  it('refuses a cursor that it did not give', async () => {
    const store = await make();
    const forged = Buffer.from(JSON.stringify({ pk: 'x', kind: 'PROBLEM' })).toString('base64url');
    await expect(store.list({ limit: 3, cursor: 'nonsense' })).rejects.toThrow('cursor');
    await expect(store.list({ limit: 3, cursor: forged })).rejects.toThrow('cursor');
    await expect(store.list({ limit: 3, cursor: forged, participant: 'p1' })).rejects.toThrow('cursor');
  });

  it('tells every session that is not settled, and no other', async () => {
    const store = await make();
    const unsettled = async () => (await store.listUnsettled()).map(({ sessionId }) => sessionId).toSorted();
    const day = 86_400_000;
    for (let n = 0; n < 4; n++)
      await store.create(sessionOf({ sessionId: idOf(n), times: timesFrom(EPOCH + n * day) }), []);
    for (let n = 1; n < 4; n++) await store.settle(idOf(n), EPOCH);
    expect(await unsettled()).toEqual([idOf(0)]);
    await store.update(idOf(0), 1, { times: timesFrom(EPOCH + day) });
    await store.update(idOf(1), 2, { cancelledAt: 3, cancelReason: 'x' });
    await store.restore(idOf(1), 3, timesFrom(EPOCH), 5, []);
    expect(await unsettled()).toEqual([idOf(0), idOf(1)]);
    expect(await store.listUnsettled()).toContainEqual(await store.get(idOf(0)));
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

describe('joining on DynamoDB', () => {
  /** A store that does something before a command of this name, once. */
  const storeWith = (table: Table, command: string, act: () => Promise<void>) => {
    let done = false;
    const client = new Proxy(table.client, {
      get: (target, name) =>
        name === 'send'
          ? async (sent: object) => {
              if (!done && sent.constructor.name === command) {
                done = true;
                await act();
              }
              return await target.send(sent as never);
            }
          : Reflect.get(target, name),
    });
    return new DynamoSessionStore({ ...table, client });
  };

  it('takes one seat of somebody for whom it failed at first', async () => {
    const table = await dynamo.createTable('sessions');
    const session = sessionOf();
    await new DynamoSessionStore(table).create(session, []);
    const store = storeWith(table, 'BatchWriteCommand', async () => {
      throw new Error('throttled');
    });
    await expect(store.addParticipant(session, participantOf('p1'), 9)).rejects.toThrow('throttled');
    expect(await store.addParticipant(session, participantOf('p1'), 9)).toBe('added');
    expect((await store.get(session.sessionId))?.participantCount).toBe(session.participantCount + 1);
  });

  it('is followed by a move that comes at the same time', async () => {
    const table = await dynamo.createTable('sessions');
    const plain = new DynamoSessionStore(table);
    const session = sessionOf();
    await plain.create(session, []);
    const store = storeWith(table, 'UpdateCommand', async () => {
      await plain.addParticipant(session, participantOf('p1'), 9);
    });
    const later = timesFrom(EPOCH + 30 * 86_400_000);
    expect(await store.update(session.sessionId, 1, { times: later })).toBe(true);
    expect((await plain.list({ limit: 5, participant: 'p1' })).items).toHaveLength(1);
  });
});
