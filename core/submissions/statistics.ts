import { given } from '../exam/given.ts';
import { medianOf } from '../exam/median.ts';
import type { Participant, Session } from '../exam/session.ts';
import type { Verdict } from '../grading/verdict.ts';
import type { SubmissionDigest } from './submission-digest.ts';

/** How a problem of a session has fared. */
export interface ProblemStatistics {
  readonly label: string;
  readonly problemId: string;
  readonly triedBy: number;
  readonly solvedBy: number;
  readonly submissions: number;
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  readonly languages: Readonly<Record<string, number>>;
  /** Up to the first accepted, of those who solved it; compile errors and judge errors are no tries. */
  readonly medianTries?: number;
  /** From the opening to the first accepted. */
  readonly medianMinutes?: number;
  readonly firstSolved?: { readonly participantId: string; readonly minutes: number };
  /** Of accepted submissions: CPU time of their slowest test case. */
  readonly medianCpuMs?: number;
  /** Test cases at which programs fail first, the most first. */
  readonly failing: readonly { readonly testCaseId: string; readonly count: number }[];
}

/** What somebody on the roster has done so far. */
export interface ParticipantStatistics {
  readonly participantId: string;
  readonly submissions: number;
  readonly waiting: number;
  /** Those that are still kept. */
  readonly trials: number;
  readonly solved: readonly string[];
  /** When the latest submission or trial came. */
  readonly lastAt?: number;
}

/** Test cases that are told of a problem. */
const MAX_FAILING = 10;

/** How the problems of a session have fared, of counted submissions. Pure. */
export function describeProblems(
  session: Pick<Session, 'problems' | 'times'>,
  submissions: readonly SubmissionDigest[],
): ProblemStatistics[] {
  const byLabel = Map.groupBy(
    submissions.filter(({ trial }) => !trial),
    ({ label }) => label,
  );
  return session.problems.map(({ label, problemId }) => {
    const own = (byLabel.get(label) ?? []).toSorted((a, b) => a.submittedAt - b.submittedAt);
    const solutions = [...Map.groupBy(own, ({ participantId }) => participantId).values()].flatMap(
      firstAccepted,
    );
    const minutes = solutions.map(({ submittedAt }) => minutesAfter(session.times.opensAt, submittedAt));
    const [first] = solutions.toSorted((a, b) => a.submittedAt - b.submittedAt);
    const accepted = own.filter(({ verdict }) => verdict === 'AC');
    return {
      label,
      problemId,
      triedBy: new Set(own.map(({ participantId }) => participantId)).size,
      solvedBy: solutions.length,
      submissions: own.length,
      verdicts: count(own.flatMap(({ verdict }) => verdict ?? [])),
      languages: count(own.map(({ language }) => language)),
      ...given({
        medianTries: medianOf(solutions.map(({ tries }) => tries)),
        medianMinutes: medianOf(minutes),
        medianCpuMs: medianOf(accepted.map(({ cpuMs }) => cpuMs)),
      }),
      ...(first === undefined
        ? {}
        : {
            firstSolved: {
              participantId: first.participantId,
              minutes: minutesAfter(session.times.opensAt, first.submittedAt),
            },
          }),
      failing: Object.entries(count(own.flatMap(({ firstFailing }) => firstFailing ?? [])))
        .map(([testCaseId, failures]) => ({ testCaseId, count: failures }))
        .sort((a, b) => b.count - a.count || (a.testCaseId < b.testCaseId ? -1 : 1))
        .slice(0, MAX_FAILING),
    };
  });
}

/** What everybody on the roster has done so far, in the roster's order. Pure. */
export function describeParticipants(
  session: Pick<Session, 'problems'>,
  roster: readonly Pick<Participant, 'participantId'>[],
  submissions: readonly SubmissionDigest[],
): ParticipantStatistics[] {
  const byParticipant = Map.groupBy(submissions, ({ participantId }) => participantId);
  return roster.map(({ participantId }) => {
    const own = byParticipant.get(participantId) ?? [];
    const counted = own.filter(({ trial }) => !trial);
    const solved = new Set(counted.filter(({ verdict }) => verdict === 'AC').map(({ label }) => label));
    return {
      participantId,
      submissions: counted.length,
      waiting: counted.filter(({ endedAt }) => endedAt === undefined).length,
      trials: own.length - counted.length,
      solved: session.problems.map(({ label }) => label).filter((label) => solved.has(label)),
      ...(own.length === 0
        ? {}
        : { lastAt: own.reduce((latest, { submittedAt }) => Math.max(latest, submittedAt), 0) }),
    };
  });
}

/** Somebody's first accepted submission to a problem, and the tries that it took; `own` oldest first. */
function firstAccepted(own: readonly SubmissionDigest[]) {
  const tries = own.filter(({ verdict }) => verdict !== 'CE' && verdict !== 'JE' && verdict !== undefined);
  const index = tries.findIndex(({ verdict }) => verdict === 'AC');
  const solution = tries[index];
  return solution === undefined
    ? []
    : [{ participantId: solution.participantId, submittedAt: solution.submittedAt, tries: index + 1 }];
}

function minutesAfter(opensAt: number, at: number): number {
  return Math.floor(Math.max(0, at - opensAt) / 60_000);
}

function count<Key extends string>(
  keys: readonly Key[],
): Partial<Record<Key, number>> & Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length]),
  ) as Partial<Record<Key, number>> & Record<string, number>;
}
