import { presentSeen } from '../../../core/api/present-session.ts';
import { given } from '../../../core/exam/given.ts';
import { seeSessions } from '../../../core/exam/see-sessions.ts';
import { nameProblems } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const listSessions: RouteHandler<'listSessions'> = async ({ query, caller }, services) => {
  const now = services.clock.now();
  const { limit, from, to, cursor, order } = query;
  const wish = { limit, ...given({ cursor, order, from: timeOf(from), to: timeOf(to) }) };
  const { items, ...rest } = await seeSessions(services.sessions, caller, wish, now);
  const sessions = items.map(({ session }) => session);
  const names = await nameProblems(services, sessions);
  return { items: items.map((seen) => presentSeen(seen, names, now)), ...rest };
};

const timeOf = (instant: string | undefined) => (instant === undefined ? undefined : Date.parse(instant));
