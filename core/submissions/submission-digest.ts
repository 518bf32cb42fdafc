import { given } from '../exam/given.ts';
import type { Verdict } from '../grading/verdict.ts';
import type { Submission } from './submission.ts';

/** What came of a submission, in short: its figures are 0, and the rest absent, until it has ended. */
export interface Outcome {
  /** When it was judged or quarantined. */
  readonly endedAt?: number;
  readonly judgingMs?: number;
  /** JE when quarantined. */
  readonly verdict?: Verdict;
  readonly score?: number;
  /** Id of the first test case that it failed; absent when none did, or where older rows do not tell. */
  readonly firstFailing?: string;
  readonly passed: number;
  readonly testCases: number;
  readonly cpuMs: number;
  readonly judgeCalls: number;
  readonly callsSaved: number;
  /** Of the host that judged it: CPU time of known work, over the reference's. Absent where it is not known. */
  readonly speedFactor?: number;
  /** It was right and late by little, and judged once more for that. */
  readonly late?: true;
  /** A host was lost with it, or judging it failed, once at least before it ended. */
  readonly setBack?: true;
  /** Of a trial on an own input, also while it waits: test cases are none, and AC means that it ran to its end. */
  readonly inputBytes?: number;
}

/** What lists, boards and live views need of a submission: small, and final once `endedAt` is there. */
export interface SubmissionDigest extends Outcome {
  readonly submissionId: string;
  readonly participantId: string;
  readonly problemId: string;
  readonly label: string;
  readonly language: string;
  readonly trial: boolean;
  readonly state: Submission['state'];
  readonly submittedAt: number;
}

/** Of a submission that has not ended. */
export const NO_OUTCOME: Outcome = { passed: 0, testCases: 0, cpuMs: 0, judgeCalls: 0, callsSaved: 0 };

/** What came of a submission. */
export function outcomeOf(submission: Submission): Outcome {
  const { inputBytes } = submission;
  const none = { ...NO_OUTCOME, ...given({ inputBytes }) };
  const setBack = given({ setBack: wasSetBack(submission) ? (true as const) : undefined });
  if (submission.state === 'quarantined')
    return { ...none, ...setBack, verdict: 'JE', endedAt: submission.quarantinedAt };
  if (submission.state !== 'judged') return none;
  const { result, judgedAt, startedAt } = submission;
  return {
    ...none,
    ...setBack,
    endedAt: judgedAt,
    judgingMs: judgedAt - startedAt,
    verdict: result.verdict,
    ...(result.score === undefined ? {} : { score: result.score }),
    ...(result.firstFailing === undefined ? {} : { firstFailing: result.firstFailing }),
    ...(inputBytes === undefined ? { passed: result.counts.AC ?? 0, testCases: result.perCase.length } : {}),
    cpuMs: slowestCase(result.perCase),
    judgeCalls: result.judgeCalls + result.validatorCalls,
    callsSaved: result.callsSaved,
    ...given({
      speedFactor: result.speedFactor,
      late: result.secondLook === undefined ? undefined : (true as const),
    }),
  };
}

/** Being turned away by a host that was busy or closing is no failure of judging. */
const wasSetBack = ({ setbacks = [] }: Submission) => setbacks.some(({ kind }) => kind !== 'turned-away');

/** A submission in short. */
export function digestOf(submission: Submission): SubmissionDigest {
  const { submissionId, participantId, problemId, label, language, lane, state, submittedAt } = submission;
  return {
    submissionId,
    participantId,
    problemId,
    label,
    language,
    trial: lane === 'trial',
    state,
    submittedAt,
    ...outcomeOf(submission),
  };
}

/** CPU time of the slowest test case, ms. */
export function slowestCase(perCase: readonly { readonly cpuMs: number }[]): number {
  return perCase.reduce((most, { cpuMs }) => Math.max(most, cpuMs), 0);
}
