import * as z from 'zod';
import { foldUsername } from '../exam/fold-username.ts';
import * as bulk from './bulk.ts';
import {
  EVERYBODY,
  idempotencyKey,
  inSession,
  label,
  pageOf,
  pageQuery,
  STAFF,
  ulid,
  username,
} from './common.ts';
import type { Route } from './route.ts';
import * as sources from './sources.ts';
import * as submissions from './submissions.ts';

/** Programs and their verdicts, by its name. */
export const submissionRoutes = {
  createSubmission: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/submissions',
    roles: EVERYBODY,
    seat: true,
    summary: 'Submit a program',
    description:
      'For whoever is on the roster. 202 means accepted: it ends in exactly one verdict, or in quarantine with a reason; `queue` says where it stands, `Retry-After` when to ask for it. With `Prefer: wait=N` (up to 25 s) it is answered with its verdict, 200, as soon as that is there; where that is expected to take longer, or too many wait, it is 202 at once. `Preference-Applied` says which: `wait=N` or `respond-async`. With an Idempotency-Key, sending it again answers the same submission for as long as the session is kept.',
    params: inSession,
    headers: z.object({
      'idempotency-key': idempotencyKey(bulk.KEY_FORM, bulk.KEY_FAULT),
      prefer: z
        .string()
        .max(1_000)
        .optional()
        .describe('`wait=N`: seconds to wait for the verdict (RFC 7240)'),
    }),
    body: submissions.submissionRequest,
    status: 202,
    otherStatus: 200,
    location: '/v1/sessions/{sessionId}/submissions/{submissionId}',
    answer: submissions.submission,
    errors: [
      'not-found',
      'session-not-open',
      'session-closed',
      'session-cancelled',
      'session-paused',
      'limit-reached',
      'too-soon',
      'too-many-waiting',
      'key-reused',
      'conflict',
      'too-large',
    ],
  },
  createSubmissions: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/submissions/bulk',
    roles: EVERYBODY,
    summary: 'Submit many programs',
    description: `Up to ${bulk.MAX_BULK_LINES} lines of ${bulk.NDJSON} and 4 MB, a submission in each, answered by as many lines in the same order: one line's fault is no other line's. Staff hand in for whom each line names, by the rules that hold for participants themselves; participants for themselves, ${bulk.MAX_OWN_BULK_LINES} at most. What there was no time for is answered 503, like all that may be sent again: with the same keys, the rest is done.`,
    params: inSession,
    body: bulk.bulkBody,
    ndjson: bulk.bulkSubmission,
    status: 200,
    answer: bulk.bulkAnswer,
    documents: [bulk.NDJSON],
    errors: ['not-found', 'too-large'],
  },
  createSubmissionUpload: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/submissions/uploads',
    roles: STAFF,
    summary: 'Ask for a place for many programs of more than 4 MB',
    description:
      'PUT the lines to uploadUrl, up to 32 MB, and submit them by the id. They are kept for a day. For staff and machines: a participant has no use for so many.',
    params: inSession,
    status: 201,
    location: '/v1/sessions/{sessionId}/submissions/uploads/{uploadId}',
    answer: bulk.bulkUpload,
    errors: ['not-found'],
  },
  createUploadedSubmissions: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/submissions/uploads/{uploadId}',
    roles: STAFF,
    summary: 'Submit the programs that were uploaded',
    description:
      'By whoever asked for the place. As lines that are sent are, they are answered, and can be submitted again.',
    params: inSession.extend({ uploadId: ulid }),
    status: 200,
    answer: bulk.bulkAnswer,
    documents: [bulk.NDJSON],
    errors: ['not-found', 'not-yet', 'too-large'],
  },
  listSubmissions: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/submissions',
    roles: EVERYBODY,
    summary: 'Submissions, newest first',
    description: 'Participants see their own.',
    params: inSession,
    query: pageQuery.extend({
      participantId: username
        .overwrite(foldUsername)
        .optional()
        .describe("Only this participant's; for staff"),
    }),
    status: 200,
    answer: pageOf(submissions.submission),
    errors: ['not-found'],
  },
  getSubmission: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/submissions/{submissionId}',
    roles: EVERYBODY,
    summary: 'One submission with every test case',
    description:
      "Another participant's submission is not found. Until it has a verdict, `Retry-After` says when to ask again.",
    params: inSession.extend({ submissionId: ulid }),
    status: 200,
    answer: submissions.submission,
    errors: ['not-found'],
  },
  getSubmissionSource: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/submissions/{submissionId}/source',
    roles: EVERYBODY,
    summary: 'What was submitted',
    description: 'Of a trial on an own input that input, too.',
    params: inSession.extend({ submissionId: ulid }),
    status: 200,
    answer: submissions.submissionSource,
    errors: ['not-found'],
  },
  listSources: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/problems/{label}/sources',
    roles: STAFF,
    summary: 'What everybody submitted to a problem: one program a participant',
    description:
      'The submission that counts for each participant, with its source: what a report of similarity is made from. Compile errors and what could not be judged do not count. A page ends earlier where its sources are long.',
    params: inSession.extend({ label }),
    query: sources.sourcesQuery,
    status: 200,
    answer: sources.problemSources,
    errors: ['not-found'],
  },
} as const satisfies Record<string, Route>;
