import type { LiveFacts } from '../../core/api/present-live.ts';
import { lookForAll } from './look-for-all.ts';
import type { Services } from './services.ts';

/** How old an answer may be. */
const FRESH_MS = 1_000;
/** Decisions shown. */
const DECISIONS = 20;

type Facts = Omit<LiveFacts, 'session' | 'names' | 'questions'>;

/** What a session's live view is drawn from, one look a second for all who ask. */
export const liveFactsOf = lookForAll(FRESH_MS, readFacts);

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
