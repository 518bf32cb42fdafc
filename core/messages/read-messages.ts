import { CURSOR_OVERLAP_MS } from '../exam/cursor-overlap.ts';
import { isFor, type Message, type Reader } from './message.ts';

/** A message as somebody reads it. */
export interface ReadMessage {
  readonly message: Message;
  readonly mine: boolean;
  readonly unread: boolean;
  /** Of a question. */
  readonly answered: boolean;
}

/** What somebody has to read. */
export interface Reading {
  /** Oldest first; only what is new where a cursor was given. */
  readonly items: readonly ReadMessage[];
  /** Of everything. */
  readonly unread: number;
  /** Questions without an answer: all for staff, their own for participants. */
  readonly unanswered: number;
}

/**
 * What of a session's messages this reader may read, and what they have not. For staff questions are what can be unread:
 * the rest is what they or Assize said. Pure.
 * @param readUntil until when the reader has read, ms since the epoch
 * @param news `since`: time of the answer before, ms since the epoch: only what was written after it and a little before,
 *   and of `messages` those in `untold`, which wait on the session's row
 */
export function readMessages(
  messages: readonly Message[],
  reader: Reader,
  readUntil: number,
  news: { readonly since?: number; readonly untold?: readonly Pick<Message, 'messageId'>[] } = {},
): Reading {
  const { since, untold = [] } = news;
  const waiting = new Set(untold.map(({ messageId }) => messageId));
  const answered = new Set(messages.flatMap(({ questionId }) => questionId ?? []));
  const username = reader.as === 'staff' ? reader.username : reader.participant.participantId;
  const read = messages
    .filter((message) => reader.as === 'staff' || isFor(message, reader.participant))
    .map((message): ReadMessage => {
      const mine = message.from === username;
      const wanted = reader.as === 'participant' || message.kind === 'question';
      return {
        message,
        mine,
        unread: wanted && !mine && message.at > readUntil,
        answered: answered.has(message.messageId),
      };
    });
  return {
    items: read.filter(
      ({ message: { at, messageId } }) =>
        since === undefined || at > since - CURSOR_OVERLAP_MS || waiting.has(messageId),
    ),
    unread: read.filter(({ unread }) => unread).length,
    unanswered: read.filter(({ message, answered: done }) => message.kind === 'question' && !done).length,
  };
}
