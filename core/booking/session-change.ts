import type { GradingRules } from '../exam/grading-rules.ts';
import type { Joining } from '../exam/join-code.ts';
import type { Participant, ReviewsPolicy } from '../exam/session.ts';
import type { StoredChange } from '../exam/session-store.ts';
import type { BookableProblem, BookingFault } from './booking.ts';
import type { BookingLimits } from './booking-limits.ts';
import type { Holding, Reservation } from './reservations.ts';
import type { WishedJoining } from './settle-joining.ts';

/** What an instructor wants changed. `closesAt` at or before now, while the window is open, ends the session now. */
export interface SessionChangeRequest {
  readonly name?: string;
  readonly opensAt?: number;
  /** Opens at once, hosts ready or not, and closes as much earlier: its length stays. */
  readonly opensNow?: true;
  readonly closesAt?: number;
  /** Put on the roster, or changed there; what is absent stays as it is. */
  readonly participants?: readonly {
    readonly participantId: string;
    readonly name?: string;
    readonly group?: string;
    readonly email?: string;
    readonly studentId?: string;
    readonly extraTimeMs?: number;
  }[];
  readonly removeParticipants?: readonly string[];
  /** How people may put themselves on the roster from now on; null: no longer. */
  readonly join?: Joining | null;
  /** Until grades are published. */
  readonly grading?: GradingRules;
  /** Wait for a verdict beyond which its fleet gets more hosts, ms; 0: never. */
  readonly targetWaitMs?: number;
  /** Who sees reviews of what counts, and whether there are any; after the end, too. */
  readonly reviews?: ReviewsPolicy;
  /** What it may cost, USD; null: what the stage allows. */
  readonly budgetUsd?: number | null;
  /** Why, for those concerned. */
  readonly reason?: string;
}

/** A change whose join code may be left to be drawn. */
export type WishedChange = Omit<SessionChangeRequest, 'join'> & { readonly join?: WishedJoining | null };

/** What a change stands on. */
export interface ChangeContext {
  readonly now: number;
  readonly limits: BookingLimits;
  /** As it is stored. */
  readonly roster: readonly Participant[];
  /** The session's problems at their booked versions. */
  readonly problems: readonly BookableProblem[];
  /** What other sessions hold of what all share. */
  readonly reservations: readonly Reservation[];
}

/** The answer to a change: what to write by condition on the revision, or everything that is wrong. */
export type ChangeOutcome =
  | {
      readonly changed: true;
      readonly change: Omit<StoredChange, 'paused' | 'gradesPublishedAt' | 'withoutHostsSince'>;
      readonly put: readonly Participant[];
      readonly remove: readonly string[];
      /** What it holds from then on; absent where neither times nor people change. */
      readonly holds?: Required<Holding>;
    }
  | {
      readonly changed: false;
      /** `session-cancelled` and `too-late`: nothing but the name can change any more. */
      readonly kind: 'invalid-request' | 'session-cancelled' | 'too-late';
      readonly faults: readonly BookingFault[];
    };
