import type { Participant } from '../exam/session.ts';

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
  /** Raised by one with every intake: the condition of the write. */
  readonly revision: number;
}

export const NEW_RECORD: IntakeRecord = { finish: {}, submissions: {}, revision: 0 };

/** What a participant used an idempotency key for. */
export interface KeyUse {
  readonly submissionId: string;
  /** Of the content: `SubmissionWish.digest`. */
  readonly digest: string;
}

/** A key of a participant's. */
export interface OwnKey {
  readonly participantId: string;
  readonly key: string;
}

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
  /** As `getSubmitter`, of many at once, each named once; who is not on the roster is missing. */
  getSubmitters(
    sessionId: string,
    participantIds: readonly string[],
  ): Promise<ReadonlyMap<string, Submitter>>;
  /** As `saveIntake`, of many at once, each for itself. @returns false also for a record that was not got to */
  saveIntakes(
    sessionId: string,
    records: readonly { readonly participantId: string; readonly intake: IntakeRecord }[],
  ): Promise<readonly boolean[]>;
  /** Uses are kept for as long as the session is. */
  getKeyUse(sessionId: string, participantId: string, key: string): Promise<KeyUse | undefined>;
  /** Takes a key for a submission, once. @returns what it is used for: this, or what was before */
  claimKey(sessionId: string, participantId: string, key: string, use: KeyUse): Promise<KeyUse>;
  /** As `getKeyUse`, of many at once. */
  getKeyUses(sessionId: string, keys: readonly OwnKey[]): Promise<readonly (KeyUse | undefined)[]>;
  /** Takes many keys, no two the same, each for itself. @returns false for one that was taken before, or not got to */
  claimKeys(
    sessionId: string,
    claims: readonly (OwnKey & { readonly use: KeyUse })[],
  ): Promise<readonly boolean[]>;
  /** Gives a key's submission that was never written another id. @returns false when somebody was faster */
  renameUse(
    sessionId: string,
    participantId: string,
    key: string,
    from: string,
    to: string,
  ): Promise<boolean>;
}
