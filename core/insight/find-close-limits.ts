import { countOf } from '../exam/count-of.ts';
import { given } from '../exam/given.ts';
import { findingsOr, type Insight, type LimitFinding, percent } from './finding.ts';
import type { SolvedProblem } from './solved-problems.ts';
import { shareOf } from './statistics.ts';

/** From this share of the limit on a right program is near it. */
export const NEAR = 0.7;
/** A limit is too close when more than this share of right programs is near it, by the interval's lower end. */
const TOLERATED = 0.1;
/** Both ends of the interval together are missed so seldom; the lower one half as often. */
const CONFIDENCE = 0.9;
/** Fewer tell nothing: with four, even if all are near, two in five may be elsewhere. */
const LEAST_RIGHT = 5;

/** A problem with what its solutions took, in one session or in all. */
export interface ProblemTimes extends Omit<SolvedProblem, 'label'> {
  readonly label?: string;
  /** CPU time that a test case is granted, ms. */
  readonly limitMs: number;
  readonly sessions: number;
  /** When the first of its sessions opened, ms since the epoch. */
  readonly since: number;
}

/**
 * Problems whose limit is too close to right programs. A participant is one, by the quickest right program: who was right and
 * late, and never in time, is near the limit too. Pure.
 */
export function findCloseLimits(problems: readonly ProblemTimes[]): Insight {
  const enough = problems.filter((problem) => rightOf(problem) >= LEAST_RIGHT);
  const findings = enough.flatMap((problem) => findCloseLimit(problem) ?? []);
  return findingsOr(
    'problem-limit',
    findings.sort((a, b) => b.share.low - a.share.low),
    enough.length === 0
      ? `no problem has right programs of ${LEAST_RIGHT} participants`
      : `of ${countOf(enough.length, 'problem')} with right programs of ${LEAST_RIGHT} participants or more none has so many near its limit that it could not be chance`,
  );
}

const rightOf = ({ solvers, lateOnly }: SolvedProblem | ProblemTimes) => solvers + lateOnly;

function findCloseLimit(problem: ProblemTimes): LimitFinding | undefined {
  const { problemId, version, label, limitMs, timesMs, lateOnly, late, sessions, since } = problem;
  const right = rightOf(problem);
  const near = timesMs.filter((timeMs) => timeMs >= NEAR * limitMs).length + lateOnly;
  const share = shareOf(near, right, CONFIDENCE);
  if (share.low <= TOLERATED) return undefined;
  const [slowestMs] = timesMs;
  const subject = label === undefined ? `problem ${problemId}, version ${version}` : `problem ${label}`;
  const tellSlowest = slowestMs === undefined ? '' : `; the slowest that is in time needs ${slowestMs} ms`;
  const tellLate =
    late === 0
      ? ''
      : `; ${countOf(late, 'participant')} had a program that was right and late by less than a fifth`;
  return {
    kind: 'problem-limit',
    text: `${subject}: ${near} of ${right} participants with a right program need ${percent(NEAR)} of its limit of ${limitMs} ms or more (of all who could solve it between ${percent(share.low)} and ${percent(share.high)})${tellSlowest}${tellLate}`,
    advice:
      'Right programs may be failing for their time alone. Usual is a limit of twice what the slowest program needs that is meant to pass; a new version of the problem can be judged by rejudging',
    basis: { sessions, participants: right, since },
    problemId,
    version,
    ...(label === undefined ? {} : { label }),
    limitMs,
    right,
    near,
    share,
    ...given({ slowestMs }),
    late,
  };
}
