import type { Message } from './message.ts';

/** Keeps what is said in sessions. Implementation: adapters/dynamodb/message-store.ts. */
export interface MessageStore {
  /** Writes a message once. @returns false when one with its id is there */
  put(message: Message): Promise<boolean>;
  /** Messages with ids from `fromMessageId` on ('' for all), oldest first, as they stand now. */
  listFrom(sessionId: string, fromMessageId: string): Promise<readonly Message[]>;
  /** Until when somebody has read, ms since the epoch; 0 when never. */
  getReadUntil(sessionId: string, username: string): Promise<number>;
  /** Marks as read until a time. A mark never goes back. @returns until when it now is */
  markRead(sessionId: string, username: string, until: number): Promise<number>;
  /**
   * Takes a turn at asking, by condition that the last one is at least `intervalMs` past: of several at a time one has
   * it. @returns how long to wait for the next, ms; 0: the turn is taken
   */
  takeTurn(sessionId: string, username: string, now: number, intervalMs: number): Promise<number>;
}
