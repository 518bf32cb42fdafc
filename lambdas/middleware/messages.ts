import type { SQSBatchResponse } from 'aws-lambda';
import * as z from 'zod/mini';
import { InvalidEventError, readEvent, type Schema } from './parse.ts';
import type { Tools } from './tools.ts';

/** What a queue delivers; the event that wakes a function holds none. */
export const messagesSchema = z.object({
  Records: z._default(z.array(z.object({ messageId: z.string(), body: z.string() })), []),
});

/** Reads the JSON of a message. @throws InvalidEventError */
export function readBody<T>(schema: Schema<T>, body: string): T {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new InvalidEventError('the message is not JSON');
  }
  return readEvent(schema, value, 'message');
}

/** How messages are worked on. */
export interface MessageWork<T> {
  /** @throws InvalidEventError */
  readonly read: (body: string) => T;
  /** Messages of one key are worked on together. @default each by itself */
  readonly keyOf?: (read: T) => string;
  readonly work: (read: readonly T[]) => Promise<void>;
}

/**
 * Works on what a queue delivered, all at a time. A message that cannot be read fails alone, one that cannot be worked
 * on with those of its key: they are logged and come back, in the end among the dead letters.
 */
export async function answerMessages<T>(
  { Records: messages }: z.infer<typeof messagesSchema>,
  { logger }: Tools,
  { read, keyOf, work }: MessageWork<T>,
): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  const attempt = async (messageIds: readonly string[], act: () => void | Promise<void>) => {
    try {
      await act();
    } catch (error) {
      logger.error('message.failed', { messageIds, error });
      failed.push(...messageIds);
    }
  };
  const groups = new Map<string, { readonly messageIds: string[]; readonly content: T[] }>();
  for (const { messageId, body } of messages)
    await attempt([messageId], () => {
      const content = read(body);
      const key = keyOf?.(content) ?? messageId;
      const group = groups.get(key) ?? { messageIds: [], content: [] };
      group.messageIds.push(messageId);
      group.content.push(content);
      groups.set(key, group);
    });
  await Promise.all(
    [...groups.values()].map(({ messageIds, content }) => attempt(messageIds, () => work(content))),
  );
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
