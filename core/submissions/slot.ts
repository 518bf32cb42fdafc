/** Slots that one executor drives at a time: judging mostly waits for the judge. */
export const SLOTS_PER_EXECUTOR = 8;

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
  /** Languages of the session that its examination left out, with the reason; only on judges that somebody keeps. */
  readonly notJudged?: readonly { readonly language: string; readonly reason: string }[];
  /** Present while somebody holds it. */
  readonly holder?: { readonly leaseId: string; readonly until: number };
}

/** Keeps the slots of a session's ready hosts. Implementation: adapters/dynamodb/slot-store.ts. */
export interface SlotStore {
  /** Opens the slots of a host that became ready; existing ones are left alone. */
  open(slots: readonly Slot[]): Promise<void>;
  /** Closes all slots of a host: nobody can take them any more. Holders lose them at their next renewal. */
  close(sessionId: string, hostId: string): Promise<void>;
  list(sessionId: string): Promise<readonly Slot[]>;
  /** @returns false when somebody else holds it at `now`, or it was closed. */
  take(slot: Slot, leaseId: string, until: number, now: number): Promise<boolean>;
  renew(slot: Slot, leaseId: string, until: number): Promise<boolean>;
  release(slot: Slot, leaseId: string): Promise<void>;
}
