import { isDeepStrictEqual } from 'node:util';
import type { Circuit } from '../../../core/resilience/circuit.ts';
import type { HostOperation } from '../../../core/submissions/host-circuits.ts';
import type {
  JudgeSigns,
  Renewal,
  Slot,
  SlotLanguages,
  SlotNote,
  SlotSpeed,
  SlotStore,
} from '../../../core/submissions/slot.ts';

/** In memory, for studies of thousands of steps on virtual time: passes the contract suite of the store that production uses. */
export class MemorySlotStore implements SlotStore {
  readonly #slots = new Map<string, Slot>();

  async open(slots: readonly Slot[]): Promise<void> {
    for (const slot of slots) if (!this.#slots.has(keyOf(slot))) this.#slots.set(keyOf(slot), slot);
  }

  async tellLanguages(sessionId: string, hostId: string, languages: SlotLanguages): Promise<void> {
    for (const [key, slot] of this.#slots)
      if (slot.sessionId === sessionId && slot.hostId === hostId)
        this.#slots.set(key, { ...slot, ...languages });
  }

  async tellSpeed(sessionId: string, hostId: string, speed: Required<SlotSpeed>): Promise<void> {
    for (const [key, slot] of this.#slots)
      if (slot.sessionId === sessionId && slot.hostId === hostId) this.#slots.set(key, { ...slot, ...speed });
  }

  async close(sessionId: string, hostId: string): Promise<void> {
    for (const [key, slot] of this.#slots)
      if (slot.sessionId === sessionId && slot.hostId === hostId) this.#slots.delete(key);
  }

  async leave(sessionId: string, hostId: string, leavesAt: number): Promise<void> {
    for (const [key, slot] of this.#slots)
      if (slot.sessionId === sessionId && slot.hostId === hostId) this.#slots.set(key, { ...slot, leavesAt });
  }

  async list(sessionId: string): Promise<readonly Slot[]> {
    return [...this.#slots.values()].filter((slot) => slot.sessionId === sessionId);
  }

  async take(slot: Slot, leaseId: string, until: number, now: number): Promise<boolean> {
    const stored = this.#slots.get(keyOf(slot));
    if (stored === undefined || stored.leavesAt !== undefined) return false;
    if (stored.holder !== undefined && stored.holder.until > now) return false;
    this.#slots.set(keyOf(slot), { ...stored, holder: { leaseId, until } });
    return true;
  }

  async renew(slot: Slot, leaseId: string, until: number, note: SlotNote = {}): Promise<Renewal> {
    const stored = this.#slots.get(keyOf(slot));
    if (stored?.holder?.leaseId !== leaseId) return false;
    const { participant = stored.holder.participant, kept = stored.holder.kept, ...signs } = note;
    const holder = {
      leaseId,
      until,
      ...(participant === undefined ? {} : { participant }),
      ...(kept === undefined || kept === null ? {} : { kept }),
    };
    this.#slots.set(keyOf(slot), { ...withSigns(stored, signs), holder });
    return stored.leavesAt === undefined ? true : 'leaving';
  }

  async release(slot: Slot, leaseId: string, signs: JudgeSigns = {}): Promise<void> {
    const stored = this.#slots.get(keyOf(slot));
    if (stored?.holder?.leaseId !== leaseId) return;
    const { holder: _, ...free } = stored;
    this.#slots.set(keyOf(slot), withSigns(free, signs));
  }

  async turnCircuit(
    slot: Slot,
    operation: HostOperation,
    before: Circuit | undefined,
    after: Circuit | undefined,
  ): Promise<boolean> {
    const stored = this.#slots.get(keyOf(slot));
    if (stored === undefined || !isDeepStrictEqual(stored.circuits?.[operation], before)) return false;
    const { circuits: { [operation]: _, ...others } = {}, ...rest } = stored;
    const circuits = after === undefined ? others : { ...others, [operation]: after };
    this.#slots.set(keyOf(slot), Object.keys(circuits).length === 0 ? rest : { ...rest, circuits });
    return true;
  }
}

function withSigns(slot: Slot, signs: JudgeSigns): Slot {
  const all = { ...slot.signs, ...signs };
  return Object.keys(all).length === 0 ? slot : { ...slot, signs: all };
}

const keyOf = ({ sessionId, hostId, number }: Slot) => `${sessionId}/${hostId}/${number}`;
