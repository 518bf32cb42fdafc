import type { Session } from '../exam/session.ts';
import { isStaying } from './decide-fleet.ts';
import { type Host, isLeaving } from './host.ts';

/**
 * Why a host is not needed; undefined when it is. A suspect and what was launched beside it race: as soon as as many hosts
 * judge as the session should have, those that are not ready go. Pure.
 */
export function findSurplus(
  host: Host,
  hosts: readonly Host[],
  { fleetSize }: Pick<Session, 'fleetSize'>,
): string | undefined {
  if (fleetSize === undefined || host.state === 'ready' || host.terminatedAt !== undefined) return undefined;
  // What EC2 takes back may end what it judges.
  if (isLeaving(host)) return undefined;
  const ready = hosts.filter((one) => one.state === 'ready' && isStaying(one));
  if (ready.length < fleetSize.hosts) return undefined;
  return host.state === 'suspect'
    ? 'another judges in its place'
    : 'as many judge as the session should have';
}
