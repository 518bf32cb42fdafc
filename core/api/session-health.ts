import * as z from 'zod';
import { RECOVERY_STEPS } from '../resilience/failure.ts';
import { actReason, circuit } from './circuits.ts';
import { actor, instant, ulid } from './common.ts';
import { TROUBLE_PARTS } from './find-troubles.ts';
import { ledger, liveSession, recoveries } from './live.ts';

/** Why a session is not healthy. */
export const healthReason = z
  .object({
    part: z.enum([...TROUBLE_PARTS, 'circuits', 'recoveries']),
    weight: z.enum(['bad', 'busy']).describe('`bad` needs somebody now, `busy` may come to'),
    key: z.string().describe('The same as long as it is the same'),
    text: z.string().describe('The rest of a sentence about the session'),
    count: z.int().optional().describe('How many, where more of it is news'),
  })
  .meta({ id: 'HealthReason' });
export type HealthReason = z.infer<typeof healthReason>;

/** That hosts are looked at more often for a while. */
export const sessionWatch = z
  .object({
    everySeconds: z.number().describe('Between two glances; passes with a program come each 15 s'),
    until: instant,
    by: actor,
  })
  .meta({ id: 'SessionWatch' });

/** How a session fares. */
export const sessionHealth = z
  .object({
    at: instant,
    sessionId: ulid,
    status: z
      .enum(['healthy', 'degraded', 'unhealthy'])
      .describe('By the worst of the reasons: none, `busy`, `bad`'),
    reasons: z.array(healthReason).describe('The worst first'),
    fleet: z.object({ state: z.string(), reason: z.string() }),
    hosts: z.object({
      wanted: z.int().optional().describe('Absent where judges are kept by somebody'),
      ready: z.int(),
      suspect: z.int(),
      coming: z.int().describe('Launched and not yet ready'),
      slots: z.int().describe('Of those that are ready'),
    }),
    circuits: z.array(circuit).describe('Those that are not closed, of the stage and of its hosts'),
    queue: liveSession.shape.queue,
    recoveries,
    ledger: ledger.pick({ balanced: true, open: true }),
    watch: sessionWatch.optional().describe('While somebody has it watched more closely'),
  })
  .meta({ id: 'SessionHealth' });
export type SessionHealth = z.infer<typeof sessionHealth>;

const why = actReason.shape.reason;

/** How closely, and for how long. */
export const watchBody = z.strictObject({
  reason: why,
  everySeconds: z.number().min(2).max(10).default(5).describe('Between two glances at its hosts'),
  minutes: z.int().min(1).max(240).default(30).describe('It ends by itself, at the latest with its hosts'),
});

/** What came of it. */
export const watchAnswer = z.object({ sessionId: ulid, watch: sessionWatch.optional() });

/** What is to be made good. */
export const recoverBody = z.strictObject({
  reason: why,
  hostIds: z
    .array(z.string().min(1).max(64))
    .max(50)
    .default([])
    .describe('Hosts that are doubted, though they may be right: each is rebooted and examined'),
  dryRun: z.boolean().default(false).describe('Only say what would be done'),
});

/** What is done, or would be. */
export const recoverAnswer = z
  .object({
    sessionId: ulid,
    dryRun: z.boolean(),
    begun: z.boolean().describe('The next pass does it, within seconds'),
    reason: z.string(),
    plan: z.array(
      z.object({
        hostId: z.string().optional().describe('Absent where it is about the fleet'),
        steps: z
          .array(z.enum(RECOVERY_STEPS))
          .describe('In their order, each when the one before did not help'),
        reason: z.string(),
      }),
    ),
  })
  .meta({ id: 'RecoveryPlan' });
