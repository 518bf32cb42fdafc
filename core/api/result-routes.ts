import { inSession, STAFF } from './common.ts';
import * as results from './results.ts';
import type { Route } from './routes.ts';

/** Results, by operation. */
export const resultRoutes = {
  getResults: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/results',
    roles: STAFF,
    summary: 'What everybody has: a row a participant, a column a problem',
    description:
      'Graded by the rules of the session from what is judged by now, as JSON, as CSV, as a file that Moodle, Canvas or Blackboard imports, or as what an autograder of Gradescope writes for one participant.',
    params: inSession,
    query: results.resultQuery,
    status: 200,
    answer: results.sessionResults,
    documents: ['text/csv', 'text/tab-separated-values', 'application/json'],
    errors: ['not-found'],
  },
} as const satisfies Record<string, Route>;
