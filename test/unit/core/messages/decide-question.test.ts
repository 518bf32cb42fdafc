import { describe, expect, it } from 'vitest';
import { decideQuestion } from '../../../../core/messages/decide-question.ts';
import type { Message } from '../../../../core/messages/message.ts';
import { EPOCH, messageOf, sessionOf } from '../../../support/sessions.ts';

const ask = (serial: number, from = 'p01') =>
  messageOf(serial, { kind: 'question', from, to: { participantIds: [from] } });
const answerTo = (serial: number) =>
  messageOf(100 + serial, { kind: 'answer', questionId: messageOf(serial).messageId });
const five = [1, 2, 3, 4, 5].map((serial) => ask(serial));
const wish = { text: 'May I use maps?', label: 'A' };

describe('a question', () => {
  it.each<
    [
      string,
      Parameters<typeof sessionOf>[0],
      typeof wish | { text: string; label: undefined },
      Message[],
      string,
    ]
  >([
    ['is taken', {}, wish, [], 'ask'],
    ['is taken of no problem too', {}, { text: 'May I leave?', label: undefined }, [], 'ask'],
    ['waits for others to be answered', {}, wish, five, 'limit-reached'],
    ['is taken when one of five has its answer', {}, wish, [...five, answerTo(3)], 'ask'],
    ["does not mind other people's", {}, wish, [1, 2, 3, 4, 5].map((at) => ask(at, 'p02')), 'ask'],
    ['is asked once while it waits', {}, { text: 'message 2', label: undefined }, five, 'repeat'],
    [
      'is asked again when it has an answer',
      {},
      { text: 'message 2', label: undefined },
      [ask(2), answerTo(2)],
      'ask',
    ],
    ['needs a problem that there is', {}, { ...wish, label: 'Z' }, [], 'invalid-request'],
    ['is too late once the session is settled', { settledAt: EPOCH }, wish, [], 'session-closed'],
    ['is not taken in a cancelled session', { cancelledAt: EPOCH }, wish, [], 'session-cancelled'],
  ])('%s', (_, changes, wanted, messages, expected) => {
    const decision = decideQuestion(sessionOf(changes), wanted, 'p01', messages);
    expect(decision.action === 'refuse' ? decision.refusal.kind : decision.action).toBe(expected);
    expect(decision.reason).toMatch(/\w/);
  });
});
