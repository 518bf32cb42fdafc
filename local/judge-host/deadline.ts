import { tagKeys } from '../../core/fleet/instance-tags.ts';

/** The host's timer looks once a minute. */
const LOOK_MS = 60_000;

/**
 * True once the timer that user data installs on a host would have powered it off: at its first look, one each minute
 * since the launch, that finds the tagged deadline passed. User data itself is not run here.
 */
export function hasPoweredOff(
  tags: Readonly<Record<string, string>>,
  launchedAt: number,
  now: number,
): boolean {
  const deadline = Date.parse(tags[tagKeys.deadline] ?? '');
  if (Number.isNaN(deadline)) return false;
  const lastLook = launchedAt + Math.floor((now - launchedAt) / LOOK_MS) * LOOK_MS;
  return lastLook > launchedAt && lastLook >= deadline;
}
