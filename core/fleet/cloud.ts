import type { Failure } from '../resilience/failure.ts';
import type { CloudInstance } from './host.ts';

/** One attempt to bring the fleet to its size. Claimed by conditional write with its parameters, re-sent verbatim. */
export interface LaunchRound {
  readonly sessionId: string;
  readonly round: number;
  readonly hosts: number;
  /** In order of preference; all have as many vCPUs. */
  readonly instanceTypes: readonly string[];
  /** Made for this round; opens nothing but the judges of this round. */
  readonly token: string;
  /** Hosts end themselves at this time, ms since the epoch. */
  readonly deadlineAt: number;
  readonly claimedAt: number;
  /** Bought as spot capacity; absent: on demand. */
  readonly market?: 'spot';
  /** Beside suspects that may yet be repaired, or beyond what was booked: what is refused then says little about a host that is lost. */
  readonly spare?: true;
  /** Its session is a rehearsal: its hosts say so. */
  readonly rehearsal?: true;
  /** What EC2 answered, once it has answered clearly; until then the round is sent again as it is. */
  readonly outcome?: LaunchOutcome;
  readonly resolvedAt?: number;
  /** How often it was sent without a clear answer, and when that was told last; absent when it never was. */
  readonly unclear?: { readonly times: number; readonly at: number };
}

/** What a round's row says once it was sent again without a clear answer. */
export function unclearOnceMore({ unclear }: LaunchRound, at: number): NonNullable<LaunchRound['unclear']> {
  return { times: (unclear?.times ?? 0) + 1, at };
}

/**
 * What kind of refusal a launch met:
 * - `capacity`: no machines of that type in that zone now; another type, another zone, or later.
 * - `quota`: the account's vCPUs are used up, or another of its limits.
 * - `throttle`: asked too often; later.
 * - `plan`: the account's plan does not include the type, whoever asks and whenever.
 * - `permission`: the function's role, or a policy above it, does not allow the launch.
 * - `configuration`: anything else; asking again as it is cannot help.
 */
export type LaunchErrorKind = 'capacity' | 'quota' | 'throttle' | 'plan' | 'permission' | 'configuration';

/** What each kind is a failure of. One of `no` is final for the type. */
export const LAUNCH_FAILURES: Readonly<Record<LaunchErrorKind, Failure>> = {
  capacity: {
    class: 'infrastructure',
    severity: 'high',
    retry: 'elsewhere',
    plan: ['wait', 'escalate'],
  },
  quota: { class: 'infrastructure', severity: 'high', retry: 'again', plan: ['wait', 'escalate'] },
  throttle: { class: 'infrastructure', severity: 'low', retry: 'again', plan: ['wait', 'escalate'] },
  plan: { class: 'user', severity: 'critical', retry: 'no', plan: ['escalate'] },
  // Both may be mended while the session lasts, and then the next round brings hosts.
  permission: { class: 'application', severity: 'critical', retry: 'again', plan: ['wait', 'escalate'] },
  configuration: { class: 'application', severity: 'critical', retry: 'again', plan: ['wait', 'escalate'] },
};

/** One refusal of a launch. */
export interface LaunchError {
  readonly code: string;
  readonly message: string;
  readonly kind: LaunchErrorKind;
  /** Absent when the whole call was refused. */
  readonly instanceType?: string;
}

/** What a launch came to. EC2's errors describe overrides, not instances: counts come from `instanceIds`. */
export interface LaunchOutcome {
  readonly instanceIds: readonly string[];
  readonly errors: readonly LaunchError[];
}

/** What a call about several hosts came to, each for itself: one that EC2 refuses does not keep the others. */
export interface HostsOutcome {
  readonly done: readonly string[];
  readonly refused: readonly {
    readonly instanceId: string;
    readonly code: string;
    readonly message: string;
  }[];
}

/** The hosts' cloud. Implementations: adapters/ec2/ec2-cloud.ts (on AWS, on the local EC2). */
export interface Cloud {
  /** Launches the round with a client token that derives from session and round, so that a second call changes nothing. */
  launch(round: LaunchRound): Promise<LaunchOutcome>;
  /**
   * All instances of the session, terminated ones included as long as EC2 tells of them, with what they were bought as and
   * whether EC2 took them back. Paginated to the end.
   */
  describe(sessionId: string): Promise<readonly CloudInstance[]>;
  /** All instances of this stage, for the sweep. */
  describeStage(): Promise<readonly CloudInstance[]>;
  /** Terminates. `done` holds what EC2 accepted and what it does not know any more. @throws on an unclear answer, after all were asked for */
  terminate(instanceIds: readonly string[]): Promise<HostsOutcome>;
  reboot(instanceIds: readonly string[]): Promise<void>;
  /**
   * Gives the host the sealed security group and takes its public address; the caller reboots it, since tracked
   * connections outlive the change. @returns why the address stayed, undefined when it is gone: the group alone seals
   */
  seal(instance: CloudInstance): Promise<string | undefined>;
  /** Moves the time at which hosts end themselves: they read it each minute. @throws as `terminate` */
  setDeadline(instanceIds: readonly string[], deadlineAt: number): Promise<HostsOutcome>;
}
