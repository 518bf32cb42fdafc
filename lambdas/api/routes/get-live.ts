import { type LiveFacts, presentLive } from '../../../core/api/present-live.ts';
import { findOwnSession, nameProblems } from '../find-session.ts';
import { lookForAll } from '../look-for-all.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';
import { readFor } from '../session-messages.ts';

/** How old an answer may be. */
const FRESH_MS = 1_000;
/** Decisions shown. */
const DECISIONS = 20;

type Facts = Omit<LiveFacts, 'session' | 'names' | 'questions'>;
const factsOf = lookForAll(FRESH_MS, readFacts);

export const getLive: RouteHandler<'getLive'> = async ({ params, query, caller }, services) => {
  const session = await findOwnSession(services, caller, params.sessionId);
  const { sessionId } = session;
  const [facts, names, { unanswered, unread }] = await Promise.all([
    factsOf(services, sessionId),
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
