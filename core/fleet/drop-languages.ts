import type { Clock } from '../exam/clock.ts';
import { noticesOf } from '../exam/notice.ts';
import type { Session } from '../exam/session.ts';
import type { SessionFact } from '../exam/session-event.ts';
import type { SessionStore } from '../exam/session-store.ts';
import { tellLanguages } from '../messages/notice-texts.ts';
import type { SlotStore } from '../submissions/slot.ts';
import { decideLanguages } from './decide-languages.ts';
import type { Host } from './host.ts';
import type { HostStore } from './host-store.ts';

/** What dropping languages touches. */
export interface DroppingPorts {
  readonly clock: Clock;
  readonly sessions: Pick<SessionStore, 'update'>;
  readonly hosts: Pick<HostStore, 'recordDecision'>;
  readonly slots: Pick<SlotStore, 'list'>;
}

/**
 * Writes down which languages the session is not judged in, and why, when that has changed. Who hands in is told from
 * then on; what waits is quarantined by the executor that looks at it next.
 * @returns the session as it then stands, and how many languages were dropped
 */
export async function dropLanguages(
  session: Session,
  hosts: readonly Host[],
  ports: DroppingPorts,
): Promise<{ readonly session: Session; readonly dropped: number }> {
  const now = ports.clock.now();
  const isOpen = session.fleet === 'none' || session.fleet === 'launching' || session.fleet === 'ready';
  if (!isOpen || session.settledAt !== undefined) return { session, dropped: 0 };
  const { sessionId, revision } = session;
  const decision = decideLanguages(session, hosts, await ports.slots.list(sessionId), now);
  if (decision.action === 'keep') return { session, dropped: 0 };
  const languagesDropped = decision.dropped;
  // Lost to whoever was faster: the next pass decides again.
  const untold = noticesOf(
    session,
    ports.clock.now(),
    tellLanguages(session.languagesDropped ?? [], languagesDropped),
  );
  const { action, reason } = decision;
  const unannounced: SessionFact[] = [
    {
      eventId: `${sessionId}:languages:${revision}`,
      sessionId,
      at: now,
      type: 'session.languages',
      dropped: languagesDropped.map(({ language }) => language),
      reason,
    },
  ];
  const change = { languagesDropped, untold, unannounced };
  if (!(await ports.sessions.update(sessionId, revision, change))) return { session, dropped: 0 };
  await ports.hosts.recordDecision(sessionId, {
    at: now,
    subject: 'session',
    action: `${action}-languages`,
    reason,
  });
  const before = session.languagesDropped ?? [];
  const dropped = languagesDropped.filter((one) => !before.some(({ language }) => language === one.language));
  const after = {
    ...session,
    languagesDropped,
    untold: [...(session.untold ?? []), ...untold],
    unannounced: [...(session.unannounced ?? []), ...unannounced],
    revision: revision + 1,
  };
  return { session: after, dropped: dropped.length };
}
