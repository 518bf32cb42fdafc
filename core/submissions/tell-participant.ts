import { type ExecutorPorts, LEASE_MS, LOOK_AGAIN_MS } from './executor-ports.ts';
import type { HeldSlot } from './hold-leases.ts';
import type { JudgeSigns, Slot, SlotParticipant } from './slot.ts';

type TellingPorts = Pick<ExecutorPorts, 'clock' | 'slots'>;

/** Tells on a slot who is judged on it, which prolongs its lease. @returns false when that is lost */
export async function tellOnSlot(
  { clock, slots }: TellingPorts,
  held: HeldSlot,
  participant: SlotParticipant,
  signs: JudgeSigns = {},
): Promise<boolean> {
  const at = clock.now();
  held.told = undefined;
  if (!(await slots.renew(held.slot, held.leaseId, at + LEASE_MS, { ...signs, participant }))) return false;
  held.told = { ...participant, at };
  return true;
}

/** Tells on a slot for whom it would be used. @returns all slots, with what others have told meanwhile */
export async function tellParticipant(
  ports: TellingPorts,
  held: HeldSlot,
  participantId: string,
  signal: AbortSignal,
): Promise<readonly Slot[]> {
  const { clock, slots } = ports;
  const { sessionId } = held.slot;
  const now = clock.now();
  await tellOnSlot(ports, held, { participantId, since: now, programSince: now });
  const seen = await slots.list(sessionId);
  if (seen.every(({ holder }) => holder === undefined || holder.participant !== undefined)) return seen;
  // Somebody has just taken a slot, and will have told for whom.
  await clock.sleep(LOOK_AGAIN_MS, signal);
  return await slots.list(sessionId);
}
