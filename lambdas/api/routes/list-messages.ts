import { presentMessage } from '../../../core/api/present-message.ts';
import { toInstant } from '../../../core/api/present-session.ts';
import { CANNED_ANSWERS } from '../../../core/messages/canned-answers.ts';
import { findSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import { readerOf, readFor } from '../session-messages.ts';

export const listMessages: RouteHandler<'listMessages'> = async ({ params, query, caller }, services) => {
  const seen = await findSession(services, caller, params.sessionId);
  const reader = readerOf(seen, caller);
  const { items, unread, readAt } = await readFor(services, seen.session, reader, query.since);
  return {
    items: items.map((item) => presentMessage(item, reader)),
    unread,
    cursor: toInstant(readAt),
    ...(reader.as === 'staff' ? { cannedAnswers: [...CANNED_ANSWERS] } : {}),
  };
};
