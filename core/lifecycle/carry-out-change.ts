import type { ChangeOutcome } from '../booking/session-change.ts';
import type { Clock } from '../exam/clock.ts';
import { dateNotices } from '../exam/notice.ts';
import type { Session, SessionTimes } from '../exam/session.ts';
import type { SessionSchedules } from '../exam/session-schedules.ts';
import type { SessionStore } from '../exam/session-store.ts';
import type { Cloud, HostsOutcome } from '../fleet/cloud.ts';
import { moveDeadlines } from '../fleet/move-deadlines.ts';

/** What carrying out a change touches. */
export interface CarryOutPorts {
  readonly clock: Clock;
  readonly sessions: Pick<SessionStore, 'get' | 'update' | 'putParticipants' | 'removeParticipant'>;
  readonly schedules: Pick<SessionSchedules, 'plan' | 'planTermination'>;
  readonly cloud: Pick<Cloud, 'describe' | 'setDeadline'>;
}

/** How far a change came. */
export type CarriedOut =
  | {
      readonly outcome: 'done' /** Who has submitted and therefore stays. */;
      readonly kept: readonly string[];
    }
  /** Somebody else changed the session in between; nothing was changed. */
  | { readonly outcome: 'conflict' }
  /** EC2 does not let the hosts live longer; nothing was changed. */
  | { readonly outcome: 'stops-refused'; readonly refused: HostsOutcome['refused'] };

/**
 * Carries out a decided change of a session, in the order in which a crash anywhere harms nothing:
 * 1. For a later end the hosts' own deadline and the code-free terminate move first: no host is ended by an old stop,
 *    and at no moment has one no stop.
 * 2. Schedules for the old times and the new: none of them acts on what is stored but by what is stored.
 * 3. The session's row, by condition on its revision: from here on the change is made.
 * 4. Schedules for the new times alone, the stops of an earlier end (the tick, too, lets them follow the row), and the
 *    roster.
 */
export async function carryOutChange(
  session: Session,
  { change, put, remove }: Extract<ChangeOutcome, { changed: true }>,
  ports: CarryOutPorts,
): Promise<CarriedOut> {
  const { sessionId, times } = session;
  const { join: _, budgetUsd: __, budgetTold: ___, ...moved } = change;
  const next = { ...session, ...moved };
  const moves = change.times !== undefined;
  if (next.times.terminateAt > times.terminateAt) {
    const refused = await moveStops(next, ports);
    if (refused.length > 0) return { outcome: 'stops-refused', refused };
  }
  if (moves) await planSchedules({ ...next, times: spanOf(times, next.times) }, ports);
  const { untold } = change;
  const dated = untold === undefined ? change : { ...change, untold: dateNotices(untold, ports.clock.now()) };
  if (!(await ports.sessions.update(sessionId, session.revision, dated))) {
    const stored = await ports.sessions.get(sessionId);
    if (moves && stored !== undefined && stored.settledAt === undefined) await planSchedules(stored, ports);
    return { outcome: 'conflict' };
  }
  if (moves) {
    await planSchedules(next, ports);
    await moveStops(next, ports);
  }
  if (put.length > 0) await ports.sessions.putParticipants(next, put);
  const kept: string[] = [];
  for (const participantId of remove)
    if (!(await ports.sessions.removeParticipant(next, participantId))) kept.push(participantId);
  return { outcome: 'done', kept };
}

/** @returns hosts that EC2 does not let end at the session's time */
async function moveStops(session: Session, ports: CarryOutPorts): Promise<HostsOutcome['refused']> {
  if (session.fleetSize === undefined || session.fleet === 'none' || session.fleet === 'gone') return [];
  const instances = await ports.cloud.describe(session.sessionId);
  return (await moveDeadlines(session, instances, ports))?.refused ?? [];
}

/** A launch that has been is not planned again. */
async function planSchedules(session: Session, { schedules, clock }: CarryOutPorts): Promise<void> {
  const { deployment, fleet, times } = session;
  const launch = deployment.kind === 'fleet' && fleet === 'none' && times.launchAt > clock.now();
  await schedules.plan(session, { launch });
}

/** From the earlier beginning to the later end. */
function spanOf(a: SessionTimes, b: SessionTimes): SessionTimes {
  return {
    ...b,
    launchAt: Math.min(a.launchAt, b.launchAt),
    lastClosesAt: Math.max(a.lastClosesAt, b.lastClosesAt),
    terminateAt: Math.max(a.terminateAt, b.terminateAt),
  };
}
