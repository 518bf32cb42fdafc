import type { Caller } from './caller.ts';
import type { Page } from './page.ts';
import type { Participant, Session } from './session.ts';
import type { SessionQuery, SessionStore } from './session-store.ts';
import { isOver } from './window.ts';

/** A session and how its reader may see it. */
export type SeenSession =
  | { readonly session: Session; readonly as: 'staff' }
  | { readonly session: Session; readonly as: 'participant'; readonly participant: Participant };

/** What a reader asks of a list of sessions; times in ms since the epoch. */
export type ListWish = Pick<SessionQuery, 'limit' | 'cursor' | 'from' | 'to' | 'order'>;

/** Whether the caller is staff of some sessions: operators of all, instructors of their own. */
export function isStaff({ roles }: Caller): boolean {
  return roles.includes('operator') || roles.includes('instructor');
}

/** Whether the caller is staff of this session. */
export function isStaffOf(session: Session, { username, roles }: Caller): boolean {
  return roles.includes('operator') || (roles.includes('instructor') && session.owner === username);
}

/**
 * The session as this caller may see it: as staff, by a place on its roster, which anybody can have, or not at all. A
 * machine sees as staff what its instructor leads, and nothing of an exam that they sit themselves.
 */
export async function seeSession(
  sessions: Pick<SessionStore, 'get' | 'getParticipant'>,
  caller: Caller,
  sessionId: string,
): Promise<SeenSession | undefined> {
  const [session, participant] = await Promise.all([
    sessions.get(sessionId),
    sessions.getParticipant(sessionId, caller.username),
  ]);
  if (session === undefined) return undefined;
  if (isStaffOf(session, caller)) return { session, as: 'staff' };
  const hidden = participant === undefined || caller.machine !== undefined;
  return hidden ? undefined : { session, as: 'participant', participant };
}

/**
 * A page of the sessions that this caller may see: all for operators, their own for instructors, for participants those
 * that have them on the roster. A participant who names no time gets what is not over.
 */
export async function seeSessions(
  sessions: Pick<SessionStore, 'list' | 'getParticipant'>,
  caller: Caller,
  wish: ListWish,
  now: number,
): Promise<Page<SeenSession>> {
  const onlyCurrent = !isStaff(caller) && wish.from === undefined && wish.to === undefined;
  const from = onlyCurrent ? now : wish.from;
  const page = await sessions.list({
    ...wish,
    order: wish.order ?? (from === undefined ? 'latest' : 'soonest'),
    ...(from === undefined ? {} : { from }),
    ...whose(caller),
  });
  const listed = page.items.filter((session) => !onlyCurrent || !isOver(session, now));
  const seen = isStaff(caller)
    ? listed.map((session): SeenSession => ({ session, as: 'staff' }))
    : await seeByRoster(sessions, listed, caller);
  return { ...page, items: seen };
}

function whose({ username, roles }: Caller): Pick<SessionQuery, 'owner' | 'participant'> {
  if (roles.includes('operator')) return {};
  return roles.includes('instructor') ? { owner: username } : { participant: username };
}

async function seeByRoster(
  sessions: Pick<SessionStore, 'getParticipant'>,
  listed: readonly Session[],
  { username }: Caller,
): Promise<readonly SeenSession[]> {
  const places = await Promise.all(
    listed.map(({ sessionId }) => sessions.getParticipant(sessionId, username)),
  );
  return listed.flatMap((session, at) => {
    const participant = places[at];
    return participant === undefined ? [] : [{ session, as: 'participant', participant }];
  });
}
