import type { Decision } from '../exam/decision.ts';
import type { Session } from '../exam/session.ts';
import type { KeptHost, Slot } from './slot.ts';
import type { WaitingSubmission } from './submission-store.ts';

/** What has run for so long, ms, is not waited for by a suspect: its host is left to others, and another is tried. */
export const KEEP_HOST_MS = 60_000;

/** Whether something can be judged with nothing else on its host. A pooled judge is shared with strangers. */
export function canBeAlone({ deployment }: Pick<Session, 'deployment'>): boolean {
  return deployment.kind !== 'pooled';
}

/** Whether a host is kept for a suspect by the holder of another of its slots: nothing else is to begin there. */
export function isKept(slot: Pick<Slot, 'hostId' | 'number'>, slots: readonly Slot[], now: number): boolean {
  return keepersBut(slot, slots, now).some(({ hostId }) => hostId === slot.hostId);
}

/** A submission that may be taken, as the queue's index tells it; or known by its bell alone. */
export type Candidate = Pick<WaitingSubmission, 'submissionId' | 'isSuspect' | 'about'>;

/** Whether and where a submission is judged with nothing else on its host. */
export type Aloneness =
  | { readonly how: 'no' | 'now' | 'not-now' }
  /** Another host is needed less. */
  | { readonly how: 'elsewhere'; readonly hostId: string };

/**
 * Whether a submission is judged with nothing else on its host, and if so whether the host of a slot may be kept for it now:
 * nobody keeps another for it, and of the session's hosts at most half are kept, or the only one. So those who wait with it,
 * and did nothing, still find a slot. And it is a host of its own, or the one that is needed least.
 * @param slots all open slots of the session
 * @param canTake whether its slots could be taken for this submission
 */
export function howAlone(
  { submissionId, isSuspect }: Candidate,
  session: Pick<Session, 'deployment'>,
  slot: Slot,
  slots: readonly Slot[],
  now: number,
  canTake: (slot: Slot) => boolean,
): Aloneness {
  if (isSuspect !== true || !canBeAlone(session)) return { how: 'no' };
  if (!mayKeepBeside(keepersBut(slot, slots, now), submissionId, slots)) return { how: 'not-now' };
  const hostId = findLessNeeded(slot, slots, now, canTake);
  return hostId === undefined ? { how: 'now' } : { how: 'elsewhere', hostId };
}

/**
 * The host that others need least, if that is another than a held slot's: on which the fewest slots are held by others, so
 * that the fewest wait for it and for the least time, and among equals the one with the fewest slots. Undefined where none is
 * needed less than the slot's own.
 * @param slots all open slots of the session
 * @param canTake whether a free slot could be taken
 */
export function findLessNeeded(
  slot: Pick<Slot, 'hostId' | 'number'>,
  slots: readonly Slot[],
  now: number,
  canTake: (slot: Slot) => boolean,
): string | undefined {
  const kept = new Set(keepersBut(slot, slots, now).map(({ hostId }) => hostId));
  const needs = [...new Set(slots.map(({ hostId }) => hostId))]
    .map((hostId) => {
      const own = slots.filter((one) => one.hostId === hostId);
      const others = own.filter((one) => nameOf(one) !== nameOf(slot));
      const isOffered = others.some((one) => !isHeld(one, now) && canTake(one));
      const held = others.filter((one) => isHeld(one, now)).length;
      return { hostId, held, slots: own.length, isOffered };
    })
    .filter(({ hostId, isOffered }) => hostId === slot.hostId || (isOffered && !kept.has(hostId)))
    // Whoever holds one already stays where nothing is better.
    .sort(
      (a, b) =>
        a.held - b.held ||
        a.slots - b.slots ||
        Number(b.hostId === slot.hostId) - Number(a.hostId === slot.hostId),
    );
  const [least] = needs;
  return least === undefined || least.hostId === slot.hostId ? undefined : least.hostId;
}

/**
 * Whether a suspect can be judged on a slot now. Its holder has told on the slot that it keeps the host, and read all slots
 * after that: whoever holds another slot of the host then has read them before, and may be judging; whoever takes one later
 * sees that the host is kept. Of two who keep hosts in the same moment the earlier goes first, among equals the first by name.
 * @param slots all open slots of the session
 */
export function decideAlone(
  slot: Slot,
  kept: KeptHost,
  slots: readonly Slot[],
  now: number,
): Decision<'judge' | 'wait' | 'leave' | 'try-elsewhere'> {
  const earlier = keepersBut(slot, slots, now).filter(
    (other) =>
      other.kept.since < kept.since || (other.kept.since === kept.since && nameOf(other) < nameOf(slot)),
  );
  if (!mayKeepBeside(earlier, kept.submissionId, slots))
    return { action: 'leave', reason: 'others were earlier to keep hosts' };
  const busy = slots.flatMap((other) =>
    other.hostId === slot.hostId && other.number !== slot.number && isHeld(other, now) ? [other.holder] : [],
  );
  if (busy.length === 0) return { action: 'judge', reason: 'nothing else is on its host' };
  return busy.every(
    ({ participant }) => now < (participant?.programSince ?? participant?.since ?? kept.since) + KEEP_HOST_MS,
  )
    ? { action: 'wait', reason: `${busy.length} other slots of its host are held` }
    : { action: 'try-elsewhere', reason: `of ${busy.length} other slots of its host one is held for long` };
}

type Keeper = Pick<Slot, 'hostId' | 'number'> & { readonly kept: KeptHost };

/** Holders of other slots that keep their hosts. */
function keepersBut(
  slot: Pick<Slot, 'hostId' | 'number'>,
  slots: readonly Slot[],
  now: number,
): readonly Keeper[] {
  return slots.flatMap(({ hostId, number, holder }) =>
    holder?.kept === undefined || holder.until <= now || nameOf({ hostId, number }) === nameOf(slot)
      ? []
      : [{ hostId, number, kept: holder.kept }],
  );
}

function mayKeepBeside(keepers: readonly Keeper[], submissionId: string, slots: readonly Slot[]): boolean {
  const hosts = new Set(slots.map(({ hostId }) => hostId)).size;
  return (
    keepers.length < Math.max(1, Math.floor(hosts / 2)) &&
    keepers.every(({ kept }) => kept.submissionId !== submissionId)
  );
}

const isHeld = (slot: Slot, now: number): slot is Slot & Required<Pick<Slot, 'holder'>> =>
  slot.holder !== undefined && slot.holder.until > now;

const nameOf = ({ hostId, number }: Pick<Slot, 'hostId' | 'number'>) =>
  `${hostId} ${String(number).padStart(3, '0')}`;
