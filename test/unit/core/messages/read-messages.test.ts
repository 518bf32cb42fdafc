import { describe, expect, it } from 'vitest';
import { CURSOR_OVERLAP_MS } from '../../../../core/exam/cursor-overlap.ts';
import type { Message, Reader } from '../../../../core/messages/message.ts';
import { readMessages } from '../../../../core/messages/read-messages.ts';
import { EPOCH, messageOf, participantOf } from '../../../support/sessions.ts';

const staff: Reader = { as: 'staff', username: 'ada' };
const seat = (participantId: string, group?: string): Reader => ({
  as: 'participant',
  participant: participantOf(participantId, group === undefined ? {} : { group }),
});
const question = (serial: number, from: string, changes: Partial<Message> = {}) =>
  messageOf(serial, { kind: 'question', from, to: { participantIds: [from] }, ...changes });
const idOf = (serial: number) => messageOf(serial).messageId;

const said: readonly Message[] = [
  messageOf(1),
  messageOf(2, { to: { group: 'lab' } }),
  messageOf(3, { to: { participantIds: ['p02'] } }),
  question(4, 'p01'),
  question(5, 'p02'),
  messageOf(6, { kind: 'answer', to: { participantIds: ['p01'] }, questionId: idOf(4) }),
  messageOf(7, { kind: 'answer', questionId: idOf(5), questionText: 'message 5' }),
];
const seenBy = (reader: Reader) =>
  readMessages(said, reader, 0).items.map(({ message }) => message.messageId);

describe('who reads what', () => {
  it.each<[string, Reader, number[]]>([
    ['staff', staff, [1, 2, 3, 4, 5, 6, 7]],
    ['who asked the first question', seat('p01'), [1, 4, 6, 7]],
    ['who asked the second, in a group', seat('p02', 'lab'), [1, 2, 3, 5, 7]],
    ['somebody else, in another group', seat('p03', 'gym'), [1, 7]],
  ])('%s', (_, reader, serials) => {
    expect(seenBy(reader)).toEqual(serials.map(idOf));
  });

  it('tells only what is new since a cursor, and a little before it, since clocks differ', () => {
    const since = EPOCH + 5_000 + CURSOR_OVERLAP_MS;
    const { items, unread } = readMessages(said, seat('p01'), 0, { since });
    expect(items.map(({ message }) => message.messageId)).toEqual([6, 7].map(idOf));
    // Of everything, whatever is told now: a badge shows it.
    expect(unread).toBe(3);
  });

  it('tells what is still on the row of the session whenever it was decided', () => {
    const since = EPOCH + 3_600_000;
    const untold = [messageOf(1), messageOf(3, { to: { participantIds: ['p02'] } })];
    const { items } = readMessages(said, seat('p01'), 0, { since, untold });
    expect(items.map(({ message }) => message.messageId)).toEqual([idOf(1)]);
  });
});

describe('unread', () => {
  it.each<[string, Reader, number, number]>([
    ['for a participant all but their own questions', seat('p01'), 0, 3],
    ['after the mark only', seat('p01'), EPOCH + 6_000, 1],
    ['nothing after the last', seat('p01'), EPOCH + 7_000, 0],
    ['for staff questions alone', staff, 0, 2],
    ['for staff questions after the mark', staff, EPOCH + 4_000, 1],
  ])('%s', (_, reader, readUntil, unread) => {
    expect(readMessages(said, reader, readUntil).unread).toBe(unread);
  });
});

describe('questions', () => {
  it('are answered once anybody answered them', () => {
    const more = [...said, question(8, 'p03')];
    const { items, unanswered } = readMessages(more, staff, 0);
    expect(unanswered).toBe(1);
    const told = items.filter(({ message }) => message.kind === 'question').map(({ answered }) => answered);
    expect(told).toEqual([true, true, false]);
    expect(readMessages(more, seat('p01'), 0).unanswered).toBe(0);
  });
});
