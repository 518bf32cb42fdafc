/** What a person, or what acted for them, did to a stage by hand, and why. Kept for {@link AUDIT_KEPT_MS}. */
export interface AuditRecord {
  /** ms since the epoch. */
  readonly at: number;
  /** As `actorOf` names them: `olga`, or `ada (by machine lms)`. */
  readonly actor: string;
  /** What was done, a stable id: `circuit.reset`, `alert.acknowledge`. */
  readonly act: string;
  /** What it was done to: `session:<id>`, `circuit:launch`, `alert:<id>`. */
  readonly target: string;
  /** In the actor's words. */
  readonly reason: string;
  /** What came of it, as the end of a sentence. */
  readonly detail?: string;
}

/** Keeps what was done by hand. Rows are only added, and an act's own is completed. Implementation: adapters/dynamodb/audit-store.ts. */
export interface AuditStore {
  /** Adds a record; the same record twice is one. @param id with one, what was recorded of the same time and id before is replaced: the wish by its outcome */
  record(record: AuditRecord, id?: string): Promise<void>;
  /** Those of `from` (inclusive) to `until` (exclusive), ms since the epoch, the newest first, at most `limit` of them. */
  list(range: {
    readonly from: number;
    readonly until: number;
    readonly limit: number;
  }): Promise<readonly AuditRecord[]>;
}

/** How long a record is kept, ms: a year and the month in which somebody asks about it. */
export const AUDIT_KEPT_MS = 400 * 86_400_000;
