import type { Verdict } from '../grading/verdict.ts';
import { timePartOf } from '../ids.ts';
import type { Submission } from './submission.ts';
import type { SubmissionCounts, SubmissionStore } from './submission-store.ts';

/** What lists, boards and live views need of a submission: small, and final once `endedAt` is there. */
export interface SubmissionDigest {
  readonly submissionId: string;
  readonly participantId: string;
  readonly problemId: string;
  readonly label: string;
  readonly language: string;
  readonly trial: boolean;
  readonly state: Submission['state'];
  readonly submittedAt: number;
  /** When it was judged or quarantined. */
  readonly endedAt?: number;
  readonly judgingMs?: number;
  /** JE when quarantined. */
  readonly verdict?: Verdict;
  readonly score?: number;
  readonly passed: number;
  readonly testCases: number;
  readonly cpuMs: number;
  readonly judgeCalls: number;
  readonly callsSaved: number;
}

/** A submission in short. */
export function digestOf(submission: Submission): SubmissionDigest {
  const { submissionId, participantId, problemId, label, language, state, submittedAt } = submission;
  const base = {
    submissionId,
    participantId,
    problemId,
    label,
    language,
    state,
    submittedAt,
    trial: submission.lane === 'trial',
  };
  const none = { passed: 0, testCases: 0, cpuMs: 0, judgeCalls: 0, callsSaved: 0 };
  if (submission.state === 'quarantined')
    return { ...base, ...none, verdict: 'JE', endedAt: submission.quarantinedAt };
  if (submission.state !== 'judged') return { ...base, ...none };
  const { result, judgedAt, startedAt } = submission;
  return {
    ...base,
    endedAt: judgedAt,
    judgingMs: judgedAt - startedAt,
    verdict: result.verdict,
    ...(result.score === undefined ? {} : { score: result.score }),
    passed: result.counts.AC ?? 0,
    testCases: result.perCase.length,
    cpuMs: slowestCase(result.perCase),
    judgeCalls: result.judgeCalls + result.validatorCalls,
    callsSaved: result.callsSaved,
  };
}

/** CPU time of the slowest test case, ms. */
export function slowestCase(perCase: readonly { readonly cpuMs: number }[]): number {
  return perCase.reduce((most, { cpuMs }) => Math.max(most, cpuMs), 0);
}

/**
 * Clocks of intakes differ, and a row is written a moment after its id was made: whatever may have been made in this
 * time is read again.
 */
const SETTLING_MS = 60_000;

/**
 * All submissions of a session in short, kept up to date by reading only what has not ended yet and what is young: a
 * refresh costs one query of a few rows, however long the session already goes.
 */
export class SubmissionFeed {
  readonly #store: Pick<SubmissionStore, 'listFrom'>;
  readonly #sessionId: string;
  readonly #digests = new Map<string, SubmissionDigest>();
  #from = '';

  constructor(store: Pick<SubmissionStore, 'listFrom'>, sessionId: string) {
    this.#store = store;
    this.#sessionId = sessionId;
  }

  /** Every submission, oldest first. */
  async refresh(now: number): Promise<readonly SubmissionDigest[]> {
    const rows = (await this.#store.listFrom(this.#sessionId, this.#from)).map(digestOf);
    for (const digest of rows) this.#digests.set(digest.submissionId, digest);
    const waiting = rows.find(({ endedAt }) => endedAt === undefined)?.submissionId;
    const young = timePartOf(now - SETTLING_MS);
    this.#from = waiting !== undefined && waiting < young ? waiting : young;
    return [...this.#digests.values()].sort((a, b) => (a.submissionId < b.submissionId ? -1 : 1));
  }
}

/** Submissions by state. */
export function countDigests(digests: readonly SubmissionDigest[]): SubmissionCounts {
  const counts = { accepted: digests.length, queued: 0, running: 0, judged: 0, quarantined: 0 };
  for (const { state } of digests) counts[state]++;
  return counts;
}

/** Judgings that an expected wait is made of. */
const RECENT = 20;

/**
 * How long a submission made now would wait for a judge, ms: what waits, at the mean pace of the latest judgings on
 * so many slots. Undefined until something was judged, or while there is no slot.
 */
export function expectWait(
  digests: readonly SubmissionDigest[],
  waiting: number,
  slots: number,
): number | undefined {
  const recent = digests.flatMap(({ judgingMs }) => judgingMs ?? []).slice(-RECENT);
  if (recent.length === 0 || slots === 0) return undefined;
  const mean = recent.reduce((sum, ms) => sum + ms, 0) / recent.length;
  return Math.round((mean * waiting) / slots);
}
