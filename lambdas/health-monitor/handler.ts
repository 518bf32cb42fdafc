import * as z from 'zod/mini';
import { startFunction } from '../../adapters/lambda/start-function.ts';
import { ulidSource } from '../../adapters/ulid-source.ts';
import { ULID_PATTERN } from '../../core/exam/ids.ts';
import { sweepStage } from '../../core/fleet/sweep-stage.ts';
import { tickSession } from '../../core/lifecycle/tick-session.ts';
import { createHandler } from '../middleware/create-handler.ts';
import { wireFleet } from '../middleware/fleet-ports.ts';
import type { Tools } from '../middleware/tools.ts';
import { type Env, envSchema } from './env.ts';

const eventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tick'), sessionId: z.string().check(z.regex(ULID_PATTERN, 'is not an id')) }),
  z.object({ kind: z.literal('sweep') }),
]);

function assemble(env: Env, tools: Tools) {
  const { ports, submissions, doorbell, lambda } = wireFleet(env, tools, 'tick');
  const startShutdown = (sessionId: string) =>
    startFunction(lambda, env.AUTO_SHUTDOWN_FUNCTION_ARN, { sessionId });
  const startSender = (until?: number) => startFunction(lambda, env.WEBHOOK_SENDER_FUNCTION_ARN, { until });
  return { ...ports, submissions, doorbell, startShutdown, startSender, ids: ulidSource };
}

/**
 * The tick of a session (every minute from its launch until it is settled), and the sweep of the stage (by a schedule
 * that belongs to no session): whatever an event missed is found here.
 */
export const handler = createHandler({
  envSchema,
  eventSchema,
  assemble,
  async handle(event, ports, tools) {
    if (event.kind === 'sweep') {
      const swept = await sweepStage(ports);
      tools.logger.info('sweep.finished', { ...swept });
      await ports.startSender();
      // Between exams an hourly zero would be the only metric, and cost 0.60 USD a month.
      if (swept.unsettled + swept.condemned + swept.terminated > 0)
        tools.count({ sessionsUnsettled: swept.unsettled, hostsFailed: swept.terminated });
      return swept;
    }
    const ticked = await tickSession(event.sessionId, ports);
    tools.logger.info('tick.finished', { sessionId: event.sessionId, ...ticked });
    tools.count({
      // Hosts that lack a language failed in it, whatever else they judge.
      hostsFailed: ticked.hostsFailed + ticked.degraded,
      launchFailures: ticked.launchesFailed,
      submissionsQuarantined: ticked.quarantined,
    });
    return ticked;
  },
});
