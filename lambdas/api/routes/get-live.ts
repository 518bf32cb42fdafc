import { type LiveFacts, presentLive } from '../../../core/api/present-live.ts';
import { findOwnSession, nameProblems } from '../find-session.ts';
import { remember } from '../remember.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';
import { readFor } from '../session-messages.ts';

/** How old an answer may be. */
const FRESH_MS = 1_000;
/** Decisions shown. */
const DECISIONS = 20;

type Facts = Omit<LiveFacts, 'session' | 'names' | 'questions'>;
const readers = new WeakMap<Services, (sessionId: string) => Promise<Facts>>();

export const getLive: RouteHandler<'getLive'> = async ({ params, query, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const reader =
    readers.get(services) ??
    remember(
      FRESH_MS,
      () => services.clock.now(),
      (id) => readFacts(services, id),
    );
  readers.set(services, reader);
  const { sessionId } = session;
  const [facts, names, { unanswered, unread }] = await Promise.all([
    reader(sessionId),
    nameProblems(services, [session]),
    readFor(services, session, { as: 'staff', username: caller.username }),
  ]);
  return presentLive({ ...facts, session, names, questions: { unanswered, unread } }, query.since);
};

/** The session as it stands, and three queries, each of few rows: hosts, decisions, and the submissions that have not ended. */
async function readFacts(services: Services, sessionId: string): Promise<Facts> {
  const now = services.clock.now();
  const session = (await services.sessions.get(sessionId)) ?? {};
  const [hosts, decisions, submissions] = await Promise.all([
    services.hosts.listHosts(sessionId),
    services.hosts.listDecisions(sessionId, DECISIONS),
    services.feedOf(sessionId).refresh(now, session),
  ]);
  const { prices, volumeGb } = services.bookingLimits;
  return { hosts, decisions, submissions, prices, volumeGb, now };
}
