import { given } from '../exam/given.ts';
import type { Rejudging } from '../exam/rejudging.ts';
import type { Shows } from '../exam/session.ts';
import type { SubmissionResult, TestCaseResult } from '../grading/judge-submission.ts';
import { describeVerdict } from '../grading/verdict.ts';
import type { ProblemManifest } from '../problems/problem.ts';
import { maxScoreOf } from '../problems/problem-files.ts';
import type { PointsTeller, ToldPoints } from '../results/tell-points.ts';
import { concealTime } from '../submissions/decide-shown.ts';
import type { Submission } from '../submissions/submission.ts';
import { type SubmissionDigest, slowestCase } from '../submissions/submission-digest.ts';
import { decideNextLook, type QueuePlace } from './decide-next-look.ts';
import type { VerdictLine } from './live.ts';
import { toInstant } from './present-session.ts';
import type { QueuePlaceView, SubmissionView } from './submissions.ts';

/** Who looks, how much they see, and what of the problem is needed to tell samples from secrets. */
export interface Look {
  readonly as: 'staff' | 'participant';
  /** What the submission's session shows this person of it: `decideShown`. */
  readonly shows: Shows;
  /** Absent in lists: no test cases are shown then. */
  readonly manifest?: ProblemManifest;
  /** How submissions are told in points; absent where the session gives none. */
  readonly points?: PointsTeller;
  /** Where it stands, of what is queued. */
  readonly place?: QueuePlace;
  /** The time, where it is told when to ask again; ms since the epoch. */
  readonly now?: number;
  /** The one that its verdict is from. */
  readonly rejudging?: Rejudging;
}

/** A submission as this person may see it. */
export function presentSubmission(submission: Submission, look: Look): SubmissionView {
  return {
    submissionId: submission.submissionId,
    sessionId: submission.sessionId,
    participantId: submission.participantId,
    label: submission.label,
    problemId: submission.problemId,
    language: submission.language,
    trial: submission.lane === 'trial',
    state: submission.state,
    submittedAt: toInstant(submission.submittedAt),
    sourceBytes: submission.sourceBytes,
    ...given({ inputBytes: submission.inputBytes }),
    ...(look.as === 'staff' ? given({ handedInBy: submission.handedInBy }) : {}),
    attempts: submission.attempts,
    ...(submission.state === 'queued' && look.place !== undefined ? { queue: presentPlace(look.place) } : {}),
    ...tellNextAsk(submission, look),
    ...('startedAt' in submission && look.shows === 'all'
      ? { startedAt: toInstant(submission.startedAt) }
      : {}),
    ...(submission.state === 'judged'
      ? { judgedAt: toInstant(concealTime(look.shows, submission.judgedAt)) }
      : {}),
    ...(look.rejudging?.endedAt === undefined ? {} : { rejudgedAt: toInstant(look.rejudging.endedAt) }),
    ...(submission.state === 'judged' && look.shows !== 'nothing'
      ? {
          result: presentResult(
            submission.result,
            look,
            submission.inputBytes !== undefined,
            tellPoints(submission, submission.result, look),
          ),
        }
      : {}),
    ...(submission.state === 'quarantined'
      ? { judgedAt: toInstant(submission.quarantinedAt), reason: submission.reason }
      : {}),
  };
}

/** Where a submission stands in the queue. */
export function presentPlace({ asOf, ...place }: QueuePlace): QueuePlaceView {
  return { ...place, asOf: toInstant(asOf) };
}

function tellNextAsk({ state, submittedAt }: Submission, { place, now }: Look): { nextAskMs?: number } {
  if (now === undefined || (state !== 'queued' && state !== 'running')) return {};
  return { nextAskMs: decideNextLook({ submittedAt, place }, now).inMs };
}

function tellPoints(
  { label, lane }: Submission,
  { verdict, score }: SubmissionResult,
  { points }: Look,
): ToldPoints | undefined {
  return points?.({ label, trial: lane === 'trial', verdict, ...given({ score }) });
}

/**
 * @param isOwnInput nothing was compared: it tells how one run went, and of test cases nothing
 * @param told by its session's grading; otherwise its score is told as its package gives it
 */
export function presentResult(
  result: SubmissionResult,
  look: Look,
  isOwnInput: boolean,
  told?: ToldPoints,
): NonNullable<SubmissionView['result']> {
  const firstFailing = result.perCase.findIndex(({ testCaseId }) => testCaseId === result.firstFailing);
  const { score } = result;
  const maxScore = score === undefined ? undefined : look.manifest && maxScoreOf(look.manifest);
  const verdict = {
    verdict: result.verdict,
    ...(told ?? given({ score, maxScore })),
    ...(result.compileOutput === undefined ? {} : { compilerOutput: result.compileOutput }),
  };
  const cases = look.manifest && presentCases(result.perCase, look.manifest, isOwnInput ? 'staff' : look.as);
  const failing = firstFailing < 0 ? {} : { firstFailing: firstFailing + 1 };
  switch (look.shows) {
    case 'nothing':
    case 'verdict':
      return verdict;
    case 'first-failing': {
      const results = cases?.filter(({ number }) => number === failing.firstFailing);
      return { ...verdict, ...failing, ...(results === undefined ? {} : { results }) };
    }
    case 'samples': {
      const results = cases?.filter(({ sample }) => sample);
      const isShown = results?.some(({ number }) => number === failing.firstFailing) === true;
      return { ...verdict, ...(isShown ? failing : {}), ...(results === undefined ? {} : { results }) };
    }
    case 'all':
      break;
  }
  return {
    ...verdict,
    ...(isOwnInput ? {} : { passed: result.counts.AC ?? 0, testCases: result.perCase.length, ...failing }),
    cpuMs: slowestCase(result.perCase),
    memoryKiB: result.perCase.reduce((most, { memoryKiB }) => Math.max(most, memoryKiB), 0),
    judgeCalls: result.judgeCalls + result.validatorCalls,
    judgeCallsSaved: result.callsSaved,
    mode: [result.mode, ...result.whySplit].join('; '),
    ...given({ timeLimitMs: result.timeLimitMs }),
    ...(look.as === 'staff' ? given({ speedFactor: result.speedFactor, secondLook: result.secondLook }) : {}),
    ...(cases === undefined ? {} : { results: cases }),
  };
}

/** Names, outputs, stderr and feedback of secret test cases are for staff. */
function presentCases(perCase: readonly TestCaseResult[], manifest: ProblemManifest, as: Look['as']) {
  const known = new Map(manifest.testCases.map((testCase) => [testCase.id, testCase]));
  return perCase.map((one, index) => {
    const testCase = known.get(one.testCaseId);
    const sample = testCase?.sample === true;
    const open = sample || as === 'staff';
    const ran = one.verdict !== 'not-run';
    const said = describeVerdict(one.verdict, one.detail);
    return {
      number: index + 1,
      ...(open ? { id: one.testCaseId } : {}),
      sample,
      ...(testCase === undefined ? {} : { group: testCase.group }),
      verdict: one.verdict === 'not-run' ? null : one.verdict,
      ...(said === one.verdict ? {} : { detail: said }),
      ...(ran ? { cpuMs: one.cpuMs, wallMs: one.wallMs, memoryKiB: one.memoryKiB } : {}),
      ...(one.detail.score === undefined ? {} : { score: one.detail.score }),
      ...(open && one.outputHead !== '' ? { output: one.outputHead, outputBytes: one.outputBytes } : {}),
      ...(open && one.stderrHead !== '' ? { stderr: one.stderrHead } : {}),
      ...(open && one.conversation !== undefined ? { conversation: one.conversation } : {}),
      ...(open && one.detail.feedback !== undefined ? { feedback: one.detail.feedback } : {}),
    };
  });
}

/** A verdict in one line; only for what has ended, and not for runs on an own input, of which there is none. */
export function presentVerdictLine(digest: SubmissionDigest): VerdictLine | undefined {
  const { endedAt, verdict, state, inputBytes } = digest;
  if (inputBytes !== undefined) return undefined;
  if (endedAt === undefined || verdict === undefined || state === 'queued' || state === 'running')
    return undefined;
  return {
    submissionId: digest.submissionId,
    participantId: digest.participantId,
    label: digest.label,
    problemId: digest.problemId,
    language: digest.language,
    state,
    verdict,
    passed: digest.passed,
    testCases: digest.testCases,
    cpuMs: digest.cpuMs,
    judgeCalls: digest.judgeCalls,
    submittedAt: toInstant(digest.submittedAt),
    judgedAt: toInstant(endedAt),
    waitMs: Math.max(0, endedAt - digest.submittedAt),
  };
}
