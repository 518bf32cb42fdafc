import type { LaunchErrorKind } from '../../core/fleet/cloud.ts';
import { classifyError } from '../errors/classify-error.ts';

const CAPACITY =
  /^(Insufficient\w*Capacity|InsufficientFreeAddressesInSubnet|Unsupported|UnfulfillableCapacity|Unavailable\w*)$/;
const QUOTA = /(LimitExceeded|QuotaExceeded|CountExceeded)$/;
/** The account itself: not subscribed, or blocked. */
const PLAN = /^(OptInRequired|Blocked)$/;
/** A free plan's refusal comes under a code that EC2 uses for much else; only its words tell. */
const FREE_PLAN = /not eligible for free tier/i;

/**
 * What kind of launch error a code is. Throttle is looked at first, since RequestLimitExceeded sounds like a quota; the
 * message is needed for a free plan's `InvalidParameterCombination` alone.
 */
export function classifyLaunchError(code: string, message = ''): LaunchErrorKind {
  const kind = classifyError(Object.assign(new Error(message), { name: code }));
  if (kind === 'throttled') return 'throttle';
  if (PLAN.test(code) || (code === 'InvalidParameterCombination' && FREE_PLAN.test(message))) return 'plan';
  if (QUOTA.test(code)) return 'quota';
  if (CAPACITY.test(code)) return 'capacity';
  return kind === 'denied' ? 'permission' : 'configuration';
}
