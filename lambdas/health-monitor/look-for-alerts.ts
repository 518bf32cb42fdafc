import type { Alert } from '../../core/alerts/alert.ts';
import { type AlertPorts, evaluateAlerts, GONE_FOR_MS } from '../../core/alerts/evaluate-alerts.ts';
import { causeOfSweep, causesOfSession } from '../../core/alerts/find-causes.ts';
import { coversSession, lookAtSession, type SessionLookPorts } from '../../core/alerts/look-at-session.ts';
import { coversStage, lookAtStage, type StageLookPorts } from '../../core/alerts/look-at-stage.ts';
import { findTroubles } from '../../core/api/find-troubles.ts';
import { presentForStaff } from '../../core/api/present-session.ts';
import type { Session } from '../../core/exam/session.ts';
import type { SessionStore } from '../../core/exam/session-store.ts';
import type { Host } from '../../core/fleet/host.ts';

/** What the tick looks at for alerts: its session and the stage. @returns how many facts were told */
export async function lookForAlerts(
  session: Session,
  hosts: readonly Host[],
  ports: AlertPorts & SessionLookPorts & StageLookPorts,
): Promise<number> {
  const [own, stage] = await Promise.all([lookAtSession(session, hosts, ports), lookAtStage(ports)]);
  const coversOwn = coversSession(session.sessionId);
  const covers = (alert: Alert) => coversOwn(alert) || coversStage(alert);
  return await evaluateAlerts({ causes: [...own, ...stage], covers, goneForMs: () => GONE_FOR_MS }, ports);
}

/**
 * What the sweep looks at: the stage, how the sweep itself went, and sessions that are not settled, as far as can be told without
 * looking into them. Alerts of sessions that are settled are over. @param error what it failed with
 */
export async function lookAfterSweep(
  swept: { readonly refused: number; readonly error?: unknown },
  ports: AlertPorts & StageLookPorts & { readonly sessions: Pick<SessionStore, 'listUnsettled'> },
): Promise<number> {
  const [unsettled, stage] = await Promise.all([ports.sessions.listUnsettled(), lookAtStage(ports)]);
  const now = ports.clock.now();
  const sweep = causeOfSweep(swept.refused, swept.error);
  const causes = [
    ...(sweep === undefined ? [] : [sweep]),
    ...stage,
    ...unsettled.flatMap((session) =>
      causesOfSession(session, findTroubles(presentForStaff(session, new Map(), now), now)),
    ),
  ];
  const living = new Set(unsettled.map(({ sessionId }) => sessionId));
  const covers = (alert: Alert) =>
    alert.source === 'session' ? !living.has(alert.scope) : coversStage(alert) || alert.source === 'sweep';
  // A circuit that flickers is not over because a sweep looked in between: sessions that are settled are, and the sweep itself.
  const goneForMs = ({ source }: Alert) => (source === 'circuit' || source === 'signal' ? GONE_FOR_MS : 0);
  return await evaluateAlerts({ causes, covers, goneForMs }, ports);
}
