import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoSlotStore } from '../../../adapters/dynamodb/slot-store.ts';
import type { Slot, SlotStore } from '../../../core/submissions/slot.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemorySlotStore } from '../../support/memory/slot-store.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const slot = (number: number, changes: Partial<Slot> = {}): Slot => ({
  sessionId: '01jq0000000000000000000001',
  hostId: 'i-1',
  number,
  url: 'http://127.0.0.2:2358',
  token: 't',
  batchLanguages: ['javascript'],
  singleLanguages: [],
  ...changes,
});

const implementations: [string, () => Promise<SlotStore>][] = [
  ['DynamoDB', async () => new DynamoSlotStore(await dynamo.createTable('sessions'))],
  ['memory', async () => new MemorySlotStore()],
];

describe.each(implementations)('slot store on %s', (_, make) => {
  it('opens slots, and leaves a held one alone when it is opened again', async () => {
    const store = await make();
    await store.open([slot(0), slot(1)]);
    expect(await store.take(slot(0), 'lease-1', 2_000, 1_000)).toBe(true);
    await store.open([slot(0), slot(1)]);
    const slots = await store.list(slot(0).sessionId);
    expect(slots).toEqual([slot(0, { holder: { leaseId: 'lease-1', until: 2_000 } }), slot(1)]);
  });

  it('gives a slot to one of many takers', async () => {
    const store = await make();
    await store.open([slot(0)]);
    const taken = await Promise.all(
      Array.from({ length: 8 }, (_, n) => store.take(slot(0), `lease-${n}`, 2_000, 1_000)),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('gives an expired slot to the next, and then the first can neither renew nor release it', async () => {
    const store = await make();
    await store.open([slot(0)]);
    expect(await store.take(slot(0), 'first', 2_000, 1_000)).toBe(true);
    expect(await store.take(slot(0), 'second', 3_000, 1_999)).toBe(false);
    expect(await store.take(slot(0), 'second', 3_000, 2_000)).toBe(true);
    expect(await store.renew(slot(0), 'first', 9_000)).toBe(false);
    await store.release(slot(0), 'first');
    expect((await store.list(slot(0).sessionId))[0]?.holder).toEqual({ leaseId: 'second', until: 3_000 });
    expect(await store.renew(slot(0), 'second', 4_000)).toBe(true);
    expect(await store.take(slot(0), 'third', 9_000, 3_500)).toBe(false);
    await store.release(slot(0), 'second');
    expect(await store.take(slot(0), 'third', 9_000, 3_500)).toBe(true);
  });

  it('gives nobody a slot whose host leaves, and tells whoever holds one that it does', async () => {
    const store = await make();
    await store.open([slot(0), slot(1), slot(0, { hostId: 'i-2' })]);
    const { sessionId } = slot(0);
    expect(await store.take(slot(0), 'first', 3_000, 1_000)).toBe(true);
    await store.leave(sessionId, 'i-1', 120_000);
    await store.leave(sessionId, 'i-gone', 120_000);
    expect(await store.take(slot(1), 'second', 3_000, 1_000)).toBe(false);
    expect(await store.take(slot(0), 'second', 9_000, 4_000)).toBe(false);
    expect(await store.renew(slot(0), 'first', 5_000)).toBe('leaving');
    expect(await store.renew(slot(1), 'second', 5_000)).toBe(false);
    await store.open([slot(0), slot(1)]);
    const told = (await store.list(sessionId)).map(({ hostId, leavesAt }) => [hostId, leavesAt]);
    expect(told).toEqual([
      ['i-1', 120_000],
      ['i-1', 120_000],
      ['i-2', undefined],
    ]);
    await store.close(sessionId, 'i-1');
    await store.leave(sessionId, 'i-1', 130_000);
    expect(await store.list(sessionId)).toHaveLength(1);
  });

  it('tells for whom its host is kept, until it is kept no longer, or held by another', async () => {
    const store = await make();
    const { sessionId } = slot(0);
    const kept = { submissionId: 'x', since: 1_050 };
    const keptFor = async () => (await store.list(sessionId))[0]?.holder?.kept;
    await store.open([slot(0)]);
    await store.take(slot(0), 'first', 2_000, 1_000);
    await store.renew(slot(0), 'first', 3_000, { kept });
    await store.renew(slot(0), 'first', 4_000, { answeredAt: 1_900 });
    expect(await keptFor()).toEqual(kept);
    await store.renew(slot(0), 'first', 5_000, { kept: null });
    expect(await keptFor()).toBeUndefined();
    await store.renew(slot(0), 'first', 5_000, { kept });
    await store.take(slot(0), 'second', 9_000, 5_000);
    expect(await keptFor()).toBeUndefined();
    await store.renew(slot(0), 'second', 9_000, { kept });
    await store.release(slot(0), 'second');
    await store.take(slot(0), 'third', 9_000, 5_000);
    expect(await keptFor()).toBeUndefined();
  });

  it('keeps what its holders heard from the judge, and whose submission is on it while it is', async () => {
    const store = await make();
    const { sessionId } = slot(0);
    await store.open([slot(0)]);
    await store.take(slot(0), 'first', 2_000, 1_000);
    await store.renew(slot(0), 'first', 3_000, {
      answeredAt: 1_100,
      participant: { participantId: 'ada', since: 1_050 },
    });
    await store.renew(slot(0), 'first', 4_000, { answeredAt: 1_900 });
    expect(await store.list(sessionId)).toEqual([
      slot(0, {
        holder: { leaseId: 'first', until: 4_000, participant: { participantId: 'ada', since: 1_050 } },
        signs: { answeredAt: 1_900 },
      }),
    ]);
    await store.release(slot(0), 'first', { finishedAt: 2_000, overdueAt: 1_500 });
    const signs = { answeredAt: 1_900, finishedAt: 2_000, overdueAt: 1_500 };
    expect(await store.list(sessionId)).toEqual([slot(0, { signs })]);
    // An expired holder's participant is not the next one's.
    await store.take(slot(0), 'second', 5_000, 4_500);
    await store.renew(slot(0), 'second', 6_000, { participant: { participantId: 'bob', since: 4_600 } });
    await store.take(slot(0), 'third', 9_000, 6_500);
    expect((await store.list(sessionId))[0]?.holder).toEqual({ leaseId: 'third', until: 9_000 });
    // Opening it again, as a pass does that is late, forgets nothing.
    await store.open([slot(0)]);
    expect((await store.list(sessionId))[0]?.signs).toEqual(signs);
  });

  it('keeps circuits of a host, each changed from what was read alone, until the slot is closed', async () => {
    const store = await make();
    const { sessionId, hostId } = slot(0);
    const seen = async () => (await store.list(sessionId))[0]?.circuits;
    const open = { failures: 5, openUntil: 60_000, by: 'ada' };
    await store.open([slot(0)]);
    await store.take(slot(0), 'holder', 2_000, 1_000);
    expect(await store.turnCircuit(slot(0), 'judge', open, undefined)).toBe(false);
    expect(await store.turnCircuit(slot(0), 'judge', undefined, open)).toBe(true);
    expect(await store.turnCircuit(slot(0), 'answer', undefined, { failures: 1 })).toBe(true);
    expect(await store.turnCircuit(slot(0), 'answer', undefined, { failures: 1 })).toBe(false);
    expect(await seen()).toEqual({ judge: open, answer: { failures: 1 } });
    // Neither its holders nor a pass that is late take them away.
    await store.renew(slot(0), 'holder', 3_000, { answeredAt: 1_100 });
    await store.release(slot(0), 'holder');
    await store.open([slot(0)]);
    expect(await seen()).toEqual({ judge: open, answer: { failures: 1 } });
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_none, n) =>
        store.turnCircuit(slot(0), 'judge', open, { ...open, openUntil: 120_000 + n }),
      ),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await store.turnCircuit(slot(0), 'answer', { failures: 1 }, undefined)).toBe(true);
    expect(Object.keys((await seen()) ?? {})).toEqual(['judge']);
    await store.close(sessionId, hostId);
    expect(await store.turnCircuit(slot(0), 'answer', undefined, { failures: 1 })).toBe(false);
    expect(await store.list(sessionId)).toEqual([]);
    await store.open([slot(0)]);
    expect(await seen()).toBeUndefined();
  });

  it('tells on the open slots of one host in what it judges, whoever holds them', async () => {
    const store = await make();
    const other = slot(0, { hostId: 'i-10' });
    await store.open([slot(0), slot(1), other]);
    await store.take(slot(0), 'holder', 2_000, 1_000);
    const languages = {
      batchLanguages: ['javascript', 'python'],
      singleLanguages: ['c'],
      notJudged: [{ language: 'go', reason: 'no toolchain' }],
    };
    await store.tellLanguages(slot(0).sessionId, 'i-1', languages);
    expect(await store.list(slot(0).sessionId)).toEqual([
      slot(0, { ...languages, holder: { leaseId: 'holder', until: 2_000 } }),
      slot(1, languages),
      other,
    ]);
    await store.close(slot(0).sessionId, 'i-1');
    await store.tellLanguages(slot(0).sessionId, 'i-1', languages);
    expect(await store.list(slot(0).sessionId)).toEqual([other]);
  });

  it('tells on the open slots of one host how fast it is, whoever holds them', async () => {
    const store = await make();
    const other = slot(0, { hostId: 'i-10', speedFactor: 1 });
    await store.open([slot(0), slot(1, { speedFactor: 1 }), other]);
    await store.take(slot(0), 'holder', 2_000, 1_000);
    const speed = { speedFactor: 1.5, fastestFactor: 0.9 };
    await store.tellSpeed(slot(0).sessionId, 'i-1', speed);
    expect(await store.list(slot(0).sessionId)).toEqual([
      slot(0, { ...speed, holder: { leaseId: 'holder', until: 2_000 } }),
      slot(1, speed),
      other,
    ]);
    await store.close(slot(0).sessionId, 'i-1');
    await store.tellSpeed(slot(0).sessionId, 'i-1', speed);
    expect(await store.list(slot(0).sessionId)).toEqual([other]);
  });

  it('closes the slots of one host: nobody takes, the holder cannot renew; opening makes them free again', async () => {
    const store = await make();
    const other = slot(0, { hostId: 'i-10' });
    await store.open([slot(0), slot(1), other]);
    await store.take(slot(0), 'holder', 2_000, 1_000);
    await store.close(slot(0).sessionId, 'i-1');
    expect(await store.take(slot(1), 'taker', 2_000, 1_000)).toBe(false);
    expect(await store.renew(slot(0), 'holder', 9_000)).toBe(false);
    expect(await store.list(slot(0).sessionId)).toEqual([other]);
    await store.open([slot(0)]);
    expect(await store.renew(slot(0), 'holder', 9_000)).toBe(false);
    expect(await store.take(slot(0), 'taker', 2_000, 1_000)).toBe(true);
  });
});
