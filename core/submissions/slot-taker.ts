import type { Session } from '../exam/session.ts';
import { decideLettingGo, decideSlot } from './decide-slot.ts';
import { type ExecutorPorts, LEASE_MS, LOOK_AGAIN_MS } from './executor-ports.ts';
import { hearHost } from './hear-host.ts';
import type { HeldSlot } from './hold-leases.ts';
import { claimProbes, noteOnCircuit, ruleByCircuits } from './host-circuits.ts';
import { scaleTime } from './scale-time.ts';
import type { Slot } from './slot.ts';

/** How long an executor leaves a host alone that failed under it, or whose queue was full, ms. */
export const AVOID_MS = 60_000;

/** Whether anything that waits may be judged on a free slot. */
export type SlotIsOfUse = (slot: Slot, slots: readonly Slot[]) => Promise<boolean>;

/** Takes slots of a session for one executor, of hosts that are worth a try, and lets them go. */
export class SlotTaker {
  readonly #ports: ExecutorPorts;
  readonly #session: Session;
  readonly #signal: AbortSignal;
  /** Hosts that failed under this executor, and until when it leaves them alone. */
  readonly #avoidedUntil = new Map<string, number>();
  /** Hosts that lack the language of something that waits: others are taken first. */
  readonly #unfitHosts = new Set<string>();
  /** The one on which a suspect is to be judged. */
  #wantedHost: string | undefined;
  /** As they were last read. */
  #slots: readonly Slot[] = [];

  /** @param signal aborts when this executor must end */
  constructor(ports: ExecutorPorts, session: Session, signal: AbortSignal) {
    this.#ports = ports;
    this.#session = session;
    this.#signal = signal;
  }

  /** All open slots of the session. */
  async list(): Promise<readonly Slot[]> {
    this.#slots = await this.#ports.slots.list(this.#session.sessionId);
    return this.#slots;
  }

  /**
   * A slot whose host answers.
   * @param isOfUse asked of a slot before it is taken, with all as they were just read: held for a moment in vain, the last one
   * that is free keeps others waiting
   */
  async take(isOfUse: SlotIsOfUse): Promise<HeldSlot | 'none-is-free' | 'none-is-of-use'> {
    const { clock, slots, ids, random } = this.#ports;
    for (let looks = 0; ; looks++) {
      const now = clock.now();
      const read = await this.list();
      const { leftAlone, probed } = ruleByCircuits(read, now);
      const refused = new Set<Slot>();
      const wantedHost = this.#wantedHost;
      this.#wantedHost = undefined;
      const facts = { slots: read, refused, wantedHost, unfitHosts: this.#unfitHosts, looks, now, random };
      const badHosts = () => new Set([...this.#avoided(), ...leftAlone, ...leavingHosts(read)]);
      const decide = () => decideSlot({ ...facts, badHosts: badHosts() });
      let choice = decide();
      for (; choice.action === 'take'; choice = decide()) {
        const { slot } = choice;
        if (!(await isOfUse(slot, read))) return 'none-is-of-use';
        const leaseId = ids.next();
        refused.add(slot);
        if (!(await slots.take(slot, leaseId, clock.now() + LEASE_MS, clock.now()))) continue;
        const probes = probed.get(slot.hostId) ?? [];
        if (!(await claimProbes(this.#ports, slot.hostId, probes, read))) {
          await slots.release(slot, leaseId);
          for (const other of read) if (other.hostId === slot.hostId) refused.add(other);
          continue;
        }
        const heard = await this.hear(slot);
        if (heard !== undefined)
          return {
            slot,
            leaseId,
            heard,
            timeScale: scaleTime(slot, read),
            probing: probes.includes('judge'),
          };
        this.avoid(slot);
      }
      if (choice.action === 'end') return 'none-is-free';
      await clock.sleep(LOOK_AGAIN_MS, this.#signal);
    }
  }

  /** What is heard of a slot's host from now on; undefined when it does not answer. */
  async hear(slot: Slot): Promise<HeldSlot['heard'] | undefined> {
    const heard = await hearHost(this.#ports, this.#session, slot, this.#signal);
    if (heard !== undefined || !this.#signal.aborted)
      await noteOnCircuit(this.#ports, slot, 'answer', heard !== undefined, this.#slots);
    return heard;
  }

  /** Takes down whether a host judged what it was given. @param by whose work it was */
  async noteJudging(slot: Slot, cameRight: boolean, by: string): Promise<void> {
    await noteOnCircuit(this.#ports, slot, 'judge', cameRight, this.#slots, by);
  }

  /** Whether all executors leave the host of a held slot alone by now, as they were last read. */
  mustLeave({ slot, probing }: HeldSlot): boolean {
    if (leavingHosts(this.#slots).includes(slot.hostId)) return true;
    if (probing === true) return false;
    return ruleByCircuits(this.#slots, this.#ports.clock.now()).leftAlone.has(slot.hostId);
  }

  /** Leaves a host alone for a while. */
  avoid({ hostId }: Slot): void {
    this.#avoidedUntil.set(hostId, this.#ports.clock.now() + AVOID_MS);
  }

  /** Takes a slot of this host next, where one is free. */
  want(hostId: string): void {
    this.#wantedHost = hostId;
  }

  /** Whether a host would be tried, as slots were last read. */
  wouldTry({ hostId, leavesAt }: Slot): boolean {
    if (leavesAt !== undefined) return false;
    const { leftAlone, probed } = ruleByCircuits(this.#slots, this.#ports.clock.now());
    return !this.#avoided().has(hostId) && !leftAlone.has(hostId) && !probed.has(hostId);
  }

  /** Takes slots of other hosts first. */
  putOff({ hostId }: Slot): void {
    this.#unfitHosts.add(hostId);
  }

  async letGo({ slot, leaseId, heard }: HeldSlot, slotGood: boolean): Promise<void> {
    const { slots } = this.#ports;
    const { action } = decideLettingGo(slotGood, heard.abandonedUntil);
    if (action === 'keep-away')
      await slots.renew(slot, leaseId, heard.abandonedUntil, { ...heard.read(), kept: null });
    if (action === 'release') await slots.release(slot, leaseId, heard.read());
  }

  #avoided(): ReadonlySet<string> {
    const now = this.#ports.clock.now();
    return new Set([...this.#avoidedUntil].flatMap(([hostId, until]) => (until > now ? [hostId] : [])));
  }
}

/** Hosts that EC2 takes back. */
function leavingHosts(slots: readonly Slot[]): readonly string[] {
  return slots.flatMap(({ hostId, leavesAt }) => (leavesAt === undefined ? [] : [hostId]));
}
