import { billedSeconds } from '../../../core/costs/bill.ts';
import type { Instance } from './state.ts';

/** What one instance used, as EC2 will bill it. */
export interface UsageRecord {
  readonly instanceId: string;
  readonly instanceType: string;
  /** Milliseconds since 1970; LaunchTime as DescribeInstances tells it. */
  readonly from: number;
  /** Undefined while it runs. */
  readonly to: number | undefined;
  /** Whole seconds, rounded up, at least 60; of a running instance up to now. */
  readonly billedS: number;
  /** Absent when no price is known for the type. */
  readonly costUsd?: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** USD an hour of a type on demand, or undefined. */
export type HourlyPrice = (instanceType: string) => number | undefined;

/** The usage of one instance at `now`. A machine that crashed is billed on: it is still reserved. */
export function recordUsage(
  instance: Instance,
  tags: Readonly<Record<string, string>>,
  now: number,
  price: HourlyPrice,
): UsageRecord {
  const billedS = billedSeconds(instance, now);
  const hourly = price(instance.type);
  return {
    instanceId: instance.id,
    instanceType: instance.type,
    from: instance.launchedAt,
    to: instance.terminatedAt,
    billedS,
    ...(hourly === undefined ? {} : { costUsd: (billedS / 3600) * hourly }),
    tags,
  };
}
