import * as z from 'zod';
import { foldUsername } from '../exam/fold-username.ts';
import { EVERYBODY, inSession, label, pageOf, pageQuery, STAFF, ulid, username } from './common.ts';
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
      'For whoever is on the roster. 202 means accepted: it ends in exactly one verdict, or in quarantine with a reason. With an Idempotency-Key, sending it again answers the same submission for as long as the session is kept.',
    params: inSession,
    headers: z.object({
      'idempotency-key': z
        .string()
        .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _')
        .optional(),
    }),
    body: submissions.submissionRequest,
    status: 202,
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
    description: "Another participant's submission is not found.",
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
