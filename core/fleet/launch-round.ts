import type { Session } from '../exam/session.ts';
import type { SessionSchedules } from '../exam/session-schedules.ts';
import type { Cloud, LaunchRound } from './cloud.ts';
import type { HostStore } from './host-store.ts';
import { hostFromLaunch } from './record-instance.ts';

/** What launching a round needs. */
export interface LaunchActs {
  readonly cloud: Pick<Cloud, 'launch'>;
  readonly hosts: Pick<HostStore, 'recordHost' | 'resolveRound'>;
  readonly schedules: Pick<SessionSchedules, 'planTermination'>;
}

/**
 * Launches a claimed round: one call for all its hosts, then a row for each, then the code-free termination, then the
 * round's outcome. In this order a crash anywhere leaves the round unresolved, and sending it again as it is gives the
 * same instances (their client token derives from session and round). @throws what the cloud throws on an unclear
 * answer; the round then stays unresolved
 */
export async function launchRound(
  round: LaunchRound,
  session: Session,
  acts: LaunchActs,
  now: number,
): Promise<LaunchRound> {
  const outcome = await acts.cloud.launch(round);
  const slots = session.fleetSize?.slotsPerHost ?? 1;
  for (const instanceId of outcome.instanceIds)
    await acts.hosts.recordHost(hostFromLaunch(instanceId, round, slots, now));
  if (outcome.instanceIds.length > 0) await acts.schedules.planTermination(session, outcome.instanceIds);
  await acts.hosts.resolveRound(round, outcome, now);
  return { ...round, outcome, resolvedAt: now };
}
