import type { Deployment } from '../exam/deployment.ts';
import type { GradingRules } from '../exam/grading-rules.ts';
import type { SessionPolicy } from '../exam/session.ts';
import type { LanguageFound } from '../examination/deployment-findings.ts';
import type { AccountFound } from '../fleet/account-findings.ts';
import type { BatchRules } from '../problems/needs-batches.ts';
import type { ProblemManifest } from '../problems/problem.ts';
import type { BookingLimits } from './booking-limits.ts';
import type { RegisteredJudge } from './registered-judge.ts';
import type { Reservation } from './reservations.ts';
import type { WishedJoining } from './settle-joining.ts';

/** Where a session is to be judged: a fleet may be sized by hand. */
export type BookingDeployment =
  | {
      readonly kind: 'fleet';
      readonly instanceType?: string;
      readonly hosts?: number;
      readonly leastHosts?: number;
    }
  | Exclude<Deployment, { readonly kind: 'fleet' }>;

/** A wish for a session whose fields have the right form; whether it can be met is for {@link bookSession}. */
export interface BookingRequest {
  readonly name: string;
  readonly owner: string;
  /** Whether the owner is an operator, who may book every judge. */
  readonly byOperator?: boolean;
  /** ms since the epoch; absent = as soon as hosts can be ready. */
  readonly opensAt?: number;
  /** Either this or `durationMs`. */
  readonly closesAt?: number;
  readonly durationMs?: number;
  readonly problems: readonly {
    readonly problemId: string;
    readonly label?: string;
    readonly version?: number;
  }[];
  /** Absent = the usual ones that problems and deployment allow, and those that a problem names. */
  readonly languages?: readonly string[];
  readonly roster: readonly {
    readonly participantId: string;
    readonly name?: string;
    readonly group?: string;
    readonly email?: string;
    readonly studentId?: string;
    readonly extraTimeMs: number;
  }[];
  /** Lets people put themselves on the roster; without a code until one is drawn. */
  readonly join?: WishedJoining;
  readonly rehearsal?: true;
  readonly deployment: BookingDeployment;
  readonly policy: SessionPolicy;
  /** What it may cost, USD; absent: what the stage allows. */
  readonly budgetUsd?: number;
  /** Absent = `DEFAULT_RULES`. */
  readonly grading?: GradingRules;
}

/** A problem version as the booking needs it. */
export interface BookableProblem {
  readonly problemId: string;
  readonly version: number;
  readonly manifest: Pick<
    ProblemManifest,
    'languages' | 'limits' | 'testCases' | 'kind' | 'groups' | 'names'
  > &
    BatchRules;
}

/** What the booking stands on. */
export interface BookingContext {
  readonly sessionId: string;
  readonly now: number;
  readonly limits: BookingLimits;
  /** The problems of the request that exist, at the version asked for (or the current one). */
  readonly problems: readonly BookableProblem[];
  /** Those of the deployment's judges that are registered. */
  readonly judges: readonly RegisteredJudge[];
  /** What other sessions hold of the account's vCPUs. */
  readonly reservations: readonly Reservation[];
  /** What examinations found on the deployment, a list for each of its keys (`deploymentKeysOf`). */
  readonly found: readonly (readonly LanguageFound[])[];
  /** What was found of the AWS account. */
  readonly account: readonly AccountFound[];
}

/** What is wrong with a booking: the field as the caller wrote it, and what to do. */
export interface BookingFault {
  readonly field: string;
  readonly detail: string;
}

/** What is wrong with a booking, and what its instructor should know; checks add to it. */
export interface BookingRemarks {
  readonly faults: BookingFault[];
  readonly warnings: BookingFault[];
}

/** A, B, ... Z: what the n-th problem is called when nobody named it. */
export function labelAt(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
