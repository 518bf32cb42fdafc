import * as z from 'zod';
import { SIGNAL_KINDS, type SignalKind } from '../security/security-signal.ts';
import { instant, languageId, usd } from './common.ts';
import { staffSession } from './sessions.ts';
import { webhook } from './webhooks.ts';

/** A session as an operator sees it among the others of the stage. */
export const stageSession = staffSession
  .pick({
    sessionId: true,
    name: true,
    owner: true,
    window: true,
    times: true,
    participantCount: true,
    languages: true,
    languagesDropped: true,
    cancelled: true,
    paused: true,
    withoutHostsSince: true,
    deployment: true,
    fleet: true,
    estimateUsd: true,
    budgetUsd: true,
    budgetTold: true,
  })
  .meta({ id: 'StageSession' });
export type StageSession = z.infer<typeof stageSession>;

/** A stage as its operator sees it. */
export const stageOverview = z
  .object({
    at: instant,
    stage: z.string(),
    region: z.string(),
    sessions: z
      .array(stageSession)
      .describe(
        'All that are not settled, by opening time: to come, running, and over without their account',
      ),
    vcpus: z
      .object({
        quota: z.int(),
        held: z.int().describe('Now'),
        peak: z.int().describe('The most at one time from now on'),
      })
      .describe(
        "Of the account: what the stage's configuration counts on, or the account's own quota where that is smaller, and what the calendar has of it",
      ),
    accountFindings: z
      .array(z.object({ at: instant, what: z.string(), reason: z.string() }))
      .describe('What EC2 refused of the account in the last seven days'),
    languagesMissing: z
      .array(z.object({ language: languageId, reason: z.string() }))
      .describe("What the stage's hosts were last found not to judge: bookings refuse it"),
    webhooksDisabled: z
      .array(
        webhook.pick({ webhookId: true, owner: true, url: true }).extend({ at: instant, reason: z.string() }),
      )
      .describe('Who is told of nothing, by a person or since every try failed'),
    signals: z
      .array(
        z.object({
          kind: z.enum(Object.keys(SIGNAL_KINDS) as [SignalKind, ...SignalKind[]]),
          severity: z.enum(['critical', 'high', 'low']),
          what: z.string(),
          subject: z.string().describe('Who or what: `participant p07`, `host i-0abc`, `caller bob`'),
          sessionId: z.string().optional().describe('Absent where it belongs to no session'),
          at: instant.describe('The first time in its hour'),
          lastAt: instant,
          count: z.int().describe('How often in that hour'),
          evidence: z.string().describe('Of the first time'),
          latest: z.string().describe('Of the last'),
        }),
      )
      .describe('What was seen in the last seven days that may be an attack, the weightiest first'),
    budgetUsd: usd.describe('The most that a session may be estimated at'),
  })
  .meta({ id: 'StageOverview' });
export type StageOverview = z.infer<typeof stageOverview>;
