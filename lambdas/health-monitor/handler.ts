import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import * as z from 'zod/mini';
import { startFunction } from '../../adapters/lambda/start-function.ts';
import { ServiceAccountQuotas } from '../../adapters/quotas/account-quotas.ts';
import { ulidSource } from '../../adapters/ulid-source.ts';
import { bookingLimitsOf } from '../../core/booking/booking-limits.ts';
import { readStageConfig } from '../../core/config/stage-config.ts';
import { ULID_PATTERN } from '../../core/exam/ids.ts';
import { noteVcpuQuota } from '../../core/fleet/vcpu-quota.ts';
import { tickSession } from '../../core/lifecycle/tick-session.ts';
import { createHandler } from '../middleware/create-handler.ts';
import { wireFleet } from '../middleware/fleet-ports.ts';
import type { Tools } from '../middleware/tools.ts';
import { type Env, envSchema } from './env.ts';
import { heedNotice, noticeSchema } from './heed-notice.ts';
import { runSweep } from './run-sweep.ts';

const eventSchema = z.union([
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('tick'), sessionId: z.string().check(z.regex(ULID_PATTERN, 'is not an id')) }),
    z.object({ kind: z.literal('sweep') }),
  ]),
  noticeSchema,
]);

function assemble(env: Env, tools: Tools) {
  const { ports, lambda, ...beside } = wireFleet(env, tools, 'tick');
  const sizeLimits = bookingLimitsOf(readStageConfig(env.STAGE), [], env.AWS_REGION);
  const startShutdown = (sessionId: string) =>
    startFunction(lambda, env.AUTO_SHUTDOWN_FUNCTION_ARN, { sessionId });
  const startSender = (until?: number) => startFunction(lambda, env.WEBHOOK_SENDER_FUNCTION_ARN, { until });
  const quotas = new ServiceAccountQuotas(new ServiceQuotasClient());
  const noteQuota = () => noteVcpuQuota({ ...ports, quotas });
  return { ...ports, ...beside, sizeLimits, startShutdown, startSender, noteQuota, ids: ulidSource };
}

/**
 * The tick of a session (every minute from its launch until it is settled), the sweep of the stage (by a schedule
 * that belongs to no session), and EC2's notices of spot hosts that it takes back: whatever an event missed is found here.
 */
export const handler = createHandler({
  envSchema,
  eventSchema,
  assemble,
  async handle(event, ports, tools) {
    if ('detail-type' in event) return await heedNotice(event, ports, tools);
    if (event.kind === 'sweep') return await runSweep(ports, tools);
    const ticked = await tickSession(event.sessionId, ports);
    tools.logger.info('tick.finished', { sessionId: event.sessionId, ...ticked });
    tools.count({
      // Hosts that lack a language failed in it, whatever else they judge.
      hostsFailed: ticked.hostsFailed + ticked.degraded,
      launchFailures: ticked.launchesFailed,
      submissionsQuarantined: ticked.quarantined,
    });
    // Each metric more that is there in every hour costs: it is printed when there is something to tell.
    if (ticked.signals > 0) tools.count({ securitySignals: ticked.signals });
    return ticked;
  },
});
