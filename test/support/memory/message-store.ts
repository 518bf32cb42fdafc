import type { Message } from '../../../core/messages/message.ts';
import type { MessageStore } from '../../../core/messages/message-store.ts';

/** In memory, for studies of thousands of steps on virtual time: passes the contract suite of the store that production uses. */
export class MemoryMessageStore implements MessageStore {
  readonly #messages = new Map<string, Message>();
  readonly #readUntil = new Map<string, number>();
  readonly #askedAt = new Map<string, number>();

  async put(message: Message): Promise<boolean> {
    const key = `${message.sessionId}#${message.messageId}`;
    if (this.#messages.has(key)) return false;
    this.#messages.set(key, message);
    return true;
  }

  async listFrom(sessionId: string, fromMessageId: string): Promise<readonly Message[]> {
    return [...this.#messages.values()]
      .filter((one) => one.sessionId === sessionId && one.messageId >= fromMessageId)
      .sort((a, b) => (a.messageId < b.messageId ? -1 : 1));
  }

  async getReadUntil(sessionId: string, username: string): Promise<number> {
    return this.#readUntil.get(`${sessionId}#${username}`) ?? 0;
  }

  async markRead(sessionId: string, username: string, until: number): Promise<number> {
    const mark = Math.max(until, await this.getReadUntil(sessionId, username));
    this.#readUntil.set(`${sessionId}#${username}`, mark);
    return mark;
  }

  async takeTurn(sessionId: string, username: string, now: number, intervalMs: number): Promise<number> {
    const key = `${sessionId}#${username}`;
    const next = (this.#askedAt.get(key) ?? Number.NEGATIVE_INFINITY) + intervalMs;
    if (next > now) return next - now;
    this.#askedAt.set(key, now);
    return 0;
  }
}
