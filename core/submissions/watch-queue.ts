import type { SubmissionStore } from './submission-store.ts';

/** Later than any lease can end: asked for the leases that end before it, the index answers with all. */
const END_OF_TIME = 9_999_999_999_999;

/** Lanes, the most urgent first. */
export const LANES = ['contest', 'trial', 'rejudging'] as const;

type WorkIndex = Pick<SubmissionStore, 'listWaiting' | 'listExpired'>;

/** Whether the index shows a submission that waits or is being judged: four small queries, eventually consistent. */
export async function queueWaits(submissions: WorkIndex, sessionId: string): Promise<boolean> {
  const found = await Promise.all([
    ...LANES.map((lane) => submissions.listWaiting(sessionId, lane, 1)),
    submissions.listExpired(sessionId, END_OF_TIME, 1),
  ]);
  return found.some((page) => page.length > 0);
}

/**
 * Whether nothing waits and nothing is being judged: by the index, which is cheap, and when that is empty by the rows,
 * which are true. @returns true only when the rows say so
 */
export async function queueIsEmpty(
  submissions: WorkIndex & Pick<SubmissionStore, 'count'>,
  sessionId: string,
): Promise<boolean> {
  if (await queueWaits(submissions, sessionId)) return false;
  const { queued, running } = await submissions.count(sessionId);
  return queued + running === 0;
}
