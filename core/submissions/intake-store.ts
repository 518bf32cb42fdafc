import type { Participant } from '../sessions/session.ts';

/** What intake remembers of a participant, on the participant's own row. */
export interface IntakeRecord {
  /** Finish tag by lane; see fair-queueing.ts. */
  readonly finish: Readonly<Record<string, number>>;
  /** Submissions that count, by problem label. */
  readonly submissions: Readonly<Record<string, number>>;
  /** When the latest one was taken, ms since the epoch. */
  readonly lastAt?: number;
  /** When the latest trial was taken, ms since the epoch. */
  readonly lastTrialAt?: number;
  /** The latest submissions by lane, of which some may have ended: enough to know who has too many waiting. */
  readonly recent?: Readonly<Record<string, readonly string[]>>;
  /** The latest idempotency keys with what they were used for, oldest first. */
  readonly keys: readonly { readonly key: string; readonly submissionId: string; readonly digest: string }[];
  /** Raised by one with every intake: the condition of the write. */
  readonly revision: number;
}

export const NEW_RECORD: IntakeRecord = { finish: {}, submissions: {}, keys: [], revision: 0 };

/** Somebody on the roster with what intake remembers. */
export interface Submitter {
  readonly participant: Participant;
  readonly intake: IntakeRecord;
}

/** Keeps what intake knows of participants. Implementation: adapters/dynamodb/intake-store.ts. */
export interface IntakeStore {
  getSubmitter(sessionId: string, participantId: string): Promise<Submitter | undefined>;
  /** Writes the record by condition on the revision it was read with. @returns false when somebody was faster. */
  saveIntake(sessionId: string, participantId: string, intake: IntakeRecord): Promise<boolean>;
}
