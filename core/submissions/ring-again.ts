import type { Session } from '../exam/session.ts';
import type { Doorbell } from '../exam/session-event.ts';
import type { SlotStore } from './slot.ts';
import { standingJudgesOf } from './standing-slots.ts';
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
  const open = await ports.slots.list(sessionId);
  // The slots of judges that somebody keeps open with the first work; until then they are free.
  const free =
    open.length > 0
      ? open.filter(({ holder }) => holder === undefined || holder.until <= now).length
      : standingJudgesOf(session).reduce((sum, { slots }) => sum + slots, 0);
  if (free === 0) return 0;
  const [expired, ...waiting] = await Promise.all([
    ports.submissions.listExpired(sessionId, now, free),
    ...LANES.map((lane) => ports.submissions.listWaiting(sessionId, lane, free)),
  ]);
  const work = [
    ...expired.map(({ submissionId }) => ({ submissionId, lane: LANES[0] as string })),
    ...LANES.flatMap((lane, at) => (waiting[at] ?? []).map(({ submissionId }) => ({ submissionId, lane }))),
  ].slice(0, free);
  for (const { submissionId, lane } of work)
    await ports.doorbell.ring({ sessionId, submissionId, lane, deployment: deployment.kind });
  return work.length;
}
