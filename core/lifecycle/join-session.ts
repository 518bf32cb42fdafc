import type { JoinStore } from '../booking/join-store.ts';
import type { Caller } from '../exam/caller.ts';
import type { Clock } from '../exam/clock.ts';
import type { Refusal } from '../exam/refusal.ts';
import type { Participant, Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { windowAt } from '../exam/window.ts';

/** Codes are counted in spans of so long, ms. */
const SPAN_MS = 10 * 60_000;
/** Codes that one person may try in a span, right ones too. */
const TRIES_OF_A_CALLER = 10;
/**
 * Wrong codes that everybody together may try in a span. Of 2^40 codes, with a hundred that are in use, as many as that find
 * one in a year with a chance of one in seven hundred.
 */
const WRONG_TRIES_OF_ALL = 300;
const ALL = '*';

export type JoinRefusal = Refusal<
  'not-found' | 'too-many-requests' | 'session-cancelled' | 'session-closed' | 'limit-reached'
>;
export type Joined =
  | { readonly joined: true; readonly session: Session; readonly participant: Participant }
  | { readonly joined: false; readonly refusal: JoinRefusal };

/** What joining touches. */
export interface JoinPorts {
  readonly clock: Clock;
  readonly joins: Pick<JoinStore, 'findClaim' | 'countTries'>;
  readonly sessions: Pick<SessionStore, 'get' | 'getParticipant' | 'addParticipant'>;
  readonly bookingLimits: { readonly maxParticipants: number };
}

/** What becomes of somebody who has a session's code. */
export type JoinDecision =
  | { readonly action: 'join'; readonly reason: string; readonly seats: number }
  | { readonly action: 'refuse'; readonly reason: string; readonly refusal: JoinRefusal };

/** Decides whether somebody who is not on the roster may put themselves there. Pure. */
export function decideJoin(session: Session, maxParticipants: number, now: number): JoinDecision {
  const refuse = (kind: JoinRefusal['kind'], reason: string): JoinDecision => ({
    action: 'refuse',
    reason,
    refusal: { kind, reason },
  });
  if (session.cancelledAt !== undefined)
    return refuse(
      'session-cancelled',
      `the session was cancelled: ${session.cancelReason ?? 'no reason given'}`,
    );
  if (windowAt(session, now) === 'closed')
    return refuse(
      'session-closed',
      `the session closed at ${new Date(session.times.closesAt).toISOString()}: nobody can join any more`,
    );
  const seats = Math.min(session.join?.seats ?? maxParticipants, maxParticipants);
  if (session.participantCount >= seats)
    return refuse('limit-reached', `the session is full with ${seats} people: ask your instructor`);
  return { action: 'join', reason: `${session.participantCount} of ${seats} seats are taken`, seats };
}

/**
 * Puts whoever has a session's code on its roster; whoever is there already is let in as they are. Codes are tried a few
 * times only: counted in the table, for each caller and for all, since an instance of the API knows only its own callers.
 */
export async function joinSession(code: string, { username }: Caller, ports: JoinPorts): Promise<Joined> {
  const now = ports.clock.now();
  const count = (who: string, more: 0 | 1) => ports.joins.countTries(who, more, now, SPAN_MS);
  const [own, wrong] = await Promise.all([count(username, 1), count(ALL, 0)]);
  const retryAfterMs = SPAN_MS - (now % SPAN_MS);
  if (own > TRIES_OF_A_CALLER)
    return refuse(
      'too-many-requests',
      `you have tried ${TRIES_OF_A_CALLER} codes: wait as long as Retry-After says, and ask your instructor for the right one`,
      retryAfterMs,
    );
  if (wrong >= WRONG_TRIES_OF_ALL)
    return refuse(
      'too-many-requests',
      'too many wrong codes were tried here, so that none is taken for some minutes: ask your instructor to put you on the roster',
      retryAfterMs,
    );
  const claim = await ports.joins.findClaim(code);
  const session = claim === undefined ? undefined : await ports.sessions.get(claim.sessionId);
  if (session?.join?.code !== code) {
    await count(ALL, 1);
    return refuse('not-found', 'no session has this code: look at it again, or ask your instructor');
  }
  const there = await ports.sessions.getParticipant(session.sessionId, username);
  if (there !== undefined) return { joined: true, session, participant: there };
  const decided = decideJoin(session, ports.bookingLimits.maxParticipants, now);
  if (decided.action === 'refuse') return { joined: false, refusal: decided.refusal };
  const participant: Participant = {
    sessionId: session.sessionId,
    participantId: username,
    name: username,
    extraTimeMs: 0,
    joinedAt: now,
  };
  const added = await ports.sessions.addParticipant(session, participant, decided.seats);
  if (added === 'full')
    return refuse('limit-reached', `the session is full with ${decided.seats} people: ask your instructor`);
  // Somebody who sends it twice at once is one person.
  const stored = await ports.sessions.getParticipant(session.sessionId, username);
  return { joined: true, session, participant: stored ?? participant };
}

function refuse(kind: JoinRefusal['kind'], reason: string, retryAfterMs?: number): Joined {
  return {
    joined: false,
    refusal: { kind, reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  };
}
