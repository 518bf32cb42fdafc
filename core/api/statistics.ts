import * as z from 'zod';
import { instant, label, languageId, problemId, username, verdict } from './common.ts';

const problemStatistics = z
  .object({
    label,
    problemId,
    name: z.string(),
    triedBy: z.int().describe('Participants'),
    solvedBy: z.int(),
    submissions: z.int().describe('Counted ones, waiting ones too'),
    verdicts: z.partialRecord(verdict, z.int()),
    languages: z.record(languageId, z.int()),
    medianTries: z.number().optional().describe('Up to the first accepted, of those who solved it'),
    medianMinutes: z.number().optional().describe('From the opening to the first accepted, of those'),
    firstSolved: z.object({ participantId: username, minutes: z.number() }).optional(),
    medianCpuMs: z.number().optional().describe('Of accepted submissions: their slowest test case'),
    failing: z
      .array(z.object({ number: z.int().optional(), id: z.string(), sample: z.boolean(), count: z.int() }))
      .describe('Test cases at which programs fail first, the most first; at most 10'),
  })
  .meta({ id: 'ProblemStatistics' });

const participantStatistics = z
  .object({
    participantId: username,
    submissions: z.int(),
    waiting: z.int(),
    trials: z.int().describe('While they are kept'),
    solved: z.array(label),
    lastAt: instant.optional().describe('Of the latest submission or trial'),
  })
  .meta({ id: 'ParticipantStatistics' });

/** How problems and participants of a session have fared so far. */
export const statistics = z
  .object({
    at: instant,
    problems: z.array(problemStatistics),
    participants: z.array(participantStatistics).describe('The whole roster, in its order'),
  })
  .meta({ id: 'Statistics' });
export type Statistics = z.infer<typeof statistics>;
