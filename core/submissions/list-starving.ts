import { timePartOf } from '../exam/ids.ts';
import type { Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { countFreeSlots } from './free-slots.ts';
import { submissionOf } from './rejudged.ts';
import type { SlotStore } from './slot.ts';
import type { SubmissionStore } from './submission-store.ts';
import { LANES } from './watch-queue.ts';

/** What waits for longer than this beside a free slot has nobody who works on it, ms: a doorbell is heard sooner. */
const STARVED_MS = 2_000;

/**
 * Sessions with work that nobody does: something has waited for a while, or its lease has ended, and a slot is free.
 * Doorbells alone do not bring it about: when every executor is busy with other sessions, the rings of this one stand
 * behind all of theirs.
 * @param like only sessions whose judges are reached from where this one's are
 * @param known sessions that need no look
 */
export async function listStarving(
  ports: {
    readonly sessions: Pick<SessionStore, 'listUnsettled'>;
    readonly slots: Pick<SlotStore, 'list'>;
    readonly submissions: Pick<SubmissionStore, 'listWaiting' | 'listExpired'>;
  },
  like: Session,
  known: ReadonlySet<string>,
  now: number,
): Promise<readonly Session[]> {
  const others = (await ports.sessions.listUnsettled()).filter(
    (session) =>
      !known.has(session.sessionId) &&
      (session.deployment.kind === 'fleet') === (like.deployment.kind === 'fleet') &&
      session.fleet !== 'gone' &&
      session.times.launchAt <= now,
  );
  const starving = await Promise.all(others.map((session) => starves(ports, session, now)));
  return others.filter((_, at) => starving[at]);
}

async function starves(
  { slots, submissions }: Pick<Parameters<typeof listStarving>[0], 'slots' | 'submissions'>,
  session: Session,
  now: number,
): Promise<boolean> {
  const { sessionId } = session;
  const free = countFreeSlots(session, await slots.list(sessionId), now);
  const starved = timePartOf(now - STARVED_MS);
  for (const lane of LANES) {
    if (free[lane] === 0) continue;
    const [first] = await submissions.listWaiting(sessionId, lane, 1);
    // Ids begin with their time.
    if (first !== undefined && submissionOf(first.submissionId) < starved) return true;
  }
  return free.contest > 0 && (await submissions.listExpired(sessionId, now, 1)).length > 0;
}
