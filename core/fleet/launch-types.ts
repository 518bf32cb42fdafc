import type { FleetSize } from '../exam/session.ts';
import { LAUNCH_FAILURES, type LaunchRound } from './cloud.ts';

/** The instance types that a fleet may be made of, in order of preference; all have as many vCPUs. */
export function launchTypesOf(size: FleetSize): readonly string[] {
  return [size.instanceType, ...(size.alternatives ?? [])];
}

/**
 * Types that the account's plan refused in an earlier round, with EC2's words: final, since no waiting changes a plan.
 * A refusal that names no type is one of every type that its round asked for. What spot capacity was refused, on demand may have.
 */
export function typesRefused(rounds: readonly LaunchRound[]): ReadonlyMap<string, string> {
  return new Map(
    rounds.flatMap(({ outcome, instanceTypes, market }) =>
      (market === 'spot' ? [] : (outcome?.errors ?? []))
        .filter(({ kind }) => LAUNCH_FAILURES[kind].retry === 'no')
        .flatMap(({ code, message, instanceType }) =>
          (instanceType === undefined ? instanceTypes : [instanceType]).map((type): [string, string] => [
            type,
            `${code}: ${message}`,
          ]),
        ),
    ),
  );
}

/** What the next round asks for: the types that are left. Empty when the account's plan refuses them all. */
export function typesLeft(size: FleetSize, rounds: readonly LaunchRound[]): readonly string[] {
  const refused = typesRefused(rounds);
  return launchTypesOf(size).filter((type) => !refused.has(type));
}

/** Why no further round can help, as a sentence with what to do; undefined while some type is left. */
export function describeRefusal(size: FleetSize, rounds: readonly LaunchRound[]): string | undefined {
  if (typesLeft(size, rounds).length > 0) return undefined;
  const [told] = typesRefused(rounds).values();
  return `the account's plan allows none of ${launchTypesOf(size).join(', ')} (${told}): upgrade the AWS account to a paid plan, or book with a type that it allows, as c7i-flex.large`;
}
