import * as z from 'zod';
import { foldUsername } from '../exam/fold-username.ts';
import { fault, instant, label, languageId, ulid, username, verdict } from './common.ts';
import { before, grading, pick } from './grading-view.ts';

/** Forms of the results. */
export const RESULT_FORMATS = ['json', 'csv', 'moodle', 'canvas', 'blackboard', 'gradescope'] as const;

/** Most rows of one answer: with every problem that a session may have they fit into what Lambda answers, 6 MB. */
export const MAX_RESULT_ROWS = 500;

/** Query of GET /v1/sessions/{sessionId}/results. */
export const resultQuery = z.strictObject({
  pick: pick.optional().describe("Instead of the session's own choice, to look what it would come to"),
  before: before.optional(),
  format: z.enum(RESULT_FORMATS).default('json').describe('What is not json comes as a file'),
  columnId: z
    .string()
    .regex(/^\d{1,18}$/, 'is the number of a column, as a file of Canvas or Blackboard has it')
    .optional()
    .describe('canvas and blackboard: the existing column that the points go to'),
  encoding: z
    .enum(['utf-8', 'utf-16'])
    .default('utf-8')
    .describe('blackboard: utf-16 is with tabs, as its own downloads are'),
  participantId: username
    .overwrite(foldUsername)
    .optional()
    .describe('gradescope: whose; its files are for one person'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_RESULT_ROWS)
    .default(MAX_RESULT_ROWS)
    .describe('json: most rows of an answer; files have all'),
  cursor: username.optional().describe('json: `cursor` of the page before; absent for the first'),
});

/** What somebody has for one problem. */
export const problemGrade = z
  .object({
    label,
    points: z.number(),
    tries: z.int().describe('Submissions that count: judged, no trials, no compile errors'),
    pending: z.int().describe('Without a verdict yet'),
    quarantined: z.int().describe('Never judged, which is our fault: they count against nobody'),
    solved: z.boolean(),
    penaltyMinutes: z.int(),
    from: z
      .object({
        submissionId: ulid,
        submittedAt: instant,
        language: languageId,
        verdict,
        score: z.number().optional(),
        passed: z.int(),
        testCases: z.int(),
        latePercent: z.number().optional().describe('What lateness took off'),
      })
      .optional()
      .describe('The submission that the points are for'),
  })
  .meta({ id: 'ProblemGrade' });

/** What somebody has for a session. */
const participantResult = z.object({
  participantId: username,
  name: z.string(),
  group: z.string().optional(),
  email: z.string().optional(),
  studentId: z.string().optional(),
  points: z.number().describe('Rounded to hundredths, half up'),
  possible: z.number().optional().describe('Absent where the score of some problem has no maximum'),
  solved: z.int(),
  penaltyMinutes: z.int().describe("By the ICPC's rules"),
  problems: z.array(problemGrade),
});

export const gradedProblem = z.object({
  label,
  name: z.string(),
  kind: z.enum(['pass-fail', 'scoring']),
  points: z.number().optional().describe('What it is worth; absent where its score is the points'),
});

/** Answer of GET /v1/sessions/{sessionId}/results as JSON. */
export const sessionResults = z
  .object({
    sessionId: ulid,
    name: z.string(),
    at: instant,
    grading,
    final: z.boolean().describe('Whether the session is over and everything has its verdict'),
    pending: z.int().describe('Submissions without a verdict yet'),
    rankedBy: z.enum(['points', 'icpc']),
    possible: z.number().optional(),
    problems: z.array(gradedProblem),
    cursor: z.string().optional().describe('Absent on the last page'),
    rows: z
      .array(
        participantResult.extend({
          rank: z.int(),
          published: z
            .object({ at: instant, points: z.number(), differs: z.boolean() })
            .optional()
            .describe('What this participant sees, and whether it is another than the row now'),
        }),
      )
      .describe(
        'By rank. Pages are cut by participantId, so that everybody is on one while ranks change: sort again by rank',
      ),
  })
  .meta({ id: 'Results' });
export type SessionResults = z.infer<typeof sessionResults>;

/** Body of POST .../grading/preview. */
export const gradingWish = z.strictObject({ grading }).meta({ id: 'GradingWish' });

const ruled = z.object({
  grading,
  rankedBy: z.enum(['points', 'icpc']),
  possible: z.number().optional(),
  problems: z.array(gradedProblem),
});
const standing = z.object({
  rank: z.int(),
  points: z.number(),
  solved: z.int(),
  penaltyMinutes: z.int(),
});

/** Somebody who stands otherwise than before. */
export const changedStanding = z.object({
  participantId: username,
  name: z.string(),
  before: standing,
  after: standing,
});

/** What other rules of grading would come to. */
export const gradingPreview = z
  .object({
    at: instant,
    before: ruled.describe('By the rules that hold'),
    after: ruled.describe('By those that are asked about'),
    remarks: z.array(fault).describe('What may be a surprise'),
    participants: z.int(),
    changed: z.array(changedStanding).describe('Of whom points, penalty or rank would be others, by rank'),
  })
  .meta({ id: 'GradingPreview' });
export type GradingPreview = z.infer<typeof gradingPreview>;

/** A grade as its participant sees it once it is published. */
export const grade = z
  .object({
    sessionId: ulid,
    sessionName: z.string(),
    publishedAt: instant
      .optional()
      .describe('Absent where staff see how it stands, and the participant does not'),
    grading,
    labels: z.array(gradedProblem),
    ...participantResult.shape,
  })
  .meta({ id: 'Grade' });
export type GradeView = z.infer<typeof grade>;

/** Body of POST .../grades/publish and .../grades/withdraw. */
export const gradeSelection = z
  .strictObject({
    participantIds: z
      .array(username)
      .min(1)
      .max(2000)
      .exactOptional()
      .describe('Everybody on the roster when absent'),
  })
  .meta({ id: 'GradeSelection' });

export const publishedGrades = z
  .object({
    published: z.int().describe('Grades that participants see from now on'),
    changed: z.int().describe('Grades that this call has published, withdrawn or made others'),
    at: instant,
  })
  .meta({ id: 'PublishedGrades' });
