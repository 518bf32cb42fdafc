import type { Session } from '../exam/session.ts';
import type { SessionSchedules } from '../exam/session-schedules.ts';
import type { Cloud, HostsOutcome } from './cloud.ts';
import type { CloudInstance } from './host.ts';

/** What moving deadlines needs. */
export interface DeadlineActs {
  readonly cloud: Pick<Cloud, 'setDeadline'>;
  readonly schedules: Pick<SessionSchedules, 'planTermination'>;
}

/**
 * Makes the two stops that need no code of ours, Scheduler's terminate and the host's own timer, agree with the session's
 * `terminateAt`, which moves when a session is extended or shortened. A host's tag is written last, so that a run that
 * dies in between is repeated by the next: what the tag says has been planned.
 * @param instances what EC2 tells of the session
 * @returns what was moved and what EC2 refused, undefined when all agree
 */
export async function moveDeadlines(
  session: Session,
  instances: Iterable<CloudInstance>,
  { cloud, schedules }: DeadlineActs,
): Promise<HostsOutcome | undefined> {
  const { terminateAt } = session.times;
  const others = [...instances]
    .filter(({ state, deadlineAt }) => IS_THERE.has(state) && deadlineAt !== terminateAt)
    .map(({ instanceId }) => instanceId);
  if (others.length === 0) return undefined;
  await schedules.planTermination(session, others);
  return await cloud.setDeadline(others, terminateAt);
}

const IS_THERE = new Set<CloudInstance['state']>(['pending', 'running']);
