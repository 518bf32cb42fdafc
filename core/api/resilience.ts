import * as z from 'zod';
import { actReason, circuit } from './circuits.ts';
import { actor, instant, milliseconds, ulid } from './common.ts';

/** Of what time; both ends may be left out. */
export const rangeQuery = z.strictObject({
  from: instant.optional().describe('30 days before `until` where it is absent; at most 92 days'),
  until: instant.optional().describe('Now where it is absent'),
});

const sums = z.object({
  total: z.int().describe('Began in the time'),
  repaired: z.int().describe('Judged again after a reboot'),
  replaced: z.int().describe('Another host judged in its place'),
  open: z.int().describe('Not made good, or not yet'),
  automatic: z.int().describe('Nobody asked for them'),
  meanMs: milliseconds
    .optional()
    .describe('Mean time to recovery: from what was found to its end, of those that were made good'),
  longestMs: milliseconds.optional(),
});

const RECOVERY_CLASSES = [
  'infrastructure',
  'judge',
  'network',
  'application',
  'user',
  'by-hand',
  'unknown',
] as const;
const span = { from: instant, until: instant };

/** What recoveries of some time come to. */
export const resilienceMetrics = z
  .object({
    ...span,
    sessions: z.int().describe('That had hosts in the time'),
    recoveries: sums,
    automaticShare: z.number().optional().describe('Of all; absent where there is none'),
    backupHosts: z.int().describe('Hosts launched after the first round, but for those that fleets grew by'),
    byClass: z.array(sums.extend({ class: z.enum(RECOVERY_CLASSES) })).describe('The most first'),
  })
  .meta({ id: 'ResilienceMetrics' });
export type ResilienceMetrics = z.infer<typeof resilienceMetrics>;

/** Which trend is wanted. */
export const trendQuery = z.strictObject({
  span: z.enum(['24h', '30d']).default('24h').describe('By the hour, or by the day'),
});

/** How recoveries have gone over time. */
export const resilienceTrends = z
  .object({
    ...span,
    step: z.enum(['hour', 'day']),
    points: z.array(sums.extend({ at: instant })).describe('The oldest first; the last goes on'),
  })
  .meta({ id: 'ResilienceTrends' });
export type ResilienceTrends = z.infer<typeof resilienceTrends>;

/** A recovery with where it was. */
export const knownRecovery = z.object({
  sessionId: ulid,
  sessionName: z.string(),
  hostId: z.string(),
  class: z.enum(RECOVERY_CLASSES),
  startedAt: instant,
  endedAt: instant.optional(),
  end: z.enum(['repaired', 'replaced']).optional(),
  tookMs: milliseconds.optional(),
  askedBy: actor.optional(),
  reason: z.string(),
  steps: z.array(z.object({ at: instant, act: z.string(), actor: z.string(), reason: z.string() })),
});

const counted = z.array(z.object({ name: z.string(), count: z.int() })).describe('The most first');

/** Which errors are wanted. */
export const errorQuery = z.strictObject({
  from: instant.optional().describe('24 h before `until` where it is absent; at most 90 days'),
  until: instant.optional().describe('Now where it is absent'),
});

/** What functions have logged as failures. */
export const errorStats = z
  .object({
    ...span,
    granularity: z
      .enum(['minute', 'hour'])
      .describe(
        'How exact `from` and `until` are: whole minutes, or whole hours where minutes are gone after 7 days',
      ),
    total: z.int(),
    byClass: counted,
    byKind: counted,
    byFunction: counted,
    bySeverity: counted,
    baseline: z
      .object({ at: instant, by: actor, reason: z.string() })
      .optional()
      .describe('The last reset: what was before is not counted'),
  })
  .meta({ id: 'ErrorStats' });
export type ErrorStats = z.infer<typeof errorStats>;

/** From when on errors count. */
export const errorBaseline = z.object({
  at: instant.describe('The next full minute'),
  by: actor,
  reason: z.string(),
});
export const resetBody = actReason;

/** Everything at once, to be read or kept. */
export const resilienceReport = z
  .object({
    at: instant,
    stage: z.string(),
    metrics: resilienceMetrics,
    trends: resilienceTrends.describe('By the day'),
    recoveries: z.array(knownRecovery).describe('The latest 200 of the time'),
    circuits: z.array(circuit).describe('Those that are not closed'),
    alerts: z.object({ open: z.int(), acknowledged: z.int(), resolved: z.int() }),
    errors: errorStats.describe('Of the last 24 h'),
  })
  .meta({ id: 'ResilienceReport' });
export type ResilienceReport = z.infer<typeof resilienceReport>;

/** As what a report is wanted. */
export const reportQuery = rangeQuery.extend({
  format: z.enum(['json', 'markdown']).default('json'),
});
