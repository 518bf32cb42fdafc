import {
  TickFailed,
  type TickOutcome,
  type TickPorts,
  tickSession,
} from '../../core/lifecycle/tick-session.ts';
import type { Tools } from '../middleware/tools.ts';

/**
 * Ticks a session, and tells by metrics what came of it, zeros included and though parts of it failed: no later tick meets a host that is
 * marked already. Alerts are told beside: a look for them that fails is the next one's, and no reason to tick again.
 * @throws TickFailed when anything else failed
 */
export async function runTick(sessionId: string, ports: TickPorts, tools: Tools): Promise<TickOutcome> {
  try {
    const ticked = await tickSession(sessionId, {
      ...ports,
      lookForAlerts: async (session, hosts) =>
        await ports.lookForAlerts(session, hosts).catch((error: unknown) => {
          tools.logger.warn('alerts.failed', { sessionId, error });
          return 0;
        }),
    });
    tell(sessionId, ticked, tools);
    return ticked;
  } catch (error) {
    if (error instanceof TickFailed) tell(sessionId, error.outcome, tools);
    throw error;
  }
}

function tell(sessionId: string, ticked: TickOutcome, tools: Tools): void {
  tools.logger.info('tick.finished', { sessionId, ...ticked });
  tools.count({
    // Hosts that lack a language failed in it, whatever else they judge; those that did not come failed in all.
    hostsFailed: ticked.hostsFailed + ticked.degraded + ticked.launchesFailed,
    submissionsQuarantined: ticked.quarantined,
  });
  tools.measure('launchFailures', ticked.launchesFailed);
  // Each metric more that is there in every hour costs: it is printed when there is something to tell.
  if (ticked.signals > 0) tools.count({ securitySignals: ticked.signals });
}
