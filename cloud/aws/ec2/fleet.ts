import { INSTANCE_TYPES } from './instance-types.ts';
import type { LaunchTemplate } from './launch-template.ts';
import type { Market } from './shortage.ts';

/** One pool of a fleet request: a template with one override applied. */
export interface LaunchPool {
  readonly template: LaunchTemplate;
  readonly instanceType: string;
  readonly subnetId: string | undefined;
  readonly priority: number;
}

export interface Capacity {
  /** What is bought; each has a quota of its own. */
  readonly market: Market;
  /** vCPUs of pending and running instances of the market. */
  readonly usedVcpus: number;
  readonly quotaVcpus: number;
  readonly subnetExists: (subnetId: string) => boolean;
  /** Pools that have no machines left just now (a simulated shortage). */
  readonly exhausted: (instanceType: string, subnetId: string) => boolean;
  /** Whether the account's plan includes the type. */
  readonly inPlan: (instanceType: string) => boolean;
}

export interface FleetPlan {
  readonly launches: readonly { readonly pool: LaunchPool; readonly count: number }[];
  readonly errors: readonly { readonly pool: LaunchPool; readonly code: string; readonly message: string }[];
}

/**
 * What an instant fleet of `target` instances launches: pools in order of priority, each as far as quota and machines
 * go, the errors by pool as EC2 reports them. Fewer than `minimum` in all means none at all.
 */
export function planFleet(
  target: number,
  minimum: number,
  pools: readonly LaunchPool[],
  capacity: Capacity,
): FleetPlan {
  const launches: { pool: LaunchPool; count: number }[] = [];
  const errors: { pool: LaunchPool; code: string; message: string }[] = [];
  let wanted = target;
  let used = capacity.usedVcpus;
  for (const pool of [...pools].sort((left, right) => left.priority - right.priority)) {
    if (wanted === 0) break;
    const error = refusal(pool, capacity);
    if (error !== undefined) {
      errors.push({ pool, ...error });
      continue;
    }
    const { vcpus } = INSTANCE_TYPES.get(pool.instanceType) ?? { vcpus: 1 };
    const count = Math.min(wanted, Math.max(0, Math.floor((capacity.quotaVcpus - used) / vcpus)));
    if (count < wanted) errors.push({ pool, ...overQuota(capacity) });
    if (count === 0) continue;
    launches.push({ pool, count });
    wanted -= count;
    used += count * vcpus;
  }
  if (target - wanted >= minimum) return { launches, errors };
  return { launches: [], errors };
}

function refusal(pool: LaunchPool, capacity: Capacity): { code: string; message: string } | undefined {
  const { instanceType, subnetId } = pool;
  if (INSTANCE_TYPES.get(instanceType) === undefined)
    return { code: 'InvalidParameterValue', message: `Invalid value '${instanceType}' for InstanceType.` };
  if (!capacity.inPlan(instanceType))
    return {
      code: 'InvalidParameterCombination',
      message:
        "The specified instance type is not eligible for Free Tier. For a list of Free Tier instance types, run 'describe-instance-types' with the filter 'free-tier-eligible=true'.",
    };
  if (subnetId === undefined)
    return {
      code: 'MissingInput',
      message: 'No subnets found for the default VPC. Please specify a subnet.',
    };
  if (!capacity.subnetExists(subnetId))
    return { code: 'InvalidSubnetID.NotFound', message: `The subnet ID '${subnetId}' does not exist` };
  if (capacity.exhausted(instanceType, subnetId))
    return capacity.market === 'spot'
      ? {
          code: 'InsufficientInstanceCapacity',
          message: 'There is no Spot capacity available that matches your request.',
        }
      : {
          code: 'InsufficientInstanceCapacity',
          message: `We currently do not have sufficient ${instanceType} capacity in the Availability Zone you requested. Our system will be working on provisioning additional capacity.`,
        };
  return undefined;
}

function overQuota({ market, quotaVcpus: quota }: Capacity): { code: string; message: string } {
  if (market === 'spot')
    return { code: 'MaxSpotInstanceCountExceeded', message: 'Max spot instance count exceeded' };
  return {
    code: 'VcpuLimitExceeded',
    message: `You have requested more vCPU capacity than your current vCPU limit of ${quota} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`,
  };
}
