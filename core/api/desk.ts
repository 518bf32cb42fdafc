import * as z from 'zod';
import { instant, label, languageId, milliseconds, ulid, verdict } from './common.ts';
import { message } from './messages.ts';
import { participantSession } from './sessions.ts';
import { inputBytes, queuePlace } from './submissions.ts';

/** A participant's own submission in short. */
export const deskSubmission = z
  .object({
    submissionId: ulid,
    label,
    language: languageId,
    trial: z.boolean(),
    state: z.enum(['queued', 'running', 'judged', 'quarantined']),
    submittedAt: instant,
    queue: queuePlace.optional(),
    judgedAt: instant.optional(),
    verdict: verdict.optional(),
    score: z.number().optional().describe("Points by the session's grading, before lateness takes some off"),
    passed: z.int().optional().describe('Test cases that are right'),
    testCases: z.int().optional(),
    inputBytes: inputBytes.optional(),
  })
  .meta({ id: 'DeskSubmission' });
export type DeskSubmission = z.infer<typeof deskSubmission>;

/** Everything that a participant's page follows, in one answer. */
export const desk = z
  .object({
    at: instant,
    session: participantSession,
    submissions: z
      .array(deskSubmission)
      .describe(
        'Own, trials too, oldest first: all, or with `since` what changed and what still waits. Key by submissionId',
      ),
    messages: z.array(message).describe('Oldest first: all, or with `since` what is new. Key by messageId'),
    unread: z.int().describe('Messages that were not read, of all'),
    grade: z
      .object({ publishedAt: instant, points: z.number(), possible: z.number().optional() })
      .optional()
      .describe('Once it is published; more of it by GET .../grade'),
    cursor: instant.describe('Send as `since` next time'),
    nextAskMs: milliseconds.describe('When to ask again: add a jitter of your own'),
  })
  .meta({ id: 'Desk' });
export type Desk = z.infer<typeof desk>;
