import * as z from 'zod';
import { foldUsername } from '../exam/fold-username.ts';
import { MAX_REJUDGED } from '../rejudging/decide-rejudging.ts';
import {
  actor,
  instant,
  label,
  languageId,
  pageQuery,
  problemId,
  ulid,
  username,
  verdict,
} from './common.ts';
import { changedStanding } from './results.ts';
import { submission } from './submissions.ts';

const version = z.int().min(1);

const filter = z.strictObject({
  participantId: username.overwrite(foldUsername).exactOptional().describe("Only this participant's"),
  submissionId: ulid.exactOptional().describe('Only this one'),
  verdict: verdict.exactOptional().describe('Only those with this verdict; JE: what was quarantined'),
  language: languageId.exactOptional().describe('Only those in this language'),
});

/** Body of POST /v1/sessions/{sessionId}/rejudgings. */
export const rejudgingRequest = z
  .strictObject({
    label: label.describe("The problem's label in this session, e.g. A"),
    version: version
      .exactOptional()
      .describe("The problem's version to judge by; when absent the newest that was imported"),
    filter: filter
      .default({})
      .describe(
        `Every counted submission that has its verdict when absent, or fewer; at most ${MAX_REJUDGED} in all`,
      ),
    reason: z.string().trim().min(1).max(500).exactOptional().describe('Told to those whose verdict changes'),
    judgedIn: ulid
      .exactOptional()
      .describe('The session whose judges do it, one of yours that is not over; this session when absent'),
  })
  .meta({ id: 'RejudgingRequest' });

const progress = z.object({
  queued: z.int(),
  running: z.int(),
  judged: z.int(),
  quarantined: z.int().describe('No judge could judge them again: they keep their verdicts'),
});

/** A rejudging in short. */
export const rejudging = z
  .object({
    rejudgingId: ulid,
    sessionId: ulid,
    label,
    problemId,
    fromVersion: version.describe('What the session judged by when it was made'),
    version,
    filter,
    reason: z.string().optional(),
    judgedIn: ulid,
    createdAt: instant,
    createdBy: actor,
    state: z
      .enum(['open', 'judging', 'ready', 'applied', 'discarded'])
      .describe(
        'open: being put in the queue (ask for the same again if it stays so); ready: to be applied or discarded',
      ),
    submissions: z.int(),
    progress: progress.optional().describe('While it is neither applied nor discarded'),
    endedAt: instant.optional().describe('When it was last applied or discarded'),
    endedBy: actor.optional(),
  })
  .meta({ id: 'Rejudging' });
export type RejudgingView = z.infer<typeof rejudging>;

/** What a submission came to, in short. */
const judgement = z.object({
  verdict,
  score: z.number().optional().describe('In scoring problems'),
  firstFailing: z.string().optional().describe('Id of the first test case that failed'),
  passed: z.int(),
  testCases: z.int(),
});

/** A rejudging with what it changes. */
export const rejudgingDetails = z
  .object({
    ...rejudging.shape,
    progress,
    matrix: z
      .array(z.object({ from: verdict, to: verdict, count: z.int() }))
      .describe('Of what has been judged again: from the verdict before to the one now, the same included'),
    changed: z.int().describe('Submissions with another verdict or score'),
    unchanged: z.int(),
    left: z
      .int()
      .describe('Submissions that came to their verdict later, or still wait for it: they are not in it'),
    participants: z
      .array(changedStanding)
      .describe(
        'Everybody whose points, count of solved problems, penalty or rank change, who loses most first',
      ),
    movesVersion: z
      .boolean()
      .describe('Whether the session judges by this version once it is applied, and shows it'),
    gradesPublished: z
      .boolean()
      .describe('Grades that are published stay as they are until they are published again'),
    items: z
      .array(
        z.object({
          submissionId: ulid,
          participantId: username,
          language: languageId,
          submittedAt: instant,
          before: judgement,
          after: judgement,
        }),
      )
      .describe('What changes, oldest first, a page at a time'),
    cursor: z.string().optional().describe('Absent on the last page'),
  })
  .meta({ id: 'RejudgingDetails' });
export type RejudgingDetails = z.infer<typeof rejudgingDetails>;

export const rejudgingQuery = pageQuery;

/** A submission before and after it was judged again. */
export const rejudgedSubmission = z
  .object({
    before: submission.describe('As it counted before, with every test case'),
    after: submission.describe('As it was judged again'),
  })
  .meta({ id: 'RejudgedSubmission' });
export type RejudgedSubmission = z.infer<typeof rejudgedSubmission>;
