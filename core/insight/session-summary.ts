import { given } from '../exam/given.ts';
import { medianOf } from '../exam/median.ts';
import type { Session } from '../exam/session.ts';
import type { LaunchRound } from '../fleet/cloud.ts';
import type { Host } from '../fleet/host.ts';
import type { Recovery } from '../fleet/recovery.ts';
import type { SubmissionDigest } from '../submissions/submission-digest.ts';
import { type Job, percentile, type WaitWithSlots, waitsBySlots } from './replay-queue.ts';
import { type SolvedProblem, solvedProblems } from './solved-problems.ts';

/** What became of a host that was to judge: it passed no examination, EC2 took its spot capacity back, or anything else. */
export type HostFailureKind = 'rejected' | 'interrupted' | 'failed';

/** One host, as history keeps it. */
export interface PastHost {
  readonly instanceType: string;
  readonly zone?: string;
  readonly market?: 'spot';
  /** By cloud truth, ms since the epoch. */
  readonly launchedAt?: number;
  readonly terminatedAt?: number;
  /** As its examination measured it: above 1 is slower than the reference. */
  readonly speedFactor?: number;
  /** How much more CPU time it needed in the end than when it was examined; absent: no more. */
  readonly drift?: number;
  readonly failures: readonly {
    readonly kind: HostFailureKind;
    readonly at: number;
    readonly reason: string;
  }[];
}

/** Submissions of one problem in one language. */
export interface PastWork {
  readonly problemId: string;
  readonly language: string;
  /** That have ended. */
  readonly ended: number;
  /** Of these: a host was lost with them, or judging them failed, once at least. */
  readonly setBack: number;
}

/** What EC2 answered when it was asked for hosts of a type. */
export interface PastLaunch {
  readonly instanceType: string;
  /** Launch rounds that asked for this type before any other. */
  readonly rounds: number;
  /** Of these: it was refused for want of machines. */
  readonly refused: number;
}

/**
 * What remains of a session for those who look at many: drawn up once when it is settled, and the same again whenever it is
 * drawn up from the same rows. It names no participant.
 */
export interface SessionSummary {
  readonly sessionId: string;
  /** When it was drawn up, ms since the epoch. */
  readonly at: number;
  /** Nobody sat it: its hosts were real, its programs were made up, and something may have been broken on purpose. */
  readonly rehearsal?: true;
  readonly launchAt: number;
  readonly opensAt: number;
  readonly lastClosesAt: number;
  /** Until when it held hosts, or took what was handed in. */
  readonly endedAt: number;
  readonly participants: number;
  /** Of a fleet: hosts as they were booked. */
  readonly booked?: { readonly instanceType: string; readonly hosts: number; readonly slotsPerHost: number };
  readonly submissions: number;
  /** That have a verdict; `waits` stands on these. */
  readonly judged: number;
  /** As it was, from submission to verdict, ms; absent where nothing was judged. */
  readonly p95WaitMs?: number;
  readonly waits: readonly WaitWithSlots[];
  readonly hosts: readonly PastHost[];
  readonly launches: readonly PastLaunch[];
  readonly work: readonly PastWork[];
  readonly problems: readonly SolvedProblem[];
}

/** Keeps summaries. Implementation: adapters/dynamodb/history-store.ts. */
export interface HistoryStore {
  /** Keeps a summary in place of an earlier one of the session: the same one again changes nothing. */
  keep(summary: SessionSummary): Promise<void>;
  /** The session's own, undefined where none was kept. */
  get(session: Pick<Session, 'sessionId' | 'times'>): Promise<SessionSummary | undefined>;
  /** Those of the sessions that opened last, the latest first, one of each. @param limit the most that are read */
  listLatest(limit: number): Promise<readonly SessionSummary[]>;
}

/** Characters of a reason that tell it from others. */
const REASON_LENGTH = 100;

/** What a summary is drawn up from. */
export interface SummaryFacts {
  readonly hosts: readonly Host[];
  readonly rounds: readonly LaunchRound[];
  /** All of the session, with the verdicts in force. */
  readonly submissions: readonly SubmissionDigest[];
  /** ms since the epoch. */
  readonly now: number;
}

/** Draws a session's summary up. Pure. */
export function summariseSession(session: Session, facts: SummaryFacts): SessionSummary {
  const { fleetSize, times, cancelledAt, participantCount } = session;
  const jobs = facts.submissions.flatMap(toJob);
  const lastHost = Math.max(0, ...facts.hosts.flatMap(({ terminatedAt }) => terminatedAt ?? []));
  return {
    sessionId: session.sessionId,
    at: facts.now,
    ...given({ rehearsal: session.rehearsal }),
    launchAt: times.launchAt,
    opensAt: times.opensAt,
    lastClosesAt: times.lastClosesAt,
    endedAt: Math.max(lastHost, Math.min(times.lastClosesAt, cancelledAt ?? times.lastClosesAt)),
    participants: participantCount,
    ...(fleetSize === undefined
      ? {}
      : {
          booked: {
            instanceType: fleetSize.instanceType,
            hosts: fleetSize.resized?.booked ?? fleetSize.hosts,
            slotsPerHost: fleetSize.slotsPerHost,
          },
        }),
    submissions: facts.submissions.length,
    judged: jobs.length,
    ...given({ p95WaitMs: waitOf(facts.submissions) }),
    waits: waitsBySlots(jobs),
    hosts: facts.hosts.map(pastHost),
    launches: pastLaunches(facts.rounds),
    work: pastWork(facts.submissions),
    problems: solvedProblems(session.problems, facts.submissions, speedsOf(facts.hosts)),
  };
}

/** Speed factors of hosts that were examined. */
export function speedsOf(hosts: readonly Pick<Host, 'examination'>[]): readonly number[] {
  return hosts.flatMap(({ examination }) => examination?.speedFactor ?? []);
}

/** Trials take slots like everything else; what was quarantined was not judged. */
function toJob({ state, submittedAt, judgingMs }: SubmissionDigest): Job[] {
  return state === 'judged' && judgingMs !== undefined ? [{ submittedAt, judgingMs }] : [];
}

function waitOf(submissions: readonly SubmissionDigest[]): number | undefined {
  const waits = submissions.flatMap(({ state, submittedAt, endedAt }) =>
    state === 'judged' && endedAt !== undefined ? [endedAt - submittedAt] : [],
  );
  return waits.length === 0 ? undefined : percentile(waits, 0.95);
}

function pastHost(host: Host): PastHost {
  const { instanceType, zone, market, launchedAt, terminatedAt, examination, drift } = host;
  return {
    instanceType,
    ...given({
      zone,
      market,
      launchedAt,
      terminatedAt,
      speedFactor: examination?.speedFactor,
      drift: drift === undefined || drift.share === 1 ? undefined : drift.share,
    }),
    failures: (host.recoveries ?? []).map((recovery, at, { length }) => ({
      kind: kindOf(host, recovery, at === length - 1),
      at: recovery.startedAt,
      reason: recovery.reason.slice(0, REASON_LENGTH),
    })),
  };
}

/** What EC2 takes back is made good in the host's last recovery: after it there is no host. */
function kindOf({ leavesAt }: Host, { steps }: Recovery, isLast: boolean): HostFailureKind {
  if (isLast && leavesAt !== undefined) return 'interrupted';
  return steps[0]?.act === 'reject' ? 'rejected' : 'failed';
}

function pastLaunches(rounds: readonly LaunchRound[]): PastLaunch[] {
  // Only the first type of a round is sure to have been asked for.
  const asked = rounds.flatMap(({ instanceTypes, outcome }) =>
    instanceTypes.slice(0, 1).map((instanceType) => ({
      instanceType,
      refused: (outcome?.errors ?? []).some(
        (error) => error.kind === 'capacity' && error.instanceType === instanceType,
      ),
    })),
  );
  return [...Map.groupBy(asked, ({ instanceType }) => instanceType)].map(([instanceType, all]) => ({
    instanceType,
    rounds: all.length,
    refused: all.filter(({ refused }) => refused).length,
  }));
}

function pastWork(submissions: readonly SubmissionDigest[]): PastWork[] {
  const ended = submissions.filter(({ endedAt }) => endedAt !== undefined);
  const groups = Map.groupBy(ended, ({ problemId, language }) => `${problemId} ${language}`);
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    return first === undefined
      ? []
      : [
          {
            problemId: first.problemId,
            language: first.language,
            ended: all.length,
            setBack: all.filter(({ setBack }) => setBack === true).length,
          },
        ];
  });
}

/** The middle speed factor of a type's hosts in a session; undefined where none was measured. */
export function speedOfType(
  { hosts }: Pick<SessionSummary, 'hosts'>,
  instanceType: string,
): number | undefined {
  return medianOf(
    hosts.flatMap((host) => (host.instanceType === instanceType ? (host.speedFactor ?? []) : [])),
  );
}
