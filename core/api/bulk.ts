import * as z from 'zod';
import { foldUsername } from '../exam/fold-username.ts';
import { MAX_WAITING } from '../submissions/intake.ts';
import { instant, ulid, username } from './common.ts';
import { problemDetails } from './problem-details.ts';
import { hasOneProgram, submissionFields } from './submissions.ts';

/** Newline-delimited JSON, as requests and answers of many submissions are written. */
export const NDJSON = 'application/x-ndjson';
/** Submissions of one request. */
export const MAX_BULK_LINES = 1_000;
/** Submissions of one request of a participant: as many as may wait in both lanes. What is more would hold an execution for nothing. */
export const MAX_OWN_BULK_LINES = 2 * MAX_WAITING;
/** What comes in the request itself, bytes: as base64 it is what Lambda takes. */
export const MAX_BULK_BYTES = 4 * 1024 * 1024;
/** What is uploaded first, bytes: an instance of the API holds it in memory. */
export const MAX_BULK_UPLOAD_BYTES = 32 * 1024 * 1024;

/** The form of a submission's key. */
export const KEY_FORM = /^[A-Za-z0-9_-]{1,64}$/;
export const KEY_FAULT = 'must be 1 to 64 letters, digits, - or _';

/** One line of many submissions. */
export const bulkSubmission = z
  .strictObject({
    key: z
      .string()
      .regex(KEY_FORM, KEY_FAULT)
      .describe('Its Idempotency-Key: sent again, it is the same submission'),
    participantId: username
      .overwrite(foldUsername)
      .optional()
      .describe('Whose it is: for staff and machines; participants hand in for themselves'),
    ...submissionFields,
  })
  .refine(...hasOneProgram)
  .meta({
    id: 'BulkSubmission',
    examples: [
      { key: 'p01-A-1', participantId: 'p01', problem: 'A', language: 'python', source: 'print(42)' },
    ],
  });
export type BulkSubmission = z.infer<typeof bulkSubmission>;

/** A request of many submissions: its lines as they stand, each read for itself. */
export const bulkBody = z.array(z.string());

/** What became of one line. */
export const bulkAnswer = z
  .object({
    line: z.int().describe('From 1, as it was sent'),
    key: z.string().optional(),
    status: z
      .int()
      .describe(
        '202: accepted. Else `problem` says why not, and with `retryAfterMs` that the line is to be sent again, with the same key',
      ),
    submissionId: ulid.optional().describe('Of what was accepted'),
    problem: problemDetails.optional().describe('Of what was not'),
  })
  .meta({ id: 'BulkAnswer' });
export type BulkAnswer = z.infer<typeof bulkAnswer>;

/** Where a request of more than 4 MB is put first. */
export const bulkUpload = z
  .object({
    uploadId: ulid,
    uploadUrl: z.url().describe(`PUT the lines here, as ${NDJSON}`),
    expiresAt: instant,
    maxBytes: z.int(),
  })
  .meta({ id: 'BulkUpload' });
