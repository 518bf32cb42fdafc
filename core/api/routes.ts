import * as z from 'zod';
import type { Role } from '../exam/caller.ts';
import { foldUsername } from '../exam/fold-username.ts';
import * as booking from './booking.ts';
import {
  EVERYBODY,
  inSession,
  label,
  pageOf,
  pageQuery,
  problemId,
  STAFF,
  ulid,
  username,
} from './common.ts';
import { deskRoutes } from './desk-routes.ts';
import * as live from './live.ts';
import { messageRoutes } from './message-routes.ts';
import type { ProblemType } from './problem-details.ts';
import * as problems from './problems.ts';
import { resultRoutes } from './result-routes.ts';
import * as sessions from './sessions.ts';
import { statistics } from './statistics.ts';
import * as submissions from './submissions.ts';
import * as system from './system.ts';

/** One operation of the API: from it come the router, the OpenAPI document, the client and the manual. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** With `{name}` for each parameter. */
  readonly path: string;
  /** Who may call; `anyone` needs no token. What somebody may see of it is the handler's to decide. */
  readonly roles: readonly Role[] | 'anyone';
  /** Only for whoever has a place on the session's roster: being its staff is not enough. */
  readonly seat?: true;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Lower-case header names. */
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly status: 200 | 201 | 202;
  /** Answered instead when nothing was made. */
  readonly otherStatus?: 200;
  readonly answer: z.ZodType;
  /** Media types of the files that it answers instead when the caller asks for one. */
  readonly documents?: readonly string[];
  /** Where what was made, or what it changes, can be seen: a path with `{name}` of a parameter or of a field of the answer. */
  readonly location?: string;
  /** What the entity tag of the answer stands for: the `revision` in it, or its whole content (then it is answered 304 to who has it). */
  readonly etag?: 'revision' | 'content';
  /** Refusals beside those that every route has (not-logged-in, missing-role, too-many-requests, malformed-request, invalid-request, internal, unavailable). */
  readonly errors?: readonly ProblemType[];
}

const reason = z.strictObject({
  reason: z.string().trim().min(1).max(500).default('asked for by the instructor'),
});
const ifMatch = z
  .string()
  .max(1_000)
  .regex(
    /^\s*(?:\*|(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*)\s*$/,
    'is not an entity tag: send the ETag of the session, quotes included',
  )
  .describe('The ETag that you saw; 412 when it has moved on');
const anyJson = z.record(z.string(), z.unknown());

/** Every operation by its name. The order is the manual's. */
export const routes = {
  getHealth: {
    method: 'GET',
    path: '/v1/health',
    roles: 'anyone',
    summary: 'Whether the API answers',
    status: 200,
    answer: system.health,
  },
  getConfig: {
    method: 'GET',
    path: '/v1/config',
    roles: 'anyone',
    summary: 'What a client needs to log in',
    status: 200,
    etag: 'content',
    answer: system.clientConfig,
  },
  getOpenApi: {
    method: 'GET',
    path: '/v1/openapi.json',
    roles: 'anyone',
    summary: 'This API as OpenAPI 3.1',
    status: 200,
    etag: 'content',
    answer: anyJson,
  },
  listErrors: {
    method: 'GET',
    path: '/v1/errors',
    roles: 'anyone',
    summary: 'Every problem type with its status',
    status: 200,
    etag: 'content',
    answer: system.errorList,
  },

  createSession: {
    method: 'POST',
    path: '/v1/sessions',
    roles: STAFF,
    summary: 'Book a session with its roster',
    description:
      'Validates everything at once and answers what will happen when, and what it will cost. With an Idempotency-Key, asking again for the same answers the same session for as long as it is kept, and asking for something else is refused.',
    headers: z.object({ 'idempotency-key': z.string().min(1).max(128).optional() }),
    body: booking.sessionBooking,
    status: 201,
    location: '/v1/sessions/{sessionId}',
    otherStatus: 200,
    answer: sessions.bookedSession,
    errors: ['key-reused'],
  },
  listSessions: {
    method: 'GET',
    path: '/v1/sessions',
    roles: EVERYBODY,
    summary: 'Sessions by opening time',
    description:
      'Instructors see their own, operators all, participants those that have them on the roster. Without `from` and `to` staff see every session, the latest to open first, and participants what is not over, the soonest first.',
    query: booking.sessionQuery,
    status: 200,
    answer: pageOf(z.union([sessions.staffSession, sessions.participantSession])),
  },
  getSession: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}',
    roles: EVERYBODY,
    summary: 'One session',
    params: inSession,
    status: 200,
    etag: 'revision',
    answer: z.discriminatedUnion('view', [sessions.staffSession, sessions.participantSession]),
    errors: ['not-found'],
  },
  updateSession: {
    method: 'PATCH',
    path: '/v1/sessions/{sessionId}',
    roles: STAFF,
    summary: 'Change name, times or roster',
    description:
      "Names the revision that you saw, as If-Match with the ETag or in the body. What is absent stays. An open session is extended or shortened by closesAt: the hosts' own ends move first. Participants who are named are put on the roster or changed there; whoever has submitted stays on it. Budget, quota and the life of hosts bound a change as they bound a booking.",
    params: inSession,
    headers: z.object({ 'if-match': ifMatch.optional() }),
    body: booking.sessionChange,
    status: 200,
    etag: 'revision',
    answer: sessions.staffSession,
    errors: [
      'not-found',
      'conflict',
      'precondition-failed',
      'precondition-required',
      'too-late',
      'session-cancelled',
    ],
  },
  cancelSession: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/cancel',
    roles: STAFF,
    summary: 'Call a session off',
    description:
      'Before or while it is open. Nothing more is taken, what was accepted is judged, hosts are terminated.',
    params: inSession,
    body: reason,
    status: 202,
    location: '/v1/sessions/{sessionId}',
    etag: 'revision',
    answer: sessions.staffSession,
    errors: ['not-found', 'conflict', 'too-late'],
  },
  endSession: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/end',
    roles: STAFF,
    summary: 'Close an open session now',
    description: 'For everybody, extra time included. What was accepted is judged.',
    params: inSession,
    body: reason,
    status: 202,
    location: '/v1/sessions/{sessionId}',
    etag: 'revision',
    answer: sessions.staffSession,
    errors: ['not-found', 'conflict', 'too-late', 'session-not-open', 'session-cancelled'],
  },
  pauseSession: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/pause',
    roles: STAFF,
    summary: 'Take no submissions for a while',
    description:
      'Trials neither; what was accepted is judged, and everything can be read. Everybody is told, with the reason. A pause is no extra time: extend the session for that. Of a paused session nothing changes.',
    params: inSession,
    body: reason,
    status: 200,
    etag: 'revision',
    answer: sessions.staffSession,
    errors: ['not-found', 'conflict', 'too-late', 'session-cancelled'],
  },
  resumeSession: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/resume',
    roles: STAFF,
    summary: 'Take submissions again',
    params: inSession,
    body: reason,
    status: 200,
    etag: 'revision',
    answer: sessions.staffSession,
    errors: ['not-found', 'conflict', 'too-late', 'session-cancelled'],
  },
  restoreSession: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/restore',
    roles: STAFF,
    summary: 'Take a cancellation back',
    description:
      'Of a session that had not opened and for which nothing was launched, until the time of its opening.',
    params: inSession,
    body: reason,
    status: 200,
    etag: 'revision',
    answer: sessions.staffSession,
    errors: ['not-found', 'conflict', 'too-late'],
  },
  getLive: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/live',
    roles: STAFF,
    summary: 'All that a live view needs, at most a second old',
    params: inSession,
    query: z.strictObject({
      since: z.string().max(200).optional().describe('`cursor` of the answer before'),
    }),
    status: 200,
    answer: live.liveSession,
    errors: ['not-found'],
  },
  joinSession: {
    method: 'POST',
    path: '/v1/join',
    roles: EVERYBODY,
    summary: "Put oneself on a session's roster with its code",
    description:
      'Until the session closes, while it has seats. Whoever is on the roster is let in as they are. A few codes in ten minutes may be tried.',
    body: z.strictObject({ code: booking.joinCode }),
    status: 200,
    answer: sessions.participantSession,
    errors: ['not-found', 'session-closed', 'session-cancelled', 'limit-reached'],
  },
  listHosts: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/hosts',
    roles: STAFF,
    summary: 'The hosts of a session',
    params: inSession,
    status: 200,
    answer: z.object({ items: z.array(live.host) }),
    errors: ['not-found'],
  },
  getLedger: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/ledger',
    roles: STAFF,
    summary: 'The account of a session, and its bill',
    params: inSession,
    status: 200,
    answer: live.sessionLedger,
    errors: ['not-found'],
  },
  listDecisions: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/decisions',
    roles: STAFF,
    summary: 'What was done automatically, and why, newest first',
    params: inSession,
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(100) }),
    status: 200,
    answer: z.object({ items: z.array(sessions.decision) }),
    errors: ['not-found'],
  },
  listParticipants: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/participants',
    roles: STAFF,
    summary: 'The roster',
    params: inSession,
    status: 200,
    answer: z.object({ items: z.array(sessions.participant) }),
    errors: ['not-found'],
  },
  inviteParticipants: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/participants/invite',
    roles: STAFF,
    summary: 'Make accounts for participants and have their first passwords mailed',
    description:
      'Of those who are named, or of everybody with a mail address; at most fifty a call. Asking again invites nobody twice. What fails for one is told, and stops nobody else.',
    params: inSession,
    body: z.strictObject({
      participantIds: z
        .array(username)
        .min(1)
        .max(50)
        .optional()
        .describe('Everybody with a mail address when absent'),
    }),
    status: 200,
    answer: z.object({ items: z.array(sessions.invitation) }),
    errors: ['not-found', 'session-cancelled', 'too-late'],
  },
  getSessionProblem: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/problems/{label}',
    roles: EVERYBODY,
    summary: 'A problem as it is put before participants',
    description: 'Statement, limits and samples; for participants from the moment the session opens.',
    params: inSession.extend({ label }),
    query: z.strictObject({
      statement: z.string().max(16).optional().describe('Natural language of the statement, e.g. `en`'),
    }),
    status: 200,
    etag: 'content',
    answer: problems.sessionProblem,
    errors: ['not-found', 'session-not-open', 'session-cancelled'],
  },
  getSessionProblemFile: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/problems/{label}/files/{name}',
    roles: EVERYBODY,
    summary: 'A file of a problem: a picture of its statement, a statement in PDF, an attachment',
    description:
      'For whoever sees the problem; at most 4 MB. Show it by its media type, and nothing else as a page.',
    params: inSession.extend({ label, name: z.string().min(1).max(300) }),
    status: 200,
    etag: 'content',
    answer: problems.problemFile,
    errors: ['not-found', 'session-not-open', 'session-cancelled', 'too-large'],
  },
  getScoreboard: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/scoreboard',
    roles: EVERYBODY,
    summary: 'The scoreboard',
    description:
      "By the ICPC's rules, or by points when some problem scores or the session's grading gives problems points. Participants see their own row.",
    params: inSession,
    status: 200,
    answer: submissions.scoreboard,
    errors: ['not-found'],
  },

  getStatistics: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/statistics',
    roles: STAFF,
    summary: 'How problems and participants have fared so far',
    description:
      'Of counted submissions: by problem who tried and solved it, with how many tries, when, and at which test cases programs fail first; by participant what they have handed in, trials too while they are kept.',
    params: inSession,
    status: 200,
    answer: statistics,
    errors: ['not-found'],
  },

  ...deskRoutes,
  ...messageRoutes,
  ...resultRoutes,

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
    params: inSession.extend({ submissionId: ulid }),
    status: 200,
    answer: submissions.submissionSource,
    errors: ['not-found'],
  },

  createImport: {
    method: 'POST',
    path: '/v1/problems/imports',
    roles: STAFF,
    summary: 'Ask for a place to upload a problem package',
    description:
      'PUT the zip to uploadUrl; the import then runs by itself. Importing a problem again makes a new version; booked sessions keep theirs.',
    body: problems.importRequest,
    status: 201,
    location: '/v1/problems/imports/{importId}',
    answer: problems.importTicket,
  },
  getImport: {
    method: 'GET',
    path: '/v1/problems/imports/{importId}',
    roles: STAFF,
    summary: 'How an import stands, with every fault of the package',
    params: z.object({ importId: z.string().max(100) }),
    status: 200,
    answer: problems.problemImport,
    errors: ['not-found'],
  },
  listProblems: {
    method: 'GET',
    path: '/v1/problems',
    roles: STAFF,
    summary: 'Problems by name',
    query: pageQuery,
    status: 200,
    answer: pageOf(problems.problem),
  },
  getProblem: {
    method: 'GET',
    path: '/v1/problems/{problemId}',
    roles: STAFF,
    summary: 'One problem',
    params: z.object({ problemId }),
    status: 200,
    etag: 'content',
    answer: problems.problem,
    errors: ['not-found'],
  },
} as const satisfies Record<string, Route>;

export type Routes = typeof routes;
export type OperationName = keyof Routes;

type Output<T> = T extends z.ZodType ? z.output<T> : undefined;
type Input<T> = T extends z.ZodType ? z.input<T> : undefined;
type Field<R, K extends string> = R extends { readonly [key in K]: infer T } ? T : undefined;

/** What a handler is given: every part parsed. */
export interface RequestOf<N extends OperationName> {
  readonly params: Output<Field<Routes[N], 'params'>>;
  readonly query: Output<Field<Routes[N], 'query'>>;
  readonly headers: Output<Field<Routes[N], 'headers'>>;
  readonly body: Output<Field<Routes[N], 'body'>>;
}

type Part = 'params' | 'query' | 'headers' | 'body';
/** The parts that an operation has, and of these the ones that may be left out: a body that may be empty is still one. */
type PartsOf<N extends OperationName> = {
  [K in Part]: Field<Routes[N], K> extends z.ZodType ? K : never;
}[Part];
type EmptyPartsOf<N extends OperationName> = {
  [K in Exclude<Part, 'body'>]: Record<never, never> extends Input<Field<Routes[N], K>> ? K : never;
}[Exclude<Part, 'body'>];

/** What a client sends: parts that the route does not have are left out, and parts that may be empty can be. */
export type CallOf<N extends OperationName> = {
  readonly [K in Exclude<PartsOf<N>, EmptyPartsOf<N>>]: Input<Field<Routes[N], K>>;
} & {
  readonly [K in PartsOf<N> & EmptyPartsOf<N>]?: Input<Field<Routes[N], K>>;
};

/** What the operation answers. */
export type AnswerOf<N extends OperationName> = z.output<Routes[N]['answer']>;

/** Operations that can answer a file. */
export type DocumentOperation = {
  readonly [N in OperationName]: Routes[N] extends { readonly documents: readonly string[] } ? N : never;
}[OperationName];
