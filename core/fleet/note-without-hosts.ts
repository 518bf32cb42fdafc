import type { Clock } from '../exam/clock.ts';
import { noticesOf } from '../exam/notice.ts';
import type { Session } from '../exam/session.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { tellJudgedAgain, tellWithoutHosts } from '../messages/notice-texts.ts';
import { decideWithoutHosts } from './decide-without-hosts.ts';
import type { FleetPolicy } from './fleet-policy.ts';
import type { Host } from './host.ts';
import type { HostStore } from './host-store.ts';

/** What telling of missing hosts touches. */
export interface WithoutHostsPorts {
  readonly clock: Clock;
  readonly sessions: Pick<SessionStore, 'update'>;
  readonly hosts: Pick<HostStore, 'recordDecision'>;
  readonly policy: Pick<FleetPolicy, 'bootLimitMs'>;
}

/**
 * Writes on the session that no host judges it, or that one does again, with the notice for its participants.
 * @returns the session as it then stands
 */
export async function noteWithoutHosts(
  session: Session,
  hosts: readonly Host[],
  ports: WithoutHostsPorts,
): Promise<Session> {
  const now = ports.clock.now();
  const { action, reason, since } = decideWithoutHosts(session, hosts, ports.policy, now);
  if (action === 'keep') return session;
  const { sessionId, revision } = session;
  const told =
    since === undefined ? tellJudgedAgain() : tellWithoutHosts(since, session.budgetTold?.state !== 'used');
  const untold = noticesOf(session, now, [told]);
  // Lost to whoever was faster: the next pass decides again.
  const change = { withoutHostsSince: since ?? null, untold };
  if (!(await ports.sessions.update(sessionId, revision, change))) return session;
  await ports.hosts.recordDecision(sessionId, { at: now, subject: 'session', action, reason });
  const { withoutHostsSince: _, ...rest } = session;
  return {
    ...rest,
    ...(since === undefined ? {} : { withoutHostsSince: since }),
    untold: [...(session.untold ?? []), ...untold],
    revision: revision + 1,
  };
}
