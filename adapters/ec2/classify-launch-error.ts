import type { LaunchOutcome } from '../../core/fleet/cloud.ts';

export type LaunchErrorKind = LaunchOutcome['errors'][number]['kind'];

const CAPACITY = /^(Insufficient\w*Capacity|Unsupported|UnfulfillableCapacity|Unavailable\w*)$/;
const QUOTA = /(LimitExceeded|QuotaExceeded)$/;
const THROTTLE =
  /^(RequestLimitExceeded|Throttling\w*|TooManyRequestsException|RequestThrottled\w*|EC2ThrottledException)$/;

/**
 * What kind of launch error a code is: `throttle` (ask later), `quota` (the account's vCPUs), `capacity` (no machines of
 * that type there now) or `configuration` (asking again as it is cannot help). Throttle is looked at first, since
 * RequestLimitExceeded sounds like a quota.
 */
export function classifyLaunchError(code: string): LaunchErrorKind {
  if (THROTTLE.test(code)) return 'throttle';
  if (QUOTA.test(code)) return 'quota';
  return CAPACITY.test(code) ? 'capacity' : 'configuration';
}
