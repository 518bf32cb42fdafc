import { presentForParticipant, presentForStaff } from '../../../core/api/present-session.ts';
import { isOver } from '../../../core/exam/window.ts';
import { nameProblems } from '../find-session.ts';
import type { RouteHandler } from '../route-handler.ts';

export const listSessions: RouteHandler<'listSessions'> = async ({ query, caller }, services) => {
  const now = services.clock.now();
  const isStaff = caller.roles.includes('operator') || caller.roles.includes('instructor');
  const everything = query.from === undefined && query.to === undefined;
  const onlyCurrent = !isStaff && everything;
  const from = onlyCurrent ? now : timeOf(query.from);
  const to = timeOf(query.to);
  const { items, cursor } = await services.sessions.list({
    limit: query.limit,
    order: query.order ?? (from === undefined ? 'latest' : 'soonest'),
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(isStaff ? {} : { participant: caller.username }),
    ...(isStaff && !caller.roles.includes('operator') ? { owner: caller.username } : {}),
  });
  const more = cursor === undefined ? {} : { cursor };
  if (isStaff) {
    const names = await nameProblems(services, items);
    return { items: items.map((session) => presentForStaff(session, names, now)), ...more };
  }
  const listed = items.filter((session) => !onlyCurrent || !isOver(session, now));
  const [names, seats] = await Promise.all([
    nameProblems(services, listed),
    Promise.all(listed.map(({ sessionId }) => services.sessions.getParticipant(sessionId, caller.username))),
  ]);
  return {
    items: listed.flatMap((session, at) =>
      seats[at] === undefined ? [] : [presentForParticipant(session, seats[at], names, now)],
    ),
    ...more,
  };
};

const timeOf = (instant: string | undefined) => (instant === undefined ? undefined : Date.parse(instant));
