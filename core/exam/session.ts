import type { Deployment } from './deployment.ts';
import type { GradingRules } from './grading-rules.ts';
import type { Joining } from './join-code.ts';
import type { Notice } from './notice.ts';
import type { Rejudging } from './rejudging.ts';
import type { SessionFact } from './session-event.ts';

/**
 * What participants see of a counted submission until the session is settled, each more than `nothing` and less than `all`:
 * the verdict with its score and the compiler's words, with the first test case that fails, or with the samples.
 */
export const SHOWS = ['nothing', 'verdict', 'first-failing', 'samples', 'all'] as const;
export type Shows = (typeof SHOWS)[number];

/** What an instructor decides about judging, the same for every participant of the session. */
export interface SessionPolicy {
  /** `first-failure` stops a submission at its first failing test case, `run-all` judges every one. */
  readonly testCases: 'first-failure' | 'run-all';
  /** Most submissions that one participant may make to one problem; undefined means no limit. */
  readonly maxSubmissionsPerProblem?: number;
  /** Least time between two submissions of one participant, ms. */
  readonly minIntervalMs: number;
  /** @default all */
  readonly shows?: Shows;
  /**
   * Where problems may be judged whose interactor holds what participants must not know: on any deployment, or only on hosts
   * that are launched for a session.
   * @default anywhere
   */
  readonly interactors?: Interactors;
  /**
   * Wait for a verdict, ms, beyond which a fleet gets more hosts than it was booked with; 0: it never does. Means nothing where
   * judges are somebody's own.
   * @default TARGET_WAIT_MS
   */
  readonly targetWaitMs?: number;
  /**
   * Whether the submission that counts of everybody to each problem is reviewed once the session is settled, and who sees it:
   * staff, or its participant too. It may be changed at any time.
   * @default off
   */
  readonly reviews?: ReviewsPolicy;
}

/** See {@link SessionPolicy.reviews}. */
export const REVIEWS_POLICIES = ['off', 'staff', 'participants'] as const;
export type ReviewsPolicy = (typeof REVIEWS_POLICIES)[number];

/** What {@link SessionPolicy.targetWaitMs} is where nobody has decided, ms. */
export const TARGET_WAIT_MS = 60_000;

/** See {@link SessionPolicy.interactors}. */
export const INTERACTORS = ['anywhere', 'fleet'] as const;
export type Interactors = (typeof INTERACTORS)[number];

/** A problem as booked: pinned to the version that was current at booking, until a rejudging of all its submissions by another is applied. */
export interface SessionProblem {
  /** The letter or short label shown to participants, e.g. `A`. */
  readonly label: string;
  readonly problemId: string;
  readonly version: number;
}

/** How large the session's fleet is to be. Decided at booking by `planFleet`, changed while it is open by `decideSize`. */
export interface FleetSize {
  readonly instanceType: string;
  /** Types with as many vCPUs that may stand in where there are none of the first, in order of preference. */
  readonly alternatives?: readonly string[];
  /** That it is to have now. */
  readonly hosts: number;
  readonly slotsPerHost: number;
  /** That a fleet with nothing to do may be reduced to; absent: it keeps what was booked. */
  readonly leastHosts?: number;
  /** Absent while it is as it was booked. */
  readonly resized?: FleetResize;
}

/** How the size of a fleet was changed after its booking. */
export interface FleetResize {
  /** Hosts that were booked. */
  readonly booked: number;
  /** Hosts that were added, all times together. */
  readonly grown: number;
  /** Hosts that vCPUs are held for until those that are not needed are gone. */
  readonly held?: number;
  /** When it was changed last, ms since the epoch. */
  readonly at: number;
}

/** When what happens to a session: instants, ms since the epoch. Stored; the window is a function of these. */
export interface SessionTimes {
  readonly bookedAt: number;
  /** Hosts are launched at this time. */
  readonly launchAt: number;
  readonly opensAt: number;
  /** The window's end for a participant without extra time. */
  readonly closesAt: number;
  /** The window's end for the participant with the most extra time. */
  readonly lastClosesAt: number;
  /** Auto-shutdown stops waiting for the queue at this time. */
  readonly deadlineAt: number;
  /** Cloud-side code-free termination and the host's own timer fire at this time. */
  readonly terminateAt: number;
}

/** State of a session's hosts as a whole. */
export type FleetState = 'none' | 'launching' | 'ready' | 'draining' | 'gone' | 'failed';

/** A language that a session was booked with and is not judged in. */
export interface DroppedLanguage {
  readonly language: string;
  /** What its hosts' examinations found, as the end of a sentence. */
  readonly reason: string;
  /** ms since the epoch. */
  readonly droppedAt: number;
}

/** Why a session takes no submissions for the moment. */
export interface SessionPause {
  /** ms since the epoch. */
  readonly at: number;
  readonly reason: string;
}

/** That hosts of a session are looked at more often for a while, as somebody asked. */
export interface SessionWatch {
  /** Between two looks, ms. */
  readonly everyMs: number;
  /** ms since the epoch; a time that is over is no watch any more. */
  readonly until: number;
  /** Who asked for it, as `actorOf` names them. */
  readonly by: string;
}

/** That somebody asked for hosts of a session to be made good, though they may be right as far as is known. */
export interface AskedRecovery {
  /** ms since the epoch. */
  readonly at: number;
  /** As `actorOf` names them. */
  readonly by: string;
  readonly reason: string;
  /** Those that are doubted; empty: what was found to have failed is to be made good now. */
  readonly hostIds: readonly string[];
}

/** That a session has spent much of its budget, or that this launches no more hosts; ms since the epoch. */
export interface BudgetTold {
  readonly state: 'near' | 'used';
  readonly at: number;
  readonly reason: string;
}

/** One booked exam. The window is derived (`windowAt`); the fleet's state is stored and moved by conditional write. */
export interface Session {
  readonly sessionId: string;
  readonly name: string;
  /** User name of the instructor who booked it, folded (`foldUsername`). */
  readonly owner: string;
  readonly times: SessionTimes;
  readonly problems: readonly SessionProblem[];
  /** Language ids of core/grading/languages. */
  readonly languages: readonly string[];
  /** Of these, what no host of the session was found to judge; empty or absent when all are judged. */
  readonly languagesDropped?: readonly DroppedLanguage[];
  readonly participantCount: number;
  readonly policy: SessionPolicy;
  /** Absent while nobody has decided: `DEFAULT_RULES`. */
  readonly grading?: GradingRules;
  /** When grades were last published; the rules stand from then on. */
  readonly gradesPublishedAt?: number;
  /** Present where nobody sits an exam: it is there to find out whether one would go well, and only in such a session is anything broken on purpose. */
  readonly rehearsal?: true;
  /** Of a rehearsal: until then nobody is told of what is handed in, ms since the epoch. */
  readonly bellHeldUntil?: number;
  readonly deployment: Deployment;
  /** Absent for deployments without a fleet of ours. */
  readonly fleetSize?: FleetSize;
  readonly fleet: FleetState;
  /** Why the fleet is in its state: the reason of the decision that moved it there. */
  readonly fleetReason: string;
  readonly cancelledAt?: number;
  readonly cancelReason?: string;
  /** How people may put themselves on the roster; absent: staff alone do. */
  readonly join?: Joining;
  /** While it takes no submissions. */
  readonly paused?: SessionPause;
  /** While it is open and no host judges, and participants were told so: from when on none did, ms since the epoch. */
  readonly withoutHostsSince?: number;
  /** The last that was asked for. */
  readonly watch?: SessionWatch;
  /** The last that was asked for. */
  readonly askedRecovery?: AskedRecovery;
  /** Oldest first; absent when there was none. */
  readonly rejudgings?: readonly Rejudging[];
  /** Notices of changes that are not yet messages. */
  readonly untold?: readonly Notice[];
  /** Changes that are not yet published. */
  readonly unannounced?: readonly SessionFact[];
  /** When a cancellation was last taken back. */
  readonly restoredAt?: number;
  /** When ledger and bill were settled; the report is complete from then on. */
  readonly settledAt?: number;
  /** The estimate that was shown at booking, USD. */
  readonly estimateUsd: number;
  /** What of it is not for hosts; absent of sessions that were booked before this was kept. */
  readonly requestsUsd?: number;
  /** What it may cost: beyond it no host is launched. Absent: what the stage allows a session. */
  readonly budgetUsd?: number;
  /** What was told of its budget, and when; absent until there was something to tell. */
  readonly budgetTold?: BudgetTold;
  /** Optimistic lock: every change of the session raises it by one. */
  readonly revision: number;
}

/** Somebody on a session's roster. */
export interface Participant {
  readonly sessionId: string;
  /** The user name that the participant logs in with, folded (`foldUsername`). */
  readonly participantId: string;
  /** Shown on boards and lists; as the roster spells the user name when it gives no name. */
  readonly name: string;
  readonly group?: string;
  /** Where mail reaches them, as a course's roster has it. */
  readonly email?: string;
  /** The number by which their institution knows them: Moodle's ID number, Canvas's SIS User ID. */
  readonly studentId?: string;
  /** When they put themselves here with the session's code, ms since the epoch. */
  readonly joinedAt?: number;
  /** Added to the window's end for this participant, ms. */
  readonly extraTimeMs: number;
}
