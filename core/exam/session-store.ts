import type { GradingRules } from './grading-rules.ts';
import type { Joining } from './join-code.ts';
import type { Notice } from './notice.ts';
import type { Page } from './page.ts';
import type { Rejudging } from './rejudging.ts';
import type {
  AskedRecovery,
  BudgetTold,
  DroppedLanguage,
  FleetSize,
  FleetState,
  Participant,
  Session,
  SessionPause,
  SessionPolicy,
  SessionProblem,
  SessionTimes,
  SessionWatch,
} from './session.ts';
import type { SessionFact } from './session-event.ts';

/** Which sessions a list has, and in which order. */
export interface SessionQuery {
  readonly limit: number;
  readonly cursor?: string;
  /** Only those that this person booked. */
  readonly owner?: string;
  /** Only those that have this person on the roster. */
  readonly participant?: string;
  /** Only those whose window, extra time included, ends after this time, ms since the epoch. */
  readonly from?: number;
  /** Only those whose window opens before this time, ms since the epoch. */
  readonly to?: number;
  /** By opening time. @default latest */
  readonly order?: 'soonest' | 'latest';
}

/** What can be written to a booked session. */
export interface StoredChange {
  readonly languagesDropped?: readonly DroppedLanguage[];
  readonly times?: SessionTimes;
  readonly fleetSize?: FleetSize;
  readonly name?: string;
  readonly estimateUsd?: number;
  readonly requestsUsd?: number;
  /** null: what the stage allows. */
  readonly budgetUsd?: number | null;
  /** null: it has room again. */
  readonly budgetTold?: BudgetTold | null;
  readonly cancelledAt?: number;
  readonly cancelReason?: string;
  readonly grading?: GradingRules;
  readonly policy?: SessionPolicy;
  /** null: they are withdrawn. */
  readonly gradesPublishedAt?: number | null;
  /** null: nobody joins by themselves any more. */
  readonly join?: Joining | null;
  /** null: it goes on. */
  readonly paused?: SessionPause | null;
  /** null: a host judges again. */
  readonly withoutHostsSince?: number | null;
  readonly bellHeldUntil?: number;
  readonly watch?: SessionWatch;
  readonly askedRecovery?: AskedRecovery;
  readonly rejudgings?: readonly Rejudging[];
  readonly problems?: readonly SessionProblem[];
  /** What those concerned are told: added to what is not told yet. */
  readonly untold?: readonly Notice[];
  /** What subscribers are told: added to what is not published yet. */
  readonly unannounced?: readonly SessionFact[];
}

/** Keeps sessions and rosters. User names are folded (`foldUsername`). Implementations: adapters/dynamodb/session-store.ts. */
export interface SessionStore {
  /** Writes a new session with its roster. The session's own row is written last: a session that can be read is whole. @returns false when the id exists. */
  create(session: Session, roster: readonly Participant[]): Promise<boolean>;
  get(sessionId: string): Promise<Session | undefined>;
  list(query: SessionQuery): Promise<Page<Session>>;
  /** Every session that is booked and not settled, however long ago it ended. */
  listUnsettled(): Promise<readonly Session[]>;
  getParticipant(sessionId: string, participantId: string): Promise<Participant | undefined>;
  listParticipants(sessionId: string): Promise<readonly Participant[]>;
  /**
   * Puts participants on the roster, or changes those who are on it; what intake remembers of them stays. Who is new is counted.
   * @param session for the time under which its participants find it
   */
  putParticipants(session: Session, participants: readonly Participant[]): Promise<void>;
  /**
   * Puts somebody on the roster who joins by themselves, while fewer than `seats` are there.
   * @returns `there` when they are on it already: then nothing is changed
   */
  addParticipant(
    session: Session,
    participant: Participant,
    seats: number,
  ): Promise<'added' | 'there' | 'full'>;
  /** Takes somebody off the roster, and counts one less. @returns false when they have submitted: then they stay */
  removeParticipant(session: Session, participantId: string): Promise<boolean>;
  /**
   * Moves the fleet by condition on its present state.
   * @param told what participants are told of it, and subscribers
   * @returns false when the state was another.
   */
  moveFleet(
    sessionId: string,
    from: FleetState,
    to: FleetState,
    reason: string,
    told?: Pick<StoredChange, 'untold' | 'unannounced'>,
  ): Promise<boolean>;
  /** Changes a session by condition on the revision. @returns false when somebody was faster. */
  update(sessionId: string, revision: number, change: StoredChange): Promise<boolean>;
  /** Takes a cancellation back, by condition on the revision: the session is as it was booked, but for how it is joined. @returns false when somebody was faster. */
  restore(
    sessionId: string,
    revision: number,
    times: SessionTimes,
    restoredAt: number,
    untold: readonly Notice[],
    join?: Joining,
  ): Promise<boolean>;
  /** Takes notices off the row that have become messages, when it has these and no others; that is no change of the session. */
  forgetUntold(sessionId: string, untold: readonly Notice[]): Promise<void>;
  /** Takes changes off the row that have been published, when it has these and no others; that is no change of the session. */
  forgetUnannounced(sessionId: string, unannounced: readonly SessionFact[]): Promise<void>;
  /** Records that the session is settled, once. @returns false when it was settled before. */
  settle(sessionId: string, settledAt: number): Promise<boolean>;
}
