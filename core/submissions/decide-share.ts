import type { Decision } from '../exam/decision.ts';
import type { Session } from '../exam/session.ts';
import type { Slot } from './slot.ts';

/**
 * Whether a participant's submission may have this slot. The last slot that is free goes to nobody who is being judged
 * already: fair queueing orders what waits, and cannot take a slot back from a program that runs for minutes. So one
 * participant's submissions, however slow and many, never hold every slot, and another's is taken up at once.
 *
 * Two executors that take two of them in the same moment both write whose their slot is, then read all slots: of those
 * of one participant the one that was earlier stays, among equals the one that is first by name.
 * @param slot held by whoever asks
 * @param slots all open slots of the session, read after that was written
 */
export function decideShare(
  participantId: string,
  slot: Slot,
  slots: readonly Slot[],
  session: Pick<Session, 'participantCount'>,
  now: number,
): Decision<'take' | 'leave'> {
  if (!isLastFree(slot, slots, session, now)) return { action: 'take', reason: 'it is not the last' };
  const own = slots.find((one) => nameOf(one) === nameOf(slot))?.holder?.participant;
  const since = own?.participantId === participantId ? own.since : Number.POSITIVE_INFINITY;
  const rival = slots.find(
    ({ holder, ...one }) =>
      nameOf(one) !== nameOf(slot) &&
      holder?.participant?.participantId === participantId &&
      (holder.participant.since < since ||
        (holder.participant.since === since && nameOf(one) < nameOf(slot))),
  );
  return rival === undefined
    ? { action: 'take', reason: `${participantId} is not being judged yet` }
    : { action: 'leave', reason: `${participantId} is being judged, and this slot is the last` };
}

/** Whether nothing would be left for anybody else if the holder of a slot used it. */
export function isLastFree(
  slot: Slot,
  slots: readonly Slot[],
  session: Pick<Session, 'participantCount'>,
  now: number,
): boolean {
  // With one slot, or nobody else on the roster, there is nothing to share.
  const shared = session.participantCount > 1 && slots.some((one) => nameOf(one) !== nameOf(slot));
  return shared && leavesNoneFree(slot, slots, now);
}

/** Whether no slot but this one is free, be it that there is no other. */
export function leavesNoneFree(slot: Slot, slots: readonly Slot[], now: number): boolean {
  return slots
    .filter((one) => nameOf(one) !== nameOf(slot))
    .every(({ holder }) => holder !== undefined && holder.until > now);
}

const nameOf = ({ hostId, number }: Pick<Slot, 'hostId' | 'number'>) =>
  `${hostId} ${String(number).padStart(3, '0')}`;
