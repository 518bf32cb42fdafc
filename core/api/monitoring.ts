import * as z from 'zod';
import { DEPENDENCIES } from '../monitoring/check-health.ts';
import { instant, languageId, ulid, usd, verdict } from './common.ts';

const count = z.int().min(0);
const share = z.number().min(0).max(1);

/** GET /v1/monitoring/health: nothing in it that a stranger may not know. */
export const monitoringHealth = z
  .object({
    status: z
      .enum(['ok', 'degraded', 'unavailable'])
      .describe('`degraded`: requests are answered, and something behind them is late or missing'),
    at: instant.describe('When it was looked: some seconds ago at most'),
    checks: z.array(
      z.object({
        name: z.enum(DEPENDENCIES),
        status: z.enum(['ok', 'failing', 'slow']).describe('`slow`: no answer within two seconds'),
      }),
    ),
  })
  .meta({ id: 'MonitoringHealth' });
export type MonitoringHealth = z.infer<typeof monitoringHealth>;

const keyFigureFields = {
  submissions: count.describe('Submissions that got their verdict, each once'),
  trials: count,
  rejudgings: count.describe('Submissions that were judged again'),
  batches: count.describe('Attempts at judging that reached a judge'),
  ends: z
    .partialRecord(z.enum(['judged', 'quarantined', 'given-back', 'lease-lost']), count)
    .describe('How batches ended'),
  successShare: share.optional().describe('Of batches, those that ended `judged`'),
  errorShare: share.optional().describe('Of batches, the others'),
  verdicts: z.partialRecord(verdict, count).describe('Of submissions, as they were judged first'),
  acceptedShare: share.optional().describe('Of submissions, those that are right'),
  testCases: count,
  testCasesPerBatch: z.number().optional(),
  judgeCalls: count.describe('Those of custom output validators included'),
  judgeCallsSaved: count.describe('One call a test case is what it would have taken: this many fewer'),
  callsRatio: z.number().optional().describe('Calls that single calls would have been, by those made'),
  judgingSeconds: z.number().describe('All slots together'),
  meanJudgingMs: count.optional().describe('Of a batch'),
  secondsSaved: z
    .number()
    .describe('What judge calls took beside their test cases, once more for each call that was not made'),
  usdSaved: usd.describe("Of these seconds, a slot's share of its host and the executor that waits"),
  latencyMs: z
    .object({ p50: count, p95: count, p99: count, mean: count })
    .optional()
    .describe('From acceptance to verdict, of submissions; percentiles are within 2 %'),
  multiTestBatches: count.describe('Batches of several test cases'),
  batchShare: share.optional().describe('Of these, those that took fewer judge calls than test cases'),
  participants: count.describe('Participants of sessions who got a verdict, each once a session'),
  batchParticipants: count.describe('Of these, those of whom some program was batched'),
  batchParticipantShare: share.optional(),
};

/** What a while came to. */
export const keyFigures = z.object(keyFigureFields).meta({
  id: 'KeyFigures',
  description: 'What a while came to; shares and means are absent where there was nothing',
});

/** Which figures: both ends may be left out. */
export const figuresQuery = z.strictObject({
  granularity: z
    .enum(['minute', 'hour', 'day'])
    .default('hour')
    .describe('How finely: 1,440 minutes, 744 hours or 366 days at most; days are of UTC'),
  from: instant.optional().describe('60 minutes, 24 hours or 30 days before `until` where it is absent'),
  until: instant.optional().describe('Now where it is absent'),
  sessionId: ulid.optional().describe('Of this session alone'),
});

const rangeFields = {
  at: instant,
  granularity: z.enum(['minute', 'hour', 'day']),
  from: instant.describe('The beginning of its bucket, or the baseline where that is later'),
  until: instant,
  countsFrom: instant.optional().describe('The baseline, where somebody set one'),
  sessionId: ulid.optional(),
};

/** GET /v1/monitoring/efficiency. */
export const efficiency = z
  .object({
    ...rangeFields,
    total: keyFigures,
    points: z
      .array(
        z.object({
          start: instant,
          ...keyFigures.pick({
            batches: true,
            testCases: true,
            judgeCalls: true,
            judgeCallsSaved: true,
            callsRatio: true,
            judgingSeconds: true,
            secondsSaved: true,
            usdSaved: true,
            successShare: true,
            latencyMs: true,
          }).shape,
        }),
      )
      .describe('Oldest first, without those in which nothing was judged'),
    languages: z.array(
      z.object({
        language: languageId,
        judgeCalls: count,
        judgeCallsSaved: count,
        callsRatio: z.number().optional(),
      }),
    ),
  })
  .meta({ id: 'Efficiency' });
export type Efficiency = z.infer<typeof efficiency>;

const programs = count.describe('Submissions and trials that got a verdict');
const useFields = { programs, acceptedShare: share.optional() };

/** GET /v1/monitoring/adoption. */
export const adoption = z
  .object({
    ...rangeFields,
    total: keyFigures.pick({
      submissions: true,
      trials: true,
      participants: true,
      batchParticipants: true,
      batchParticipantShare: true,
      multiTestBatches: true,
      batchShare: true,
      testCasesPerBatch: true,
    }),
    points: z
      .array(
        z.object({
          start: instant,
          sessions: count.describe('In which something was judged'),
          participants: count,
          batchParticipants: count,
          batchShare: share.optional(),
          programs,
          problems: z.record(z.string(), count),
          languages: z.record(z.string(), count),
          modes: z.record(z.string(), count),
        }),
      )
      .describe(
        'Oldest first, without those in which nothing was judged; programs by problem, language and mode',
      ),
    problems: z
      .array(z.object({ problemId: z.string(), ...useFields }))
      .describe('The most used first, 100 at most'),
    languages: z.array(z.object({ language: languageId, ...useFields })),
    modes: z.array(z.object({ mode: z.enum(['stdio', 'function']), ...useFields })),
    participants: z
      .array(z.object({ participantId: z.string(), programs, batched: count }))
      .optional()
      .describe('Of one session alone: who handed in how much, the most first'),
  })
  .meta({ id: 'Adoption' });
export type Adoption = z.infer<typeof adoption>;

/** GET /v1/monitoring/dashboard. */
export const dashboard = z
  .object({
    at: instant,
    stage: z.string(),
    countsFrom: rangeFields.countsFrom,
    health: monitoringHealth,
    sessions: z.object({
      unsettled: count,
      open: count,
      failed: count.describe('Whose fleet failed'),
    }),
    lastHour: keyFigures.describe('The last 60 minutes and the one that runs'),
    lastDay: keyFigures.describe('The last 24 hours and the one that runs'),
    points: z
      .array(
        z.object({
          start: instant,
          ...keyFigures.pick({
            submissions: true,
            batches: true,
            successShare: true,
            judgeCallsSaved: true,
            participants: true,
          }).shape,
          p95LatencyMs: count.optional(),
        }),
      )
      .describe('Hours of the last day, oldest first, without those in which nothing was judged'),
  })
  .meta({ id: 'Dashboard' });
export type Dashboard = z.infer<typeof dashboard>;

/** GET /v1/monitoring/metrics as JSON. */
export const monitoringMetrics = z
  .object({
    at: instant,
    countsFrom: rangeFields.countsFrom,
    since: instant.describe('Midnight in UTC, or the baseline where that is later'),
    health: monitoringHealth,
    today: keyFigures,
    latency: z
      .array(z.object({ ms: z.number(), count }))
      .describe('Submissions that waited no longer than this for their verdict, to within 2 %; cumulative'),
    languages: z.record(z.string(), programs),
    modes: z.record(z.string(), programs),
    measured: z
      .array(
        z.object({
          metric: z.string().describe('Its id, as in docs/metrics.md'),
          unit: z.string(),
          dimensions: z.record(z.string(), z.string()),
          count,
          sum: z.number(),
          min: z.number(),
          max: z.number(),
          last: z.number().optional().describe('Of what stands at a moment: as it stood last'),
          p50: z.number().optional(),
          p95: z.number().optional(),
          p99: z.number().optional(),
        }),
      )
      .describe(
        'What functions measured since midnight in UTC; rolled up each five minutes while something runs',
      ),
  })
  .meta({ id: 'MonitoringMetrics' });
export type MonitoringMetrics = z.infer<typeof monitoringMetrics>;

/** POST /v1/monitoring/reset. */
export const baseline = z
  .object({
    countsFrom: instant.describe('The next full minute: what was judged before is kept and does not count'),
    at: instant,
    by: z.string(),
    reason: z.string(),
    before: instant.optional().describe('The baseline that it takes the place of'),
  })
  .meta({ id: 'MonitoringBaseline' });
