import type { Session } from '../exam/session.ts';
import type { Doorbell } from '../exam/session-event.ts';
import { countFreeSlots } from './free-slots.ts';
import type { SlotStore } from './slot.ts';
import type { SubmissionStore } from './submission-store.ts';
import { LANES } from './watch-queue.ts';

/**
 * Rings for work that nobody may have been told of: submissions whose lease has expired first, then what waits. One
 * ring a free slot is enough, since whoever comes judges until nothing is left; a ring too many changes nothing.
 * @returns how often it rang
 */
export async function ringAgain(
  session: Session,
  ports: {
    readonly submissions: Pick<SubmissionStore, 'listWaiting' | 'listExpired'>;
    readonly slots: Pick<SlotStore, 'list'>;
    readonly doorbell: Doorbell;
  },
  now: number,
): Promise<number> {
  const { sessionId, deployment } = session;
  const free = countFreeSlots(session, await ports.slots.list(sessionId), now);
  if (free.contest === 0) return 0;
  const [expired, ...waiting] = await Promise.all([
    ports.submissions.listExpired(sessionId, now, free.contest),
    ...LANES.map(async (lane) =>
      free[lane] === 0 ? [] : await ports.submissions.listWaiting(sessionId, lane, free[lane]),
    ),
  ]);
  const work = [
    ...expired.map(({ submissionId }) => ({ submissionId, lane: LANES[0] as string })),
    ...LANES.flatMap((lane, at) => (waiting[at] ?? []).map(({ submissionId }) => ({ submissionId, lane }))),
  ].slice(0, free.contest);
  for (const { submissionId, lane } of work)
    await ports.doorbell.ring({ sessionId, submissionId, lane, deployment: deployment.kind });
  return work.length;
}
