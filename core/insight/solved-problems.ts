import type { SessionProblem } from '../exam/session.ts';
import { scaleTime } from '../submissions/scale-time.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';

/** What accepted solutions of a problem took, in one session. */
export interface SolvedProblem {
  readonly problemId: string;
  readonly version: number;
  readonly label: string;
  /** Participants who solved it. */
  readonly solvers: number;
  /**
   * Of each solver the quickest accepted program: CPU time of its slowest test case as the session's fastest host would have
   * needed it, ms, the longest first; the longest {@link MOST_TIMES} where there are more.
   */
  readonly timesMs: readonly number[];
  /** Participants with a program that was right and late by less than a fifth of the limit, and was judged once more for that. */
  readonly late: number;
  /** Of these: none of their programs was ever in time. */
  readonly lateOnly: number;
}

/** Those nearest to a limit tell: more would make a row of a large exam longer, and no finding another. */
const MOST_TIMES = 250;

/**
 * What solutions took, problem by problem; of counted submissions. One participant is one solution, however often they handed in
 * theirs: so one who is near the limit and resubmits is not many. Pure.
 * @param speeds of all hosts that have judged the session: limits are scaled by these (scaleTime), and so are times
 */
export function solvedProblems(
  problems: readonly SessionProblem[],
  submissions: readonly SubmissionDigest[],
  speeds: readonly number[],
): readonly SolvedProblem[] {
  const slots = speeds.map((speedFactor) => ({ speedFactor }));
  const byLabel = Map.groupBy(
    submissions.filter(({ trial }) => !trial),
    ({ label }) => label,
  );
  return problems.map(({ problemId, version, label }) => {
    const own = byLabel.get(label) ?? [];
    const best = new Map<string, number>();
    for (const { participantId, verdict, cpuMs, speedFactor } of own) {
      if (verdict !== 'AC') continue;
      const scale = speedFactor === undefined ? 1 : scaleTime({ speedFactor }, slots);
      const timeMs = Math.round(cpuMs / scale);
      best.set(participantId, Math.min(timeMs, best.get(participantId) ?? timeMs));
    }
    const late = new Set(own.filter((one) => one.late === true).map(({ participantId }) => participantId));
    return {
      problemId,
      version,
      label,
      solvers: best.size,
      timesMs: [...best.values()].sort((a, b) => b - a).slice(0, MOST_TIMES),
      late: late.size,
      lateOnly: [...late].filter((participantId) => !best.has(participantId)).length,
    };
  });
}
