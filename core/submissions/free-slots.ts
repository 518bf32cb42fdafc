import type { Session } from '../exam/session.ts';
import { isOver } from '../exam/window.ts';
import type { Slot } from './slot.ts';
import { standingJudgesOf } from './standing-slots.ts';
import type { Lane } from './submission.ts';

/**
 * How many slots of a session each lane could have now. The slots of judges that somebody keeps open with the first
 * work; until then they are free. Until the exam is over a rejudging has all but one.
 * @param open all open slots of the session
 */
export function countFreeSlots(
  session: Pick<Session, 'deployment' | 'times' | 'cancelledAt'>,
  open: readonly Slot[],
  now: number,
): Readonly<Record<Lane, number>> {
  const free =
    open.length > 0
      ? open.filter(
          ({ holder, leavesAt }) => leavesAt === undefined && (holder === undefined || holder.until <= now),
        ).length
      : standingJudgesOf(session).reduce((sum, { slots }) => sum + slots, 0);
  const rejudging = isOver(session, now) ? free : Math.max(0, free - 1);
  return { contest: free, trial: free, rejudging };
}
