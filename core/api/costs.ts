import * as z from 'zod';
import { WAYS, type Way } from '../costs/compare.ts';
import { COST_STATES } from '../costs/sum-month.ts';
import { instant, label, milliseconds, ulid, usd, username } from './common.ts';

const lines = z.array(z.object({ what: z.string(), usd }));
const state = z
  .enum(COST_STATES)
  .describe('estimated before hosts are launched, billed while it lives, final once it is settled');
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'is no month: write it as 2026-11');
const share = {
  usedUsd: usd.describe('For what it used'),
  standbyUsd: usd.describe('Its even part of what stood by'),
  usd,
};

/** What a session has of its budget. */
export const budget = z
  .object({
    usd: usd.describe('Beyond it no host is launched; hosts that run go on judging'),
    share: z.number().describe('Spent of it, 1 is all'),
    state: z
      .enum(['within', 'near', 'used'])
      .describe('near: four fifths are spent; used: nothing more is launched'),
    reason: z.string().optional(),
  })
  .meta({ id: 'SessionBudget' });

/** What a session costs now and will have cost. */
export const spending = z.object({
  burnUsdPerHour: usd.describe('Hosts that run, and the requests that were estimated for an hour'),
  forecastUsd: usd.describe('At its end, with the hosts that it has and is still to get'),
  budget: budget
    .optional()
    .describe('Absent where none was given: then what the stage allows a session holds'),
});

/** A session's money, divided. */
export const sessionCosts = spending
  .extend({
    at: instant,
    sessionId: ulid,
    state,
    estimateUsd: usd.describe('What was said at booking, and of changes since'),
    spentUsd: usd.describe('So far'),
    lines: lines.describe('What is spent so far; they add up to spentUsd'),
    region: z.string(),
    pricesAsOf: z.string(),
    division: z.object({ usedUsd: usd, standbyUsd: usd, rule: z.string() }),
    participants: z
      .array(
        z.object({
          participantId: username,
          submissions: z.int(),
          judgingMs: milliseconds,
          ...share,
        }),
      )
      .optional()
      .describe('Everybody on the roster: by=participant'),
    submissions: z
      .array(
        z.object({
          submissionId: ulid,
          participantId: username,
          label,
          judgingMs: milliseconds.describe('How long it held a slot'),
          ...share,
        }),
      )
      .optional()
      .describe('By time: by=submission'),
    cursor: z.string().optional().describe('For the submissions after these'),
  })
  .meta({ id: 'SessionCosts' });
export type SessionCosts = z.infer<typeof sessionCosts>;

export const sessionCostsQuery = z.strictObject({
  by: z.enum(['participant', 'submission']).default('participant').describe('What the bill is divided among'),
  cursor: ulid.optional().describe('`cursor` of the answer before'),
});

export const monthQuery = z.strictObject({
  month: month.optional().describe('Sessions that open in it (UTC), as 2026-11; this one when absent'),
});

/** A month's money. */
export const monthCosts = z
  .object({
    at: instant,
    month,
    usd: usd.describe('Of all states together, without the idle stage'),
    estimatedUsd: usd,
    billedUsd: usd,
    finalUsd: usd,
    idleUsd: usd.describe('What the stage itself costs in a month without an exam, at most'),
    sessions: z.array(
      z.object({
        sessionId: ulid,
        name: z.string(),
        owner: username,
        opensAt: instant,
        state,
        usd: usd.describe('The estimate, the forecast or the bill, by its state'),
        spentUsd: usd,
        estimateUsd: usd,
      }),
    ),
    days: z
      .array(z.object({ day: z.string(), sessions: z.int(), usd }))
      .describe('By the day of opening, UTC'),
  })
  .meta({ id: 'MonthCosts' });
export type MonthCosts = z.infer<typeof monthCosts>;

const way = z.enum(Object.keys(WAYS) as [Way, ...Way[]]);
const number = z.coerce.number();

export const comparisonQuery = z.strictObject({
  sessionId: ulid
    .optional()
    .describe('Of a booked session instead of an imagined one: then nothing of its size is given'),
  participants: number.int().min(1).max(10_000).optional().describe('50 when absent'),
  hours: number.min(0.1).max(168).optional().describe('The window; 3 when absent'),
  problems: number.int().min(1).max(26).optional().describe('4 when absent'),
  testCases: number.int().min(1).max(1_000).optional().describe('Of a problem; 50 when absent'),
  tries: number
    .int()
    .min(1)
    .max(1_000)
    .optional()
    .describe('Submissions of a participant in all; 20 when absent'),
  timeLimitMs: number.int().min(100).max(60_000).optional().describe('Of a test case; 1000 when absent'),
  instanceType: z.string().max(40).optional().describe("The stage's first when absent"),
  hosts: number.int().min(1).max(100).optional().describe('Planned as for a booking when absent'),
  examsPerYear: number.int().min(1).max(10_000).optional().describe('52 when absent'),
  spotSharePercent: number
    .min(1)
    .max(100)
    .optional()
    .describe('What spot capacity costs of the price on demand; 50 when absent'),
  handHours: number
    .min(0.1)
    .max(168)
    .optional()
    .describe('How long hosts are on that are kept by hand; 10 when absent, or the window'),
  handWorkUsd: number
    .min(0)
    .max(10_000)
    .optional()
    .describe('What it is worth to start and stop them, an exam; 0 when absent'),
  pooledCallUsd: number
    .min(0.000001)
    .max(1)
    .optional()
    .describe('A call of a hosted API; the cheapest public price that can be had when absent'),
  setupUsd: number
    .min(0)
    .max(1_000_000)
    .optional()
    .describe('What introducing a way costs, once; 0 when absent'),
  against: way.optional().describe('What the others save against; always-on when absent'),
});
export type ComparisonQuery = z.infer<typeof comparisonQuery>;

/** Ways to judge a session, priced. */
export const costComparison = z
  .object({
    exam: z.object({
      participants: z.int(),
      hours: z.number(),
      testCases: z.number(),
      submissions: z.number(),
      judgeCallMs: milliseconds,
      instanceType: z.string(),
      hosts: z.int(),
      examsPerYear: z.int(),
    }),
    prices: z.object({
      region: z.string(),
      asOf: z.string(),
      source: z.string(),
      pooledCallUsd: z.number(),
      pooledOffers: z.array(
        z.object({
          name: z.string(),
          callUsd: z.number(),
          asOf: z.string(),
          source: z.string(),
          endedAt: z.string().optional(),
        }),
      ),
      spotShare: z.number(),
    }),
    against: way,
    ways: z.array(
      z.object({
        way,
        what: z.string(),
        possible: z.boolean(),
        but: z.string().optional().describe('Why it cannot be had, or what it asks for beside money'),
        usd: usd.describe('An exam'),
        perYearUsd: usd,
        savingUsdPerYear: z.number(),
        savingShare: z.number(),
        returnOnInvestment: z.number(),
        lines,
      }),
    ),
    formulae: z.record(z.string(), z.string()).describe('How each figure is made of others'),
    breakEvens: z.array(
      z.object({
        between: z.string(),
        formula: z.string(),
        value: z.number().optional(),
        unit: z.string(),
        says: z.string(),
      }),
    ),
    recommendation: z.object({ way, reason: z.string() }),
  })
  .meta({ id: 'CostComparison' });
export type CostComparison = z.infer<typeof costComparison>;
