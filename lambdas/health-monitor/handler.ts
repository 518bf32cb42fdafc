import * as z from 'zod/mini';
import { ULID_PATTERN } from '../../core/exam/ids.ts';
import { createHandler } from '../middleware/create-handler.ts';
import { assemble } from './dependencies.ts';
import { envSchema } from './env.ts';
import { heedNotice, noticeSchema } from './heed-notice.ts';
import { runSweep } from './run-sweep.ts';
import { runTick } from './run-tick.ts';

const eventSchema = z.union([
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('tick'), sessionId: z.string().check(z.regex(ULID_PATTERN, 'is not an id')) }),
    z.object({ kind: z.literal('sweep') }),
  ]),
  noticeSchema,
]);

/** No roll-up of metrics begins later in an invocation. */
const LAST_ROLL_UP_MS = 155_000;

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
    const startedAt = ports.clock.now();
    try {
      return event.kind === 'sweep'
        ? await runSweep(ports, tools)
        : await runTick(event.sessionId, ports, tools);
    } finally {
      // Passes may have used the function's three minutes: the next tick or sweep makes the same roll-ups.
      if (ports.clock.now() - startedAt < LAST_ROLL_UP_MS) await ports.rollUpMetrics(event.kind);
    }
  },
});
