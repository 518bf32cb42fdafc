import * as z from 'zod';
import { EVERYBODY, inSession, STAFF } from './common.ts';
import * as live from './live.ts';
import type { Route } from './route.ts';
import * as sessions from './sessions.ts';
import { statistics } from './statistics.ts';
import * as submissions from './submissions.ts';

/** What is watched of a session, by its name. */
export const liveRoutes = {
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
  getScoreboard: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/scoreboard',
    roles: EVERYBODY,
    summary: 'The scoreboard',
    description:
      "By the ICPC's rules, or by points when some problem scores or the session's grading gives problems points. Participants see their own row. Thousands of rows are more than one answer holds: then there is a cursor for the rest.",
    params: inSession,
    query: z.strictObject({ cursor: submissions.boardCursor }),
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
} as const satisfies Record<string, Route>;
