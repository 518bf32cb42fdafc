import { findSession } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';
import { readerOf, readFor } from '../session-messages.ts';

export const markRead: RouteHandler<'markRead'> = async ({ params, body, caller }, services) => {
  const seen = await findSession(services, caller, params.sessionId);
  // A cursor of tomorrow would hide what comes until then.
  const until = Math.min(Date.parse(body.cursor), services.clock.now());
  await services.messages.markRead(params.sessionId, caller.username, until);
  const { unread } = await readFor(services, seen.session, readerOf(seen, caller));
  return { unread };
};
