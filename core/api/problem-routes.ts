import * as z from 'zod';
import { EVERYBODY, inSession, label, pageOf, pageQuery, problemId, STAFF } from './common.ts';
import * as problems from './problems.ts';
import type { Route } from './route.ts';

/** Problems: of a session as they are put before participants, and packages that all staff share; by its name. */
export const problemRoutes = {
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
  listJuryPrograms: {
    method: 'GET',
    path: '/v1/problems/{problemId}/versions/{version}/jury',
    roles: STAFF,
    summary: "The programs of a problem's jury, and what each is to come to",
    description: 'Of one version, in the order of their paths; a page ends earlier where they are long.',
    params: z.object({ problemId, version: z.coerce.number().int().min(1) }),
    query: z.strictObject({
      cursor: z.string().max(1_000).optional().describe('`cursor` of the page before'),
    }),
    status: 200,
    answer: pageOf(problems.juryProgram),
    errors: ['not-found'],
  },
} as const satisfies Record<string, Route>;
