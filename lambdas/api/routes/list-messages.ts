import { cutToBytes } from '../../../core/api/cut-to-bytes.ts';
import { presentMessage } from '../../../core/api/present-message.ts';
import { toInstant } from '../../../core/api/present-session.ts';
import { CANNED_ANSWERS } from '../../../core/messages/canned-answers.ts';
import { findSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import { readerOf, readFor } from '../session-messages.ts';

export const listMessages: RouteHandler<'listMessages'> = async ({ params, query, caller }, services) => {
  const { since, after = '' } = query;
  const seen = await findSession(services, caller, params.sessionId);
  const reader = readerOf(seen, caller);
  const { items, unread, readAt } = await readFor(services, seen.session, reader, since);
  const left = items.filter(({ message }) => message.messageId > after);
  const page = cutToBytes(left, (item) => presentMessage(item, reader));
  const last = page.at(-1)?.messageId;
  return {
    items: page,
    unread,
    cursor: toInstant(readAt),
    ...(page.length === left.length || last === undefined ? {} : { next: last }),
    ...(reader.as === 'staff' ? { cannedAnswers: [...CANNED_ANSWERS] } : {}),
  };
};
