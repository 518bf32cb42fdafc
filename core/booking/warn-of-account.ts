import type { FleetSize } from '../exam/session.ts';
import { ACCOUNT_FINDING_HOLDS_MS, type AccountFound } from '../fleet/account-findings.ts';
import { fleetVcpus } from '../fleet/instance-size.ts';
import { launchTypesOf } from '../fleet/launch-types.ts';
import type { BookingFault } from './booking.ts';

/**
 * What an instructor should know of the account before a fleet of this size is booked. Warnings, not faults: whoever
 * upgraded the account since must be able to find out by a launch.
 */
export function warnOfAccount(
  size: FleetSize,
  found: readonly AccountFound[],
  vcpusHeld: number,
  now: number,
): BookingFault[] {
  const fresh = found.filter(({ at }) => now - at < ACCOUNT_FINDING_HOLDS_MS);
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const warnings: BookingFault[] = [];
  const types = launchTypesOf(size);
  const refusals = fresh.flatMap((one) =>
    one.kind === 'type-refused' && types.includes(one.instanceType) ? [one] : [],
  );
  const [told] = refusals;
  if (told !== undefined && refusals.length === types.length)
    warnings.push({
      field: 'deployment.instanceType',
      detail: `on ${day(told.at)} the AWS account's plan refused ${types.join(', ')} (${told.reason}): unless the account was upgraded since, this session will have no hosts; choose a type that the plan allows, as c7i-flex.large, or have the account upgraded`,
    });
  const wanted = fleetVcpus(size) + vcpusHeld;
  for (const one of fresh)
    if (one.kind === 'vcpu-limit' && one.vcpus < wanted)
      warnings.push({
        field: 'deployment.hosts',
        detail: `on ${day(one.at)} EC2 said that the account may run ${one.vcpus} vCPUs, and ${wanted} will be wanted: unless AWS raised quota L-1216C47A since, some hosts will be missing`,
      });
  return warnings;
}
