import * as z from 'zod/mini';
import { ULID_PATTERN } from '../../core/exam/ids.ts';
import { shutdownSession } from '../../core/lifecycle/shutdown-session.ts';
import { createHandler } from '../middleware/create-handler.ts';
import { assemble } from './dependencies.ts';
import { envSchema } from './env.ts';

const eventSchema = z.object({ sessionId: z.string().check(z.regex(ULID_PATTERN, 'is not an id')) });

/**
 * Shuts a session down once its window has closed: drain, end the hosts, verify, settle. Invoked by the close
 * schedule, by the tick at the very millisecond of the close, and by every tick after it until the session is settled.
 */
export const handler = createHandler({
  envSchema,
  eventSchema,
  assemble,
  async handle({ sessionId }, ports, tools) {
    const outcome = await shutdownSession(sessionId, ports);
    tools.logger.info('shutdown.finished', { sessionId, ...outcome });
    tools.count({
      submissionsQuarantined: outcome.quarantined,
      // The alarm for what is over and not in order rings for this, too: another one would cost more than the month may.
      sessionsUnsettled: outcome.imbalance === undefined ? 0 : 1,
    });
    // What it has published is to be sent; who died before this is followed by a tick.
    await ports.startSender();
    // One that is not started now is by the next sweep.
    if (outcome.reviews === true) await ports.startReviewer();
    return outcome;
  },
});
