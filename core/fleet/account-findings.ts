import type { BookingFault } from '../booking/booking.ts';
import type { FleetSize } from '../exam/session.ts';
import type { LaunchOutcome, LaunchRound } from './cloud.ts';
import { vcpusOf } from './instance-size.ts';
import { launchTypesOf } from './launch-types.ts';

/** What EC2 said of the AWS account when hosts were launched. */
export type AccountFound = {
  /** ms since the epoch. */
  readonly at: number;
} & (
  | { readonly kind: 'type-refused'; readonly instanceType: string; readonly reason: string }
  | { readonly kind: 'vcpu-limit'; readonly vcpus: number }
);

/** How long it says something, ms: an account is upgraded, a quota raised. */
export const ACCOUNT_FINDING_HOLDS_MS = 7 * 24 * 3_600_000;

/** EC2 names the account's limit only in the sentence of its refusal. */
const VCPU_LIMIT = /current vCPU limit of (\d+)/;

/** What the answer to a round says of the account. */
export function accountFindingsOf(
  round: LaunchRound,
  { errors }: LaunchOutcome,
  at: number,
): readonly AccountFound[] {
  return errors.flatMap(({ kind, code, message, instanceType }): AccountFound[] => {
    if (kind === 'plan')
      return (instanceType === undefined ? round.instanceTypes : [instanceType]).map((type) => ({
        kind: 'type-refused',
        instanceType: type,
        reason: `${code}: ${message}`,
        at,
      }));
    const vcpus = kind === 'quota' ? VCPU_LIMIT.exec(message)?.[1] : undefined;
    return vcpus === undefined ? [] : [{ kind: 'vcpu-limit', vcpus: Number(vcpus), at }];
  });
}

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
  const wanted = size.hosts * (vcpusOf(size.instanceType) ?? 2) + vcpusHeld;
  for (const one of fresh)
    if (one.kind === 'vcpu-limit' && one.vcpus < wanted)
      warnings.push({
        field: 'deployment.hosts',
        detail: `on ${day(one.at)} EC2 said that the account may run ${one.vcpus} vCPUs, and ${wanted} will be wanted: unless AWS raised quota L-1216C47A since, some hosts will be missing`,
      });
  return warnings;
}
