import * as z from 'zod/mini';
import type { Message } from '../../core/messages/message.ts';
import type { MessageStore } from '../../core/messages/message-store.ts';
import { rowKindOf } from './row-kind.ts';
import { getItem, type Key, putOnce, queryAll, sessionPk, type Table, updateIf } from './table.ts';

const PREFIX = 'MESSAGE#';
/** Sorts after every id. */
const LAST = '~';

const messageKey = (sessionId: string, messageId: string): Key => ({
  pk: sessionPk(sessionId),
  sk: PREFIX + messageId,
});
const readerKey = (sessionId: string, username: string): Key => ({
  pk: sessionPk(sessionId),
  sk: `READER#${username}`,
});

export const recipientsSchema = z.union([
  z.literal('everybody'),
  z.object({ group: z.string() }),
  z.object({ participantIds: z.array(z.string()) }),
]);
const messageRow = rowKindOf<Message>()(
  'message',
  z.object({
    sessionId: z.string(),
    messageId: z.string(),
    at: z.number(),
    kind: z.enum(['announcement', 'question', 'answer', 'notice']),
    label: z.exactOptional(z.string()),
    text: z.string(),
    from: z.exactOptional(z.string()),
    via: z.exactOptional(z.string()),
    to: recipientsSchema,
    questionId: z.exactOptional(z.string()),
    questionText: z.exactOptional(z.string()),
    opensAt: z.exactOptional(z.number()),
    closesAt: z.exactOptional(z.number()),
  }),
);
/** How far somebody has read, and when they last asked. */
const readerRow = rowKindOf<{ readonly readUntil?: number; readonly askedAt?: number }>()(
  'reader of messages',
  z.object({ readUntil: z.exactOptional(z.number()), askedAt: z.exactOptional(z.number()) }),
);

/** Messages in the sessions table, and a row for each of their readers. */
export class DynamoMessageStore implements MessageStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async put(message: Message): Promise<boolean> {
    return await putOnce(this.#table, {
      ...messageKey(message.sessionId, message.messageId),
      ...messageRow.write(message),
    });
  }

  async listFrom(sessionId: string, fromMessageId: string): Promise<readonly Message[]> {
    const items = await queryAll(this.#table, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': sessionPk(sessionId),
        ':first': PREFIX + fromMessageId,
        ':last': PREFIX + LAST,
      },
      ConsistentRead: true,
    });
    return messageRow.readAll(this.#table, items);
  }

  async getReadUntil(sessionId: string, username: string): Promise<number> {
    return (await this.#reader(sessionId, username))?.readUntil ?? 0;
  }

  async markRead(sessionId: string, username: string, until: number): Promise<number> {
    const moved = await updateIf(this.#table, readerKey(sessionId, username), {
      set: { ...readerRow.stamp, readUntil: until },
      condition: 'attribute_not_exists(#readUntil) OR #readUntil < :until',
      values: { until },
    });
    return moved === undefined ? await this.getReadUntil(sessionId, username) : until;
  }

  async takeTurn(sessionId: string, username: string, now: number, intervalMs: number): Promise<number> {
    const taken = await updateIf(this.#table, readerKey(sessionId, username), {
      set: { ...readerRow.stamp, askedAt: now },
      condition: 'attribute_not_exists(#askedAt) OR #askedAt <= :earlier',
      values: { earlier: now - intervalMs },
    });
    if (taken !== undefined) return 0;
    const { askedAt = now } = (await this.#reader(sessionId, username)) ?? {};
    return Math.max(1, askedAt + intervalMs - now);
  }

  async #reader(sessionId: string, username: string) {
    return readerRow.readIf(this.#table, await getItem(this.#table, readerKey(sessionId, username)));
  }
}
