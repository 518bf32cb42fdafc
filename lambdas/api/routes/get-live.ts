import { type LiveFacts, presentLive } from '../../../core/api/present-live.ts';
import { findOwnSession, nameProblems } from '../find-session.ts';
import { remember } from '../remember.ts';
import type { RouteHandler } from '../route-handler.ts';
import type { Services } from '../services.ts';

/** How old an answer may be. */
const FRESH_MS = 1_000;
/** Decisions shown. */
const DECISIONS = 20;

type Facts = Omit<LiveFacts, 'session' | 'names'>;
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
  const [facts, names] = await Promise.all([reader(session.sessionId), nameProblems(services, [session])]);
  return presentLive({ ...facts, session, names }, query.since);
};

/** Three queries, each of few rows: hosts, decisions, and the submissions that have not ended. */
async function readFacts(services: Services, sessionId: string): Promise<Facts> {
  const now = services.clock.now();
  const [hosts, decisions, submissions] = await Promise.all([
    services.hosts.listHosts(sessionId),
    services.hosts.listDecisions(sessionId, DECISIONS),
    services.feedOf(sessionId).refresh(now),
  ]);
  const { prices, volumeGb } = services.bookingLimits;
  return { hosts, decisions, submissions, prices, volumeGb, now };
}
