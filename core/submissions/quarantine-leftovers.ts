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
  let quarantined = 0;
  for (const submissionId of await listLeft(sessionId, ports.submissions, now))
    if (await quarantineOne(sessionId, submissionId, reason, ports, now)) quarantined++;
  return quarantined;
}

/** Ids of a hundred of each lane that wait, and of those whose lease has expired. */
export async function listLeft(
  sessionId: string,
  submissions: Pick<SubmissionStore, 'listWaiting' | 'listExpired'>,
  now: number,
): Promise<readonly string[]> {
  const pages = await Promise.all([
    ...LANES.map((lane) => submissions.listWaiting(sessionId, lane, PAGE)),
    submissions.listExpired(sessionId, now, PAGE),
  ]);
  return pages.flat().map(({ submissionId }) => submissionId);
}

/** Takes a submission and quarantines it. @returns false when somebody else has it */
export async function quarantineOne(
  sessionId: string,
  submissionId: string,
  reason: string,
  {
    submissions,
    ids,
  }: { readonly submissions: Pick<SubmissionStore, 'lease' | 'quarantine'>; readonly ids: IdSource },
  now: number,
): Promise<boolean> {
  const lease = { leaseId: ids.next(), until: now + LEASE_MS, hostId: 'none' };
  const held = await submissions.lease(sessionId, submissionId, lease, now);
  return held !== undefined && (await submissions.quarantine(held, reason, now));
}
