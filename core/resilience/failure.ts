/**
 * Where the cause of a failure lies, and so who can do something about it.
 * - `infrastructure`: what AWS lends us is not there, not enough or not as it was: machines, quotas, capacity
 * - `judge`: a machine is there, and what judges on it does not, or not rightly
 * - `network`: nothing answered, so that nobody knows of what is behind it
 * - `application`: our own code, its deployment, or how its parts agree
 * - `user`: what somebody handed in, booked or set up; nothing of ours is broken
 */
export type FailureClass = 'infrastructure' | 'judge' | 'network' | 'application' | 'user';

/**
 * What a failure costs.
 * - `low`: part of the day's work; at most somebody waits a moment longer
 * - `high`: work is lost or late until the plan has been carried out
 * - `critical`: nothing that runs by itself ends it; a person must act
 */
export type Severity = 'low' | 'high' | 'critical';

/**
 * Whether the same may be tried once more.
 * - `again`: a moment later it may well go right, at the same place or at another
 * - `elsewhere`: not at this place as it is: another host, another type, another executor
 * - `no`: whoever tries it and wherever, the same comes of it until somebody has changed something
 */
export type Retry = 'again' | 'elsewhere' | 'no';

/**
 * What is done about failures. Each is done by something that runs; there are no others.
 * - `wait`: the same is tried later, by whoever met the failure or by the next pass
 * - `restart`: what was being done begins anew: a submission with another lease, an event when its queue gives it again
 * - `reboot`: the host is rebooted, and examined before it judges again
 * - `replace`: the host is terminated, and the next launch round makes its successor
 * - `clean-up`: what is left of it is put away: slots are closed, machines that nobody accounts for are ended
 * - `escalate`: a person is told, by an alarm, by a quarantine or in the answer to what they asked
 */
export const RECOVERY_STEPS = ['wait', 'restart', 'reboot', 'replace', 'clean-up', 'escalate'] as const;
export type RecoveryStep = (typeof RECOVERY_STEPS)[number];

/** What is known of a kind of failure before one happens. A total Record of these stands beside each kind. */
export interface Failure {
  readonly class: FailureClass;
  readonly severity: Severity;
  readonly retry: Retry;
  /** In the order in which they are tried, each when the one before did not help. Empty: nothing is to be mended. */
  readonly plan: readonly RecoveryStep[];
}
