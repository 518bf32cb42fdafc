import { expect, it } from 'vitest';
import { classifyLaunchError } from '../../../../adapters/ec2/classify-launch-error.ts';

// Codes of the EC2 API reference's error list, and words that others have had from it.
const freePlan =
  "The specified instance type is not eligible for Free Tier. For a list of Free Tier instance types, run 'describe-instance-types' with the filter 'free-tier-eligible=true'.";

it.each([
  ['InsufficientInstanceCapacity', '', 'capacity'],
  ['InsufficientHostCapacity', '', 'capacity'],
  ['InsufficientFreeAddressesInSubnet', '', 'capacity'],
  ['UnfulfillableCapacity', '', 'capacity'],
  [
    'Unsupported',
    'Your requested instance type is not supported in your requested Availability Zone',
    'capacity',
  ],
  ['VcpuLimitExceeded', '', 'quota'],
  ['InstanceLimitExceeded', '', 'quota'],
  ['VolumeLimitExceeded', '', 'quota'],
  ['MaxSpotInstanceCountExceeded', '', 'quota'],
  ['RequestLimitExceeded', '', 'throttle'],
  ['Throttling', '', 'throttle'],
  ['InvalidParameterCombination', freePlan, 'plan'],
  ['OptInRequired', '', 'plan'],
  ['Blocked', '', 'plan'],
  ['UnauthorizedOperation', '', 'permission'],
  ['AuthFailure.ServiceLinkedRoleCreationNotPermitted', '', 'permission'],
  [
    'InvalidParameterCombination',
    'Network interfaces and an instance-level subnet ID may not be specified',
    'configuration',
  ],
  ['InvalidLaunchTemplateId.NotFound', '', 'configuration'],
  ['PendingVerification', '', 'configuration'],
] as const)('%s is told apart (%s)', (code, message, kind) => {
  expect(classifyLaunchError(code, message)).toBe(kind);
});
