import * as z from 'zod';
import { instant, label, languageId, ulid, username, verdict } from './common.ts';

/** Most sources of one answer. */
export const MAX_SOURCES = 100;

/** Query of GET /v1/sessions/{sessionId}/problems/{label}/sources. */
export const sourcesQuery = z.strictObject({
  pick: z
    .enum(['best', 'last'])
    .default('best')
    .describe('Which submission of each participant: the one with the most points, or the last that counts'),
  limit: z.coerce.number().int().min(1).max(MAX_SOURCES).default(MAX_SOURCES),
  cursor: username.optional().describe('`cursor` of the page before; absent for the first'),
});
export type SourcesQuery = z.output<typeof sourcesQuery>;

/** What participants submitted to one problem: one submission of each who has one that counts. */
export const problemSources = z
  .object({
    label,
    items: z
      .array(
        z.object({
          submissionId: ulid,
          participantId: username,
          name: z.string(),
          group: z.string().optional(),
          language: languageId,
          submittedAt: instant,
          verdict,
          source: z
            .string()
            .describe('Of several files one after the other, each below a comment with its name'),
        }),
      )
      .describe('By participantId'),
    notStored: z.int().describe('Submissions of this page whose source is not stored any more'),
    cursor: z.string().optional().describe('Absent on the last page'),
  })
  .meta({ id: 'ProblemSources' });
export type ProblemSources = z.infer<typeof problemSources>;
