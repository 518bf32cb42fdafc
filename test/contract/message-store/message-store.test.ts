import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DynamoMessageStore } from '../../../adapters/dynamodb/message-store.ts';
import type { Message } from '../../../core/messages/message.ts';
import type { MessageStore } from '../../../core/messages/message-store.ts';
import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts';
import { MemoryMessageStore } from '../../support/memory/message-store.ts';
import { EPOCH, messageOf, sessionOf } from '../../support/sessions.ts';

let dynamo: TestDynamoDb;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(async () => await dynamo.stop());

const implementations: [string, () => Promise<MessageStore>][] = [
  ['DynamoDB', async () => new DynamoMessageStore(await dynamo.createTable('sessions'))],
  ['memory', async () => new MemoryMessageStore()],
];
const { sessionId } = sessionOf();

describe.each(implementations)('message store on %s', (_, make) => {
  let store: MessageStore;
  beforeEach(async () => {
    store = await make();
  });

  it('keeps what was said as it was said, once', async () => {
    const whole: Message = {
      ...messageOf(1),
      kind: 'answer',
      label: 'A',
      text: 'Zeile 1\nZeile 2 – ß',
      from: 'ada',
      to: { participantIds: ['p01', 'p02'] },
      questionId: messageOf(2).messageId,
      questionText: 'why?',
      opensAt: EPOCH,
      closesAt: EPOCH + 1,
    };
    expect(await store.put(whole)).toBe(true);
    expect(await store.put({ ...whole, text: 'other' })).toBe(false);
    expect(await store.listFrom(sessionId, '')).toEqual([whole]);
  });

  it('lists by id from one on, and only the session that is asked for', async () => {
    const three = [messageOf(3), messageOf(1), messageOf(2, { to: { group: 'lab' } })];
    for (const one of three) await store.put(one);
    await store.put(messageOf(9, { sessionId: '01jq0000000000000000000077' }));
    const idsFrom = async (from: string) =>
      (await store.listFrom(sessionId, from)).map(({ messageId }) => messageId);
    expect(await idsFrom('')).toEqual([1, 2, 3].map((at) => messageOf(at).messageId));
    expect(await idsFrom(messageOf(2).messageId)).toEqual([2, 3].map((at) => messageOf(at).messageId));
    expect(await idsFrom(messageOf(4).messageId)).toEqual([]);
  });

  it('remembers for each reader how far they have read, and never takes it back', async () => {
    expect(await store.getReadUntil(sessionId, 'p01')).toBe(0);
    expect(await store.markRead(sessionId, 'p01', EPOCH)).toBe(EPOCH);
    expect(await store.markRead(sessionId, 'p01', EPOCH - 1)).toBe(EPOCH);
    expect(await store.getReadUntil(sessionId, 'p01')).toBe(EPOCH);
    expect(await store.getReadUntil(sessionId, 'p02')).toBe(0);
  });

  it('gives a turn to one of many who ask at once, and says how long the others wait', async () => {
    const ask = async (now: number) => await store.takeTurn(sessionId, 'p01', now, 10_000);
    const waits = await Promise.all([ask(EPOCH), ask(EPOCH), ask(EPOCH)]);
    expect(waits.sort((a, b) => a - b)).toEqual([0, 10_000, 10_000]);
    expect(await ask(EPOCH + 9_000)).toBe(1_000);
    expect(await ask(EPOCH + 10_000)).toBe(0);
    await store.markRead(sessionId, 'p01', EPOCH + 5);
    expect(await ask(EPOCH + 10_001)).toBe(9_999);
    expect(await store.getReadUntil(sessionId, 'p01')).toBe(EPOCH + 5);
    expect(await store.takeTurn(sessionId, 'p02', EPOCH, 10_000)).toBe(0);
  });
});
