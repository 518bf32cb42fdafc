import type { Circuit } from '../resilience/circuit.ts';
import type { HostCircuits, HostOperation } from './host-circuits.ts';

/** Slots that one executor drives at a time: judging mostly waits for the judge. */
export const SLOTS_PER_EXECUTOR = 8;

/**
 * What executors last heard from the judge behind a slot, ms since the epoch. Written with the slot's lease, so that
 * whoever doubts a host knows what those know who work with it.
 */
export interface JudgeSigns {
  /** The judge answered something: a call was taken, or asked after. */
  readonly answeredAt?: number;
  /** A judge call came to its report: a worker works. */
  readonly finishedAt?: number;
  /** A judge call was given up, having outlived what any call may take: a worker may be stuck. */
  readonly overdueAt?: number;
}

/** Somebody who is judged on a slot. */
export interface SlotParticipant {
  readonly participantId: string;
  /** Since when this participant is judged there without a break, ms since the epoch. */
  readonly since: number;
  /** Since when the program is that runs there, to some seconds; ms since the epoch. */
  readonly programSince?: number;
}

/** A host on which nothing else is to begin: a submission is judged alone there. */
export interface KeptHost {
  readonly submissionId: string;
  /** ms since the epoch. */
  readonly since: number;
}

/** One Judge0 worker of a host, as a row of its own so that taking it is one conditional write. */
export interface Slot {
  readonly sessionId: string;
  readonly hostId: string;
  readonly number: number;
  readonly url: string;
  readonly token: string;
  /** Language ids that this host judges in batches. */
  readonly batchLanguages: readonly string[];
  readonly singleLanguages: readonly string[];
  /** Languages whose compilers have a head start on this host; only on hosts of the fleet. */
  readonly headStartLanguages?: readonly string[];
  /**
   * CPU time that its host needs for known work, over that of the reference (core/examination/measure-speed.ts); absent
   * where it is not known. On hosts of the fleet it follows what is measured while they judge.
   */
  readonly speedFactor?: number;
  /** The least speed factor of any host that has ever judged the session; only on hosts of the fleet. */
  readonly fastestFactor?: number;
  /** Languages of the session that its examination left out, with the reason; only on judges that somebody keeps. */
  readonly notJudged?: readonly { readonly language: string; readonly reason: string }[];
  /** Present while somebody holds it. */
  readonly holder?: {
    readonly leaseId: string;
    readonly until: number;
    /** Whose submission is judged on it, and since when. */
    readonly participant?: SlotParticipant;
    /** Whom the whole host is kept for. */
    readonly kept?: KeptHost;
  };
  readonly signs?: JudgeSigns;
  /** Its host is taken back by EC2 at this time, ms since the epoch: nothing more is to begin on it. */
  readonly leavesAt?: number;
  /** Those of its host, on the first of its slots: what failed there in a row. */
  readonly circuits?: HostCircuits;
}

/** In what the host of a slot judges. */
export type SlotLanguages = Pick<Slot, 'batchLanguages' | 'singleLanguages' | 'notJudged'>;

/** How fast the host of a slot is, and beside which others. */
export type SlotSpeed = Pick<Slot, 'speedFactor' | 'fastestFactor'>;

/** What a holder writes on its slot. */
export type SlotNote = JudgeSigns & {
  readonly participant?: SlotParticipant;
  /** Null: the host is kept no longer. */
  readonly kept?: KeptHost | null;
};

/** Whether a lease is prolonged; `leaving`: it is, and the slot's host is taken back by EC2. */
export type Renewal = boolean | 'leaving';

/** Keeps the slots of a session's ready hosts. Implementation: adapters/dynamodb/slot-store.ts. */
export interface SlotStore {
  /** Opens the slots of a host that became ready; existing ones are left alone. */
  open(slots: readonly Slot[]): Promise<void>;
  /** Tells on the open slots of a host in what it judges from now on. */
  tellLanguages(sessionId: string, hostId: string, languages: SlotLanguages): Promise<void>;
  /** Tells on the open slots of a host how fast it is from now on. */
  tellSpeed(sessionId: string, hostId: string, speed: Required<SlotSpeed>): Promise<void>;
  /** Closes all slots of a host: nobody can take them any more. Holders lose them at their next renewal. */
  close(sessionId: string, hostId: string): Promise<void>;
  /**
   * Tells on the open slots of a host that EC2 takes it back at `leavesAt`: nobody can take them any more, and who holds one
   * keeps it and is told at the next renewal.
   */
  leave(sessionId: string, hostId: string, leavesAt: number): Promise<void>;
  list(sessionId: string): Promise<readonly Slot[]>;
  /** @returns false when somebody else holds it at `now`, its host is leaving, or it was closed. */
  take(slot: Slot, leaseId: string, until: number, now: number): Promise<boolean>;
  /** Prolongs by condition on the lease, with what is known of slot and judge by now. @returns false when it is lost. */
  renew(slot: Slot, leaseId: string, until: number, note?: SlotNote): Promise<Renewal>;
  release(slot: Slot, leaseId: string, signs?: JudgeSigns): Promise<void>;
  /**
   * Changes a circuit that is kept on a slot, whoever holds it, from what was read; `after` undefined closes it.
   * @returns false when another was faster, or the slot was closed
   */
  turnCircuit(
    slot: Slot,
    operation: HostOperation,
    before: Circuit | undefined,
    after: Circuit | undefined,
  ): Promise<boolean>;
}
