import type { Session } from '../exam/session.ts';
import type { Host } from '../fleet/host.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';
import { findCloseLimits, type ProblemTimes } from './find-close-limits.ts';
import { findHostDrift, findTypeDrift } from './find-drift.ts';
import { findPatterns } from './find-patterns.ts';
import { type Insight, together } from './finding.ts';
import { type HostTerms, recommendCapacity } from './recommend-capacity.ts';
import { type BusySpan, recommendMaintenance } from './recommend-maintenance.ts';
import { type SessionSummary, speedsOf } from './session-summary.ts';
import { type SolvedProblem, solvedProblems } from './solved-problems.ts';

/** So many sessions of the past are looked at, the latest: a year of a busy department. */
export const SESSIONS_READ = 200;
/** Of so many problems the limits are looked up for a stage, those that were used last. */
const PROBLEMS_READ = 40;

/** The limit of CPU time of a problem's version, ms; undefined where it is not stored any more. */
export type LimitOf = (problemId: string, version: number) => Promise<number | undefined>;

/** What is known of a session, for what is found in it. */
export interface SessionFacts {
  readonly session: Session;
  /** That it is planned for. */
  readonly planned: number;
  readonly submissions: readonly SubmissionDigest[];
  readonly hosts: readonly Host[];
  /** The latest sessions, its own among them once it is settled. */
  readonly history: readonly SessionSummary[];
  readonly terms: HostTerms;
}

/** What is found in one session: limits of its problems, its size, the speed of its hosts. Pure but for reading limits. */
export async function insightOfSession(facts: SessionFacts, limitOf: LimitOf): Promise<Insight> {
  const { session, planned, submissions, hosts, history, terms } = facts;
  const solved = solvedProblems(session.problems, submissions, speedsOf(hosts));
  const times = await withLimits(
    solved.map((problem) => ({ ...problem, sessions: 1, since: session.times.opensAt })),
    limitOf,
  );
  return together([
    findCloseLimits(times),
    recommendCapacity(session, planned, history.filter(isExam), terms),
    findHostDrift(hosts),
  ]);
}

/** What is known of a stage. */
export interface StageFacts {
  readonly history: readonly SessionSummary[];
  /** Sessions that are not settled, from launch to the latest end. */
  readonly booked: readonly BusySpan[];
  /** ms since the epoch. */
  readonly now: number;
}

/** What is found over many sessions: failures that recur, hosts that change, when nothing is on, limits of problems. Pure but for reading limits. */
export async function insightOfStage(
  { history, booked, now }: StageFacts,
  limitOf: LimitOf,
): Promise<Insight> {
  const exams = history.filter(isExam);
  const past = history.map(({ launchAt, endedAt }) => ({ from: launchAt, until: endedAt }));
  return together([
    findPatterns(exams),
    findTypeDrift(history),
    findCloseLimits(await withLimits(problemsOver(exams), limitOf)),
    recommendMaintenance(past, booked, now),
  ]);
}

/** What is handed in at a rehearsal was made up, and what fails may have been made to. */
const isExam = ({ rehearsal }: SessionSummary) => rehearsal !== true;

/** Problems over all sessions that had them in the same version, those used last first. */
function problemsOver(history: readonly SessionSummary[]): readonly Omit<ProblemTimes, 'limitMs'>[] {
  const used = history
    .toSorted((a, b) => b.opensAt - a.opensAt)
    .flatMap(({ opensAt, problems }) => problems.map((problem) => ({ ...problem, opensAt })))
    .filter(({ solvers, lateOnly }) => solvers + lateOnly > 0);
  const groups = [...Map.groupBy(used, ({ problemId, version }) => `${problemId} ${version}`).values()];
  return groups.slice(0, PROBLEMS_READ).flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const sum = (of: (one: SolvedProblem) => number) => all.reduce((total, one) => total + of(one), 0);
    return [
      {
        problemId: first.problemId,
        version: first.version,
        solvers: sum(({ solvers }) => solvers),
        timesMs: all.flatMap(({ timesMs }) => timesMs).sort((a, b) => b - a),
        late: sum(({ late }) => late),
        lateOnly: sum(({ lateOnly }) => lateOnly),
        sessions: all.length,
        since: Math.min(...all.map(({ opensAt }) => opensAt)),
      },
    ];
  });
}

async function withLimits(
  problems: readonly Omit<ProblemTimes, 'limitMs'>[],
  limitOf: LimitOf,
): Promise<readonly ProblemTimes[]> {
  const limits = await Promise.all(problems.map(({ problemId, version }) => limitOf(problemId, version)));
  return problems.flatMap((problem, at) => {
    const limitMs = limits[at];
    return limitMs === undefined ? [] : [{ ...problem, limitMs }];
  });
}
