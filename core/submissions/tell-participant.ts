import { type ExecutorPorts, LEASE_MS, LOOK_AGAIN_MS } from './executor-ports.ts';
import type { HeldSlot } from './hold-leases.ts';
import type { Slot } from './slot.ts';

/** Tells on a slot for whom it would be used. @returns all slots, with what others have told meanwhile */
export async function tellParticipant(
  { clock, slots }: Pick<ExecutorPorts, 'clock' | 'slots'>,
  held: HeldSlot,
  participantId: string,
  signal: AbortSignal,
): Promise<readonly Slot[]> {
  const { slot, leaseId } = held;
  held.participant = { participantId, since: clock.now() };
  const { participant } = held;
  await slots.renew(slot, leaseId, clock.now() + LEASE_MS, { participant });
  const seen = await slots.list(slot.sessionId);
  if (seen.every(({ holder }) => holder === undefined || holder.participant !== undefined)) return seen;
  // Somebody has just taken a slot, and will have told for whom.
  await clock.sleep(LOOK_AGAIN_MS, signal);
  return await slots.list(slot.sessionId);
}
