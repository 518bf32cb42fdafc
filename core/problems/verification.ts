import { mostCpuMs } from '../grading/call-limits.ts';
import type { JudgeLimits } from '../grading/judge.ts';
import { scoreSubmission } from '../grading/scoring.ts';
import type { SubmissionResult, TestCaseResult } from '../grading/submission-result.ts';
import { matchesGlob } from './package/glob.ts';
import type { ExpectableVerdict, JurySubmission, ProblemManifest, Requirement } from './problem.ts';

/** A jury submission, judged under a time limit that may be longer than the problem's. */
export interface JudgedJurySubmission {
  readonly submission: JurySubmission;
  readonly result: SubmissionResult;
  /** The time limit that it was judged under, ms. */
  readonly limitMs: number;
}

/** What of a problem, of a program of its jury and of its result decides whether it is as expected. */
type Asked = Pick<ProblemManifest, 'formatVersion' | 'kind' | 'testCases' | 'groups'>;
type JudgedCase = Pick<TestCaseResult, 'testCaseId' | 'verdict' | 'cpuMs' | 'detail'>;
interface Judged extends Partial<Pick<JudgedJurySubmission, 'limitMs'>> {
  readonly submission: Pick<JurySubmission, 'requirements' | 'expected'>;
  readonly result: Pick<SubmissionResult, 'verdict' | 'cpuMs'> & { readonly perCase: readonly JudgedCase[] };
}

/** What is known of a jury submission after judging it. */
export interface JuryVerdict {
  /** The verdict under the problem's limit: of the first test case that fails. */
  readonly verdict: SubmissionResult['verdict'];
  readonly firstFailing?: string;
  /** Points; absent when not all test cases were run. */
  readonly score?: number;
  /** CPU time of the slowest test case, ms. */
  readonly cpuMs: number;
  /** Why it is not as expected, one sentence each; empty when it is. */
  readonly complaints: readonly string[];
  /** What is as expected and yet may be meant otherwise, one sentence each. */
  readonly remarks: readonly string[];
}

/**
 * Results as they would be under the time limit `timeMs`: jury submissions are judged under a longer one, so that it
 * is seen how far from the limit they are.
 */
export function underLimit<Case extends Pick<TestCaseResult, 'verdict' | 'cpuMs' | 'detail'>>(
  result: { readonly perCase: readonly Case[] },
  timeMs: number,
): readonly Case[] {
  return result.perCase.map((each) =>
    each.cpuMs > timeMs && each.verdict !== 'not-run'
      ? { ...each, verdict: 'TLE', detail: { clock: 'cpu' } }
      : each,
  );
}

/** Holds a jury submission against everything that the package asks of it. */
export function checkJurySubmission(manifest: Asked, judged: Judged, timeMs: number): JuryVerdict {
  const { submission, result } = judged;
  const perCase = underLimit(result, timeMs);
  const failing = perCase.find(({ verdict }) => verdict !== 'AC');
  const verdict =
    result.verdict === 'CE'
      ? 'CE'
      : failing === undefined
        ? 'AC'
        : failing.verdict === 'not-run'
          ? 'JE'
          : failing.verdict;
  const whole = result.verdict !== 'CE' && perCase.every((each) => each.verdict !== 'not-run');
  const score =
    manifest.kind === 'scoring' && whole
      ? scoreSubmission(manifest.testCases, manifest.groups, perCase)
      : undefined;
  const said = submission.requirements.flatMap((requirement) =>
    requirement.whole === true
      ? complaintsOfWhole(requirement, verdict, failing?.testCaseId)
      : complaintsOf(manifest, requirement, result, perCase, score),
  );
  const complaints = [...new Set(said)];
  return {
    verdict,
    ...(failing === undefined || verdict === 'CE' ? {} : { firstFailing: failing.testCaseId }),
    ...(score === undefined ? {} : { score }),
    cpuMs: result.cpuMs,
    complaints,
    remarks: complaints.length === 0 ? remarksOf(manifest, submission, score) : [],
  };
}

/** The legacy format's judges accept what gets a part of the points, and say so, too; so may a validator in the other. */
function remarksOf(
  { formatVersion, groups }: Asked,
  { expected }: Judged['submission'],
  score: number | undefined,
): string[] {
  const full = groups.find(({ name }) => name === 'secret')?.maxScore ?? null;
  if (expected !== 'AC' || score === undefined || full === null || score >= full) return [];
  const remedy =
    formatVersion === 'legacy'
      ? 'it belongs in partially_accepted/'
      : 'say so with score in submissions/submissions.yaml';
  return [`It gets ${score} of ${full} points; if that is meant, ${remedy}.`];
}

function complaintsOfWhole(
  { permitted }: Requirement,
  verdict: SubmissionResult['verdict'],
  at: string | undefined,
): string[] {
  if (permitted.includes(verdict as ExpectableVerdict)) return [];
  if (verdict === 'CE') return ['It does not compile.'];
  return [
    at === undefined
      ? `It is ${verdict}; expected: ${permitted.join(', ')}.`
      : `Test case ${at}, the first that fails, is ${verdict}; expected: ${permitted.join(', ')}.`,
  ];
}

function complaintsOf(
  manifest: Asked,
  requirement: Requirement,
  result: Pick<SubmissionResult, 'verdict'>,
  perCase: readonly JudgedCase[],
  score: number | undefined,
): string[] {
  const { of, permitted, required } = requirement;
  const where = of === '' ? '' : ` in ${of}`;
  const matching = perCase.filter(
    ({ testCaseId, verdict }) => verdict !== 'not-run' && (of === '' || matchesGlob(of, testCaseId)),
  );
  const verdicts = result.verdict === 'CE' ? ['CE'] : matching.map(({ verdict }) => verdict as string);
  const forbidden = matching.find(({ verdict }) => !permitted.includes(verdict as ExpectableVerdict));
  const complaints: string[] = [];
  if (result.verdict === 'CE' && !permitted.includes('CE')) complaints.push('It does not compile.');
  else if (forbidden !== undefined)
    complaints.push(
      `Test case ${forbidden.testCaseId} is ${forbidden.verdict}; permitted${where}: ${permitted.join(', ')}.`,
    );
  if (
    !verdicts.some((verdict) => required.includes(verdict as ExpectableVerdict)) &&
    complaints.length === 0
  ) {
    complaints.push(`No test case${where} is ${required.join(' or ')}.`);
  }
  if (requirement.score !== undefined) {
    const [low, high] = requirement.score;
    const group = manifest.groups.find(({ name }) => name === of);
    const reached = group === undefined ? score : scoreSubmission(manifest.testCases, [group], perCase);
    if (reached === undefined || reached < low || reached > high)
      complaints.push(
        `The score${where} is ${reached ?? 'none'}; expected ${low === high ? low : `${low} to ${high}`}.`,
      );
  }
  const { message } = requirement;
  if (message !== undefined && !matching.some(({ detail }) => detail.feedback?.includes(message)))
    complaints.push(`No judge message${where} says "${message}".`);
  return complaints;
}

/** A time limit that the jury's programs speak for. */
export interface TimeLimitProposal {
  /** ms; `null` when nothing speaks for any. */
  readonly proposedMs: number | null;
  /** CPU time of the slowest test case of any program that must fit, ms. */
  readonly slowestFittingMs: number | null;
  /** CPU time of the fastest too slow program's slowest test case, ms, as far as it was let run. */
  readonly fastestTooSlowMs: number | null;
  /** Whether the package's own limit keeps both margins. */
  readonly limitKeepsMargins: boolean;
  readonly reason: string;
}

/**
 * Proposes a time limit (format, "Problem timing"): the smallest multiple of the resolution that is at least
 * `accepted` x the slowest program that must fit, and at most 1 / `tooSlow` x the fastest that must not.
 */
export function proposeTimeLimit(
  manifest: Pick<ProblemManifest, 'limits' | 'timeMultipliers' | 'timeResolutionMs'>,
  judged: readonly JudgedJurySubmission[],
): TimeLimitProposal {
  const { accepted, tooSlow } = manifest.timeMultipliers;
  const bounds = judged.flatMap(({ submission, result, limitMs }) =>
    submission.requirements.flatMap(({ of, permitted, whole, timeLimit }) => {
      // What may be too slow for some test cases says nothing of what must fit where it is.
      const isTooSlow = result.perCase.some(({ verdict }) => verdict === 'TLE');
      const mayBe = permitted.includes('TLE') || (whole === true && permitted.some((each) => each !== 'AC'));
      if (timeLimit === 'lower' && isTooSlow && mayBe) return [];
      const times = result.perCase
        .filter(
          ({ testCaseId, verdict }) => verdict !== 'not-run' && (of === '' || matchesGlob(of, testCaseId)),
        )
        .map(({ verdict, cpuMs }) => (verdict === 'TLE' ? Math.max(cpuMs, limitMs) : cpuMs));
      return timeLimit === undefined || times.length === 0 ? [] : [{ timeLimit, ms: Math.max(...times) }];
    }),
  );
  const lower = bounds.filter(({ timeLimit }) => timeLimit === 'lower').map(({ ms }) => ms);
  const upper = bounds.filter(({ timeLimit }) => timeLimit === 'upper').map(({ ms }) => ms);
  if (lower.length === 0) {
    return {
      proposedMs: null,
      slowestFittingMs: null,
      fastestTooSlowMs: least(upper),
      limitKeepsMargins: false,
      reason: 'No program that must fit was judged.',
    };
  }
  const slowest = Math.max(...lower);
  const fastest = least(upper);
  const { timeMs } = manifest.limits;
  const limitKeepsMargins = slowest * accepted <= timeMs && (fastest === null || timeMs * tooSlow <= fastest);
  const proposedMs =
    Math.max(1, Math.ceil((slowest * accepted) / manifest.timeResolutionMs)) * manifest.timeResolutionMs;
  const fits = fastest === null || proposedMs * tooSlow <= fastest;
  const because = `${accepted} x ${seconds(slowest)} of the slowest that must fit`;
  const reason = fits
    ? `${because}, rounded up to ${seconds(manifest.timeResolutionMs)}.`
    : `${because} makes ${seconds(proposedMs)}, but ${tooSlow} x that is more than the ${seconds(fastest)} of the fastest that is too slow: make the test data larger or the limit's unit (time_resolution) smaller.`;
  return {
    proposedMs: fits ? proposedMs : null,
    slowestFittingMs: slowest,
    fastestTooSlowMs: fastest,
    limitKeepsMargins,
    reason,
  };
}

/**
 * How long programs are let run, in ms, to see whether a limit keeps its upper margin: as long as the margin needs, but
 * no longer than the judge grants a run, and never less than the limit itself.
 */
export function limitForTiming(
  timeMs: number,
  tooSlow: number,
  judge: Pick<JudgeLimits, 'maxCpuMs' | 'maxWallMs'>,
): number {
  return Math.max(timeMs, Math.min(Math.ceil(timeMs * tooSlow) + 50, mostCpuMs(judge)));
}

function least(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.min(...values);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3).replace(/\.?0+$/, '')} s`;
}
