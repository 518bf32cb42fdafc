import * as z from 'zod';
import { DRILL_ACTS, LONGEST_DRILL_MS } from '../resilience/drill-acts.ts';
import { actReason } from './circuits.ts';
import { instant } from './common.ts';

/** Body of POST /v1/sessions/{sessionId}/drill. */
export const drillRequest = actReason
  .extend({
    act: z
      .enum(DRILL_ACTS)
      .describe(
        '`kill-host`: EC2 ends a host that judges. `open-circuit`: executors leave one alone. `hold-doorbells`: nobody is told of what is handed in',
      ),
    seconds: z
      .int()
      .min(5)
      .max(LONGEST_DRILL_MS / 1_000)
      .default(30)
      .describe('How long, of the last two: then it ends by itself'),
  })
  .meta({ id: 'DrillRequest' });

/** What was broken on purpose. */
export const drillAct = z
  .object({
    act: z.enum(DRILL_ACTS),
    at: instant,
    hostId: z.string().optional(),
    until: instant.optional().describe('When it ends by itself'),
  })
  .meta({ id: 'DrillAct' });
