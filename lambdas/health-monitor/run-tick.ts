import { type TickOutcome, type TickPorts, tickSession } from '../../core/lifecycle/tick-session.ts';
import type { Tools } from '../middleware/tools.ts';

/** Ticks a session, and tells by metrics what came of it, zeros included. */
export async function runTick(sessionId: string, ports: TickPorts, tools: Tools): Promise<TickOutcome> {
  const ticked = await tickSession(sessionId, ports);
  tools.logger.info('tick.finished', { sessionId, ...ticked });
  tools.count({
    // Hosts that lack a language failed in it, whatever else they judge; those that did not come failed in all.
    hostsFailed: ticked.hostsFailed + ticked.degraded + ticked.launchesFailed,
    submissionsQuarantined: ticked.quarantined,
  });
  tools.measure('launchFailures', ticked.launchesFailed);
  // Each metric more that is there in every hour costs: it is printed when there is something to tell.
  if (ticked.signals > 0) tools.count({ securitySignals: ticked.signals });
  return ticked;
}
