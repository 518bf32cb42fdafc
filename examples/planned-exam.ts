import type { Verdict } from '../core/grading/verdict.ts';

/** One submission that the class will make. */
export interface PlannedSubmission {
  /** Roster id, e.g. `p07`. */
  readonly participantId: string;
  /** Label of the problem in the session. */
  readonly label: string;
  /** Language id of core/grading/languages. */
  readonly language: string;
  readonly source: string;
  /** What it is known to deserve. */
  readonly expected: Verdict;
  /** When it is made, ms after the window opened. */
  readonly afterMs: number;
  /** What kind of program it is, for a person who reads a surprise: `a/slow.py`. */
  readonly name: string;
}

/** Somebody of the class, as the roster has them. */
export interface PlannedParticipant {
  readonly participantId: string;
  readonly name: string;
  readonly group?: string;
  readonly extraTimeMinutes: number;
}

/** A problem of the exam with its package, zipped. */
export interface PlannedProblem {
  readonly label: string;
  readonly problemId: string;
  readonly name: string;
  readonly zip: Uint8Array;
}

/** An exam that can be played: problems, class, and what everybody will submit. */
export interface PlannedExam {
  readonly name: string;
  readonly durationMinutes: number;
  readonly problems: readonly PlannedProblem[];
  readonly participants: readonly PlannedParticipant[];
  readonly submissions: readonly PlannedSubmission[];
  readonly languages: readonly string[];
}

/** The same exam with one submission of each language and expected verdict: short, and still all there is to judge. */
export function shortenExam(exam: PlannedExam): PlannedExam {
  const kinds = new Map(
    exam.submissions.map((submission) => [`${submission.language} ${submission.expected}`, submission]),
  );
  return { ...exam, submissions: [...kinds.values()] };
}
