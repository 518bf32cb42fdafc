import { presentForParticipant, presentForStaff } from '../../../core/api/present-session.ts';
import { isOver } from '../../../core/sessions/window.ts';
import { nameProblems } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

/** Sessions searched for a participant's own: the latest to open. */
const SEARCHED = 50;

export const listSessions: RouteHandler<'listSessions'> = async ({ query, caller }, services) => {
  const now = services.clock.now();
  if (!caller.roles.includes('operator') && !caller.roles.includes('instructor')) {
    const { items } = await services.sessions.list({ limit: SEARCHED });
    const current = items.filter((session) => !isOver(session, now));
    const seats = await Promise.all(
      current.map(({ sessionId }) => services.sessions.getParticipant(sessionId, caller.username)),
    );
    const own = current.flatMap((session, at) =>
      seats[at] === undefined ? [] : [{ session, participant: seats[at] }],
    );
    const names = await nameProblems(
      services,
      own.map(({ session }) => session),
    );
    return {
      items: own.map(({ session, participant }) => presentForParticipant(session, participant, names, now)),
    };
  }
  const { items, cursor } = await services.sessions.list({
    limit: query.limit,
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
    ...(caller.roles.includes('operator') ? {} : { owner: caller.username }),
  });
  const names = await nameProblems(services, items);
  return {
    items: items.map((session) => presentForStaff(session, names, now)),
    ...(cursor === undefined ? {} : { cursor }),
  };
};
