import type { IdSource } from '../exam/ids.ts';
import type { SubmissionStore } from './submission-store.ts';
import { LANES } from './watch-queue.ts';

/** How many submissions one look at the index brings. */
const PAGE = 100;
/** The lease that a quarantine needs for its one write. */
const LEASE_MS = 10_000;

/**
 * Quarantines everything of a session that waits, or whose lease has expired: what is left when its time to be judged
 * is over. What somebody still holds is left to them until the lease ends. @returns how many were quarantined
 */
export async function quarantineLeftovers(
  sessionId: string,
  reason: string,
  ports: {
    readonly submissions: Pick<SubmissionStore, 'listWaiting' | 'listExpired' | 'lease' | 'quarantine'>;
    readonly ids: IdSource;
  },
  now: number,
): Promise<number> {
  const { submissions, ids } = ports;
  const pages = await Promise.all([
    ...LANES.map((lane) => submissions.listWaiting(sessionId, lane, PAGE)),
    submissions.listExpired(sessionId, now, PAGE),
  ]);
  let quarantined = 0;
  for (const { submissionId } of pages.flat()) {
    const lease = { leaseId: ids.next(), until: now + LEASE_MS, hostId: 'none' };
    const held = await submissions.lease(sessionId, submissionId, lease, now);
    if (held !== undefined && (await submissions.quarantine(held, reason, now))) quarantined++;
  }
  return quarantined;
}
