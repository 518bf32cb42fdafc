/** A submission that is compared: one of each participant for one problem. */
export interface Program {
  readonly submissionId: string;
  readonly participantId: string;
  /** As the roster has it. */
  readonly name: string;
  readonly group?: string;
  readonly language: string;
  /** ISO 8601. */
  readonly submittedAt: string;
  readonly verdict: string;
  readonly source: string;
}

/** Code that everybody was given: what stands in it too tells nothing of two programs. */
export interface Template {
  readonly language: string;
  readonly source: string;
}

/** What is known of a language that programs are in. */
export interface ProgramLanguage {
  readonly id: string;
  /** How it is parsed; absent: by words alone. */
  readonly grammar?: string;
}
