import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DynamoMessageStore } from '../../../adapters/dynamodb/message-store.ts';
import { createDocumentClient } from '../../../adapters/dynamodb/table.ts';
import { readAllMessages } from '../../../core/api/read-all-messages.ts';
import { CANNED_ANSWERS } from '../../../core/messages/canned-answers.ts';
import { MAX_MESSAGE_CHARACTERS } from '../../../core/messages/message.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
let sessionId: string;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
});
afterAll(async () => await world.stop());
beforeEach(async () => {
  ({ sessionId } = await world.addSession());
});

const announce = async (body: { text: string; group?: string; participantId?: string; label?: string }) =>
  await world.as('ada').call('announce', { params: { sessionId }, body });
const ask = async (text: string, as = 'p01', label?: string) =>
  await world.as(as).call('askQuestion', {
    params: { sessionId },
    body: { text, ...(label === undefined ? {} : { label }) },
  });
const answer = async (messageId: string, text: string, toEverybody = false) =>
  await world
    .as('ada')
    .call('answerQuestion', { params: { sessionId, messageId }, body: { text, toEverybody } });
const read = async (as: string, since?: string) =>
  await world
    .as(as)
    .call('listMessages', { params: { sessionId }, query: since === undefined ? {} : { since } });
const textsFor = async (as: string) => (await read(as)).items.map(({ text }) => text);

it('comes in pages that Lambda answers, of which clients make one list', async () => {
  const documents = createDocumentClient(world.system.admin);
  const store = new DynamoMessageStore({ client: documents, name: 'sessions' });
  const ids = Array.from({ length: 400 }, (_, at) => `01jq${String(at).padStart(22, '0')}`);
  const said = {
    sessionId,
    at: Date.now(),
    kind: 'question',
    // Three bytes each, which is the most that a UTF-16 unit takes.
    text: '字'.repeat(MAX_MESSAGE_CHARACTERS),
    from: 'p01',
    to: { participantIds: ['p01'] },
  } as const;
  await Promise.all(ids.map(async (messageId) => await store.put({ ...said, messageId })));
  documents.destroy();
  const client = world.as('ada');
  const sizes: number[] = [];
  const call: typeof client.call = async (name, request, signal) => {
    const answered = await client.call(name, request, signal);
    // A function's answer has its body as a text.
    sizes.push(Buffer.byteLength(JSON.stringify({ body: JSON.stringify(answered) })));
    return answered;
  };
  const { items, unread, ...rest } = await readAllMessages({ call }, { params: { sessionId } });
  expect(items.map(({ messageId }) => messageId)).toEqual(ids);
  expect(unread).toBe(400);
  expect(Object.keys(rest).sort()).toEqual(['cannedAnswers', 'cursor']);
  expect(sizes).toHaveLength(2);
  expect(Math.max(...sizes)).toBeLessThan(5.5 * 1024 * 1024);
});

describe('an announcement', () => {
  it('is read by everybody at once, and staff alone see who spoke', async () => {
    const said = await announce({ text: ' Line 3 is wrong:\n"one" should be "two". ', label: 'a' });
    expect(said).toMatchObject({ kind: 'announcement', from: 'ada', mine: true, unread: false, label: 'A' });
    const { items, unread } = await read('p01');
    const { from: _from, ...shown } = said;
    expect(items).toEqual([{ ...shown, mine: false, unread: true }]);
    expect(shown.text).toBe('Line 3 is wrong:\n"one" should be "two".');
    expect(unread).toBe(1);
    expect((await read('olga')).items).toMatchObject([{ from: 'ada', mine: false, unread: false }]);
  });

  it('is for a group or for one participant, who are on the roster', async () => {
    await world.as('ada').call('updateSession', {
      params: { sessionId },
      body: { revision: 1, participants: [{ participantId: 'p02', group: 'lab 1' }] },
    });
    await announce({ text: 'lab', group: 'lab 1' });
    expect(await announce({ text: 'one', participantId: 'P01' })).toMatchObject({
      to: { participantId: 'p01' },
    });
    expect(await textsFor('p01')).toEqual(['one']);
    expect(await textsFor('p02')).toContain('lab');
    expect(await textsFor('ada')).toEqual(expect.arrayContaining(['lab', 'one']));
    const faults = async (body: object) =>
      (
        await world.request('POST', `/v1/sessions/${sessionId}/announcements`, {
          as: 'ada',
          groups: ['instructor'],
          body,
        })
      ).body.faults;
    expect(await faults({ text: 'x', group: 'lab 9' })).toMatchObject([{ field: 'group' }]);
    expect(await faults({ text: 'x', participantId: 'p77' })).toMatchObject([{ field: 'participantId' }]);
    expect(await faults({ text: 'x', group: 'lab 1', participantId: 'p01' })).toMatchObject([
      { field: 'group' },
    ]);
    expect(await faults({ text: 'x', label: 'Z' })).toMatchObject([{ field: 'label' }]);
    expect(await faults({ text: '  \n' })).toMatchObject([{ field: 'text', detail: 'is empty' }]);
    expect(await faults({ text: 'a\0b' })).toMatchObject([{ field: 'text' }]);
    expect(await faults({ text: 'a'.repeat(4_001) })).toMatchObject([{ field: 'text' }]);
  });

  it('that is sent twice is one', async () => {
    const first = await announce({ text: 'again' });
    expect((await announce({ text: 'again' })).messageId).toBe(first.messageId);
    expect(await textsFor('p01')).toEqual(['again']);
  });
});

describe('a question', () => {
  it('is answered to whoever asked it, and read by nobody else', async () => {
    const asked = await ask('May I use maps?', 'p01', 'A');
    expect(asked).toMatchObject({ kind: 'question', mine: true, answered: false, unread: false });
    expect(await read('ada')).toMatchObject({
      items: [{ text: 'May I use maps?', from: 'p01', unread: true }],
      unread: 1,
      cannedAnswers: CANNED_ANSWERS,
    });
    expect(await read('p02')).toMatchObject({ items: [], unread: 0 });
    await answer(asked.messageId, 'Yes.');
    const { items, unread } = await read('p01');
    expect(items).toMatchObject([
      { kind: 'question', answered: true, mine: true },
      { kind: 'answer', text: 'Yes.', questionId: asked.messageId, label: 'A', mine: false, unread: true },
    ]);
    expect(unread).toBe(1);
    expect(JSON.stringify(items)).not.toContain('ada');
    expect(await textsFor('p02')).toEqual([]);
  });

  it('is answered to everybody without telling who asked', async () => {
    const asked = await ask('Is 0 a number?');
    const first = await answer(asked.messageId, 'It is.', true);
    expect((await answer(asked.messageId, 'It is.', true)).messageId).toBe(first.messageId);
    const { items } = await read('p02');
    expect(items).toMatchObject([{ kind: 'answer', questionText: 'Is 0 a number?', to: 'everybody' }]);
    expect(JSON.stringify(items)).not.toContain('p01');
    await expect(answer(first.messageId, 'to an answer')).rejects.toMatchObject({ status: 404 });
  });

  it('waits for ten seconds after another, and is not asked twice', async () => {
    const asked = await ask('Why?');
    expect((await ask('Why?')).messageId).toBe(asked.messageId);
    await expect(ask('And why not?')).rejects.toMatchObject({
      status: 429,
      details: { type: '/v1/errors#too-soon', retryAfterMs: expect.any(Number) },
    });
    expect(await ask('Another?', 'p02')).toMatchObject({ mine: true });
    const both = await Promise.allSettled([ask('One?', 'p02'), ask('Two?', 'p02')]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(0);
  });

  it('is for those on the roster, staff or not', async () => {
    await expect(ask('May I?', 'ada')).rejects.toMatchObject({ status: 404 });
    await expect(ask('May I?', 'p77')).rejects.toMatchObject({ status: 404 });
  });
});

describe('what was read', () => {
  it('stays read, here and at the next look, and what comes later is unread', async () => {
    await announce({ text: 'first' });
    const { cursor } = await read('p01');
    const mark = async (as: string, until: string) =>
      await world.as(as).call('markRead', { params: { sessionId }, body: { cursor: until } });
    expect(await mark('p01', cursor)).toEqual({ unread: 0 });
    expect(await read('p02')).toMatchObject({ unread: 1 });
    await announce({ text: 'second' });
    const { items, unread } = await read('p01', cursor);
    expect(unread).toBe(1);
    expect(items.filter((item) => item.unread)).toMatchObject([{ text: 'second' }]);
    // A cursor of tomorrow hides nothing that comes until then.
    await mark('p02', new Date(Date.now() + 86_400_000).toISOString());
    await announce({ text: 'third' });
    expect(await read('p02')).toMatchObject({ unread: 1 });
  });
});
