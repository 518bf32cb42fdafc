import * as z from 'zod';
import { DIMENSIONS, FAILURES, INSIGHT_KINDS } from '../insight/finding.ts';
import { instant, label, milliseconds, problemId } from './common.ts';

const share = z.number().min(0).max(1);

const told = {
  text: z.string().describe('What was found, a sentence with its figures'),
  advice: z.string().describe('What may be done about it'),
  basis: z
    .object({
      sessions: z.int().optional(),
      hosts: z.int().optional(),
      submissions: z.int().optional(),
      participants: z.int().optional().describe('With a right program'),
      since: instant.optional().describe('When the first of it happened'),
    })
    .describe('On how much it stands; what it does not stand on is absent'),
};

const limitFinding = z.object({
  kind: z.literal('problem-limit'),
  ...told,
  problemId,
  version: z.int(),
  label: label.optional().describe('Absent of a stage'),
  limitMs: milliseconds.describe('CPU time that a test case is granted'),
  right: z.int().describe('Participants with a right program, late ones too'),
  near: z.int().describe('Of these: whose quickest right program needs 70 % of the limit or more'),
  share: z.object({ low: share, high: share }).describe('Of all who could solve it, at 90 %'),
  slowestMs: milliseconds.optional().describe('Of those in time'),
  late: z.int().describe('Participants with a program that was right and late by less than a fifth'),
});

const capacityFinding = z.object({
  kind: z.literal('capacity'),
  ...told,
  targetWaitMs: milliseconds,
  slots: z.int(),
  hosts: z.int(),
  bookedHosts: z.int(),
  usd: z
    .number()
    .describe('What the difference to what is booked costs, by list price; below 0 where fewer would do'),
  enough: share.describe('How often so many are enough for the next session of the kind, at the least'),
});

const patternFinding = z.object({
  kind: z.literal('failure-pattern'),
  ...told,
  failure: z.enum(FAILURES),
  by: z.enum(DIMENSIONS),
  value: z.string().describe('Of what `by` names: `c7i.large`, `eu-central-1a`, `python`'),
  hit: z.int().describe('Sessions in which it happened there'),
  of: z.int().describe('Sessions in which it could have'),
  expected: z.number().describe('In how many it would have, were it the same everywhere'),
  chance: share.describe('How often chance does as much, with all that was looked for taken into account'),
});

const speedFinding = z.object({
  kind: z.literal('host-speed'),
  ...told,
  instanceType: z.string().optional(),
  hostId: z.string().optional().describe('Absent of a type over many sessions'),
  times: z.number().describe('CPU time for known work at the end over that at the beginning'),
  chance: share.optional(),
});

const windowFinding = z.object({
  kind: z.literal('maintenance-window'),
  ...told,
  from: instant.describe('Its next time'),
  until: instant,
  weeks: z.int(),
  atMost: share.describe('A week has a session in it no oftener than this'),
});

/** One thing that was found, and on what it stands. */
export const insightFinding = z
  .discriminatedUnion('kind', [limitFinding, capacityFinding, patternFinding, speedFinding, windowFinding])
  .meta({ id: 'InsightFinding' });
export type InsightFinding = z.infer<typeof insightFinding>;

const silences = z
  .array(z.object({ kind: z.enum(INSIGHT_KINDS), reason: z.string() }))
  .describe('Of what nothing is said, and why: too little is known, or nothing was found in what is');

/** What is found in one session. */
export const sessionInsight = z
  .object({ at: instant, findings: z.array(insightFinding), silences })
  .meta({ id: 'SessionInsight' });
export type SessionInsight = z.infer<typeof sessionInsight>;

/** What is found over the sessions of a stage. */
export const stageInsight = z
  .object({
    at: instant,
    sessions: z.int().describe('Settled sessions that were looked at, the latest; at most 200'),
    since: instant.optional().describe('When the first of them opened'),
    findings: z.array(insightFinding),
    silences,
    speeds: z
      .array(
        z.object({
          instanceType: z.string(),
          hosts: z.int(),
          sessions: z.int(),
          median: z.number(),
          fastest: z.number(),
          slowest: z.number(),
        }),
      )
      .describe(
        'Speed factors of the types of which three hosts were examined, fastest first; above 1 is slower than the reference',
      ),
  })
  .meta({ id: 'StageInsight' });
export type StageInsight = z.infer<typeof stageInsight>;
