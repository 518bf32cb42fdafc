import * as z from 'zod/mini';
import { wakeFunction } from '../../adapters/lambda/wake-function.ts';
import { ULID_PATTERN } from '../../core/exam/ids.ts';
import { LAUNCH_PATIENCE, launchFleet } from '../../core/fleet/launch-fleet.ts';
import { ringAgain } from '../../core/submissions/ring-again.ts';
import { createHandler } from '../middleware/create-handler.ts';
import { wireFleet } from '../middleware/fleet-ports.ts';
import type { Tools } from '../middleware/tools.ts';
import { type Env, envSchema } from './env.ts';

const eventSchema = z.object({ sessionId: z.string().check(z.regex(ULID_PATTERN, 'is not an id')) });

/** A function whose network Lambda has to give back is active again after a minute or so. */
const WAKE_PATIENCE_MS = 90_000;

function assemble(env: Env, tools: Tools) {
  const wiring = wireFleet(env, tools, 'launcher');
  const { clock } = wiring.ports;
  /** Wakes what stands in the VPC; the events are such that prober and executor do nothing. */
  const wake = async () => {
    const until = clock.now() + WAKE_PATIENCE_MS;
    return await Promise.all([
      wakeFunction(wiring.lambda, env.PROBER_FUNCTION_NAME, { requests: [] }, clock, until),
      wakeFunction(wiring.lambda, env.EXECUTOR_FUNCTION_NAME, { Records: [] }, clock, until),
    ]);
  };
  return { ...wiring, wake };
}

/**
 * Launches a session's fleet when its schedule rings, or at once when a booking for now invokes it, and leads it on
 * until it is ready or a minute is over. Meanwhile it wakes the functions that stand in the hosts' network.
 */
export const handler = createHandler({
  envSchema,
  eventSchema,
  assemble,
  async handle({ sessionId }, { ports, submissions, doorbell, wake }, tools) {
    const [[prober, executor], report] = await Promise.all([
      wake(),
      launchFleet(
        sessionId,
        ports,
        (session) => ringAgain(session, { submissions, slots: ports.slots, doorbell }, ports.clock.now()),
        LAUNCH_PATIENCE,
        ({ hostsFailed, degraded, launchesFailed }) =>
          tools.count({ hostsFailed: hostsFailed + degraded + launchesFailed }),
      ),
    ]);
    const { session, ...told } = report;
    tools.logger.info('launch.finished', { sessionId, fleet: session?.fleet, ...told, prober, executor });
    tools.count({
      hostsFailed: report.hostsFailed + report.degraded + report.launchesFailed,
    });
    tools.measure('launchFailures', report.launchesFailed);
    return { fleet: session?.fleet ?? 'unknown', ...told };
  },
});
