import type { Session } from '../exam/session.ts';
import { isAlive } from './decide-fleet.ts';
import type { FleetPorts } from './fleet-ports.ts';
import { type PassFailures, passFleet } from './pass-fleet.ts';

/** How long a launcher leads a fleet on before it leaves the rest to the tick, ms. */
export interface LaunchPatience {
  readonly totalMs: number;
  readonly pollMs: number;
}

export const LAUNCH_PATIENCE: LaunchPatience = { totalMs: 50_000, pollMs: 1_500 };

/** What a launcher came to. */
export interface LaunchReport {
  readonly session?: Session;
  readonly passes: number;
  readonly hostsFailed: number;
  readonly launchesFailed: number;
  readonly degraded: number;
  readonly reason: string;
}

/**
 * Launches a session's fleet and leads it on, pass after pass, until every host is ready or patience ends. `onOpen` is called
 * after each pass that opened a host's slots, so that what already waits is judged at once.
 * @param onFailures hears of what failed though the launcher fails too, since nobody meets it again
 */
export async function launchFleet(
  sessionId: string,
  ports: FleetPorts,
  onOpen: (session: Session) => Promise<unknown>,
  patience: LaunchPatience = LAUNCH_PATIENCE,
  onFailures?: (failed: PassFailures & Pick<LaunchReport, 'degraded'>) => void,
): Promise<LaunchReport> {
  const tally = { hostsFailed: 0, launchesFailed: 0, degraded: 0 };
  try {
    return await leadOn(sessionId, ports, onOpen, patience, tally);
  } catch (error) {
    onFailures?.(tally);
    throw error;
  }
}

async function leadOn(
  sessionId: string,
  ports: FleetPorts,
  onOpen: (session: Session) => Promise<unknown>,
  patience: LaunchPatience,
  tally: { hostsFailed: number; launchesFailed: number; degraded: number },
): Promise<LaunchReport> {
  const until = ports.clock.now() + patience.totalMs;
  const add = ({ hostsFailed, launchesFailed }: PassFailures, degraded = 0) => {
    tally.hostsFailed += hostsFailed;
    tally.launchesFailed += launchesFailed;
    tally.degraded += degraded;
  };
  let passes = 0;
  for (;;) {
    const pass = await passFleet(sessionId, ports, add);
    if (pass === undefined) return { passes, ...tally, reason: 'there is no such session' };
    passes++;
    add(pass, pass.degraded);
    const { session } = pass;
    if (pass.decisions.some(({ action }) => action === 'open')) await onOpen(session);
    const coming = pass.hosts.some((host) => isAlive(host) && host.state !== 'ready');
    const done = session.fleet !== 'none' && session.fleet !== 'launching';
    if ((done && !(session.fleet === 'ready' && coming)) || session.deployment.kind !== 'fleet')
      return { session, passes, ...tally, reason: session.fleetReason };
    if (ports.clock.now() + patience.pollMs >= until)
      return {
        session,
        passes,
        ...tally,
        reason: 'the rest is left to the tick',
      };
    await ports.clock.sleep(patience.pollMs);
  }
}
