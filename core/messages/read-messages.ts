import { isFor, type Message, type Reader } from './message.ts';

/** Clocks of writers differ: what was written this long before a cursor is told again, ms. */
const OVERLAP_MS = 10_000;

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
 * @param since time of the answer before, ms since the epoch: only what was written after it, and a little before
 */
export function readMessages(
  messages: readonly Message[],
  reader: Reader,
  readUntil: number,
  since?: number,
): Reading {
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
    items: since === undefined ? read : read.filter(({ message }) => message.at > since - OVERLAP_MS),
    unread: read.filter(({ unread }) => unread).length,
    unanswered: read.filter(({ message, answered: done }) => message.kind === 'question' && !done).length,
  };
}
