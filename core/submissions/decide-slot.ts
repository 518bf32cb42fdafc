import type { Decision } from '../exam/decision.ts';
import { isKept } from './decide-alone.ts';
import type { Slot } from './slot.ts';

/** All that the choice of a slot stands on. */
export interface SlotFacts {
  /** All open slots of the session, as they were just read. */
  readonly slots: readonly Slot[];
  /** Those of them that could not be had since. */
  readonly refused: ReadonlySet<Slot>;
  /** Hosts that failed under this executor lately. */
  readonly badHosts: ReadonlySet<string>;
  /** The host that is needed least, where a suspect was passed by for it. */
  readonly wantedHost?: string | undefined;
  /** Hosts that lack the language of something that waits. */
  readonly unfitHosts: ReadonlySet<string>;
  /** How often slots were read in vain before. */
  readonly looks: number;
  readonly now: number;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Reads of the slots before an executor ends for want of one: the second sees what is being released at the first. */
const MOST_LOOKS = 2;

/**
 * Chooses the slot to try next: of the free ones those first of the host that a suspect is to have, then those whose hosts judge
 * what waits, of these on the least busy host, among equals by chance, so that executors which start together choose different ones.
 */
export function decideSlot(
  facts: SlotFacts,
): (Decision<'take'> & { readonly slot: Slot }) | Decision<'look-again' | 'end'> {
  const { badHosts, unfitHosts, refused, now, random } = facts;
  const slots = facts.slots.filter((slot) => !badHosts.has(slot.hostId) && !isKept(slot, facts.slots, now));
  const isHeld = ({ holder }: Slot) => holder !== undefined && holder.until > now;
  const loadOf = (host: string) => slots.filter((slot) => slot.hostId === host && isHeld(slot)).length;
  const [best] = slots
    .filter((slot) => !isHeld(slot) && !refused.has(slot))
    .map((slot) => ({
      slot,
      wanted: Number(slot.hostId === facts.wantedHost),
      unfit: Number(unfitHosts.has(slot.hostId)),
      held: loadOf(slot.hostId),
      chance: random(),
    }))

    .sort((a, b) => b.wanted - a.wanted || a.unfit - b.unfit || a.held - b.held || a.chance - b.chance);
  if (best !== undefined)
    return {
      action: 'take',
      slot: best.slot,
      reason: `${best.wanted === 1 ? 'a suspect is to have its host; ' : ''}${best.held} slots of its host are held${best.unfit === 0 ? '' : '; no host that judges all that waits is free'}`,
    };
  return slots.length > 0 && facts.looks + 1 < MOST_LOOKS
    ? { action: 'look-again', reason: 'all slots are held' }
    : { action: 'end', reason: 'no slot is free' };
}

/**
 * How a slot is let go. A bad one is left to expire, so that nobody else takes it at once; one whose worker may be on a
 * call that nobody waits for any more is kept from others until that must have ended.
 * @param abandonedUntil when such a call must have ended, ms since the epoch; 0: there is none
 */
export function decideLettingGo(
  slotGood: boolean,
  abandonedUntil: number,
): Decision<'release' | 'keep-away' | 'let-expire'> {
  if (abandonedUntil > 0)
    return { action: 'keep-away', reason: 'a call that nobody waits for may hold its worker' };
  return slotGood
    ? { action: 'release', reason: 'its host is good' }
    : { action: 'let-expire', reason: 'its host failed' };
}

/** Looks without one submission judged, after which a worker ends although something waits. */
const MOST_FRUITLESS = 2;

/**
 * Whether a worker that has let its slot go takes another. The index may still show what has been taken: one more look
 * after a while, then no more.
 * @param fruitless slots in a row on which it found nothing to judge
 */
export function decideGoingOn(
  queueWaits: boolean,
  fruitless: number,
): Decision<'end' | 'look-again' | 'go-on'> {
  if (!queueWaits) return { action: 'end', reason: 'the queue is empty' };
  if (fruitless >= MOST_FRUITLESS) return { action: 'end', reason: 'what waits cannot be had here' };
  return fruitless > 0
    ? { action: 'look-again', reason: 'nothing of what waits could be had' }
    : { action: 'go-on', reason: 'there is more to judge' };
}

/** The tick looks for free slots and work that waits twice in this time, ms. */
const HAND_OVER_MS = 60_000;

/**
 * Whether a worker leaves its slot to a successor. Nothing rings when an executor's time is up: those in the VPC reach no
 * topic, and as long as every slot is held the tick rings for none. So one slot is left free a minute before; the executor
 * that the tick starts for it takes the others when they are let go.
 * @param workers how many the executor has for the session
 * @param stopAt when it takes up nothing more, ms since the epoch
 */
export function decideHandOver(
  workers: number,
  stopAt: number,
  now: number,
): Decision<'hand-over' | 'go-on'> {
  if (now < stopAt - HAND_OVER_MS) return { action: 'go-on', reason: 'there is time' };
  return workers > 1
    ? { action: 'hand-over', reason: 'somebody must know when the others end' }
    : { action: 'go-on', reason: 'it is the only worker' };
}
