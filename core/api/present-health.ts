import { given } from '../exam/given.ts';
import type { Session, SessionWatch } from '../exam/session.ts';
import type { CircuitView } from './circuits.ts';
import type { SessionFigures } from './figure-live.ts';
import { toInstant } from './present-session.ts';
import type { SessionHealth } from './session-health.ts';

const COMING: readonly string[] = ['requested', 'booting', 'examining'];

/** How a session fares, as the API tells it. @param now ms since the epoch */
export function presentHealth(
  session: Session,
  {
    status,
    reasons,
    live,
    circuits,
    now,
  }: Pick<SessionHealth, 'status' | 'reasons'> & {
    readonly live: SessionFigures;
    readonly circuits: readonly CircuitView[];
    readonly now: number;
  },
): SessionHealth {
  const alive = live.hosts.filter(({ terminatedAt }) => terminatedAt === undefined);
  const ready = alive.filter(({ state }) => state === 'ready');
  return {
    at: toInstant(now),
    sessionId: session.sessionId,
    status,
    reasons,
    fleet: { state: session.fleet, reason: session.fleetReason },
    hosts: {
      ...given({ wanted: session.deployment.kind === 'fleet' ? session.fleetSize?.hosts : undefined }),
      ready: ready.length,
      suspect: alive.filter(({ state }) => state === 'suspect').length,
      coming: alive.filter(({ state }) => COMING.includes(state)).length,
      slots: ready.reduce((sum, { slots }) => sum + slots, 0),
    },
    circuits: circuits.filter(({ state }) => state !== 'closed'),
    queue: live.queue,
    recoveries: live.recoveries,
    ledger: { balanced: live.ledger.balanced, open: live.ledger.open },
    ...given({ watch: presentWatch(session.watch, now) }),
  };
}

/** A watch as the API tells it; undefined where it is over, or there is none. */
export function presentWatch(watch: SessionWatch | undefined, now: number): SessionHealth['watch'] {
  return watch === undefined || watch.until <= now
    ? undefined
    : { everySeconds: watch.everyMs / 1000, until: toInstant(watch.until), by: watch.by };
}
