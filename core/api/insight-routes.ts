import { inSession, STAFF } from './common.ts';
import { sessionInsight, stageInsight } from './insight.ts';
import type { Route } from './route.ts';

/** What is asked about what history tells, by its name. */
export const insightRoutes = {
  getInsight: {
    method: 'GET',
    path: '/v1/insight',
    roles: ['operator'],
    summary: 'What the sessions of the stage tell together, and on what data each finding stands',
    description:
      'Failures that recur, types of hosts that become slower, problems whose limit is too close to right programs, and when in the week nothing is on. Read from one summary for each of the latest 200 settled sessions, at most 1 MB, and the limits of the 40 problems that were used last.',
    status: 200,
    answer: stageInsight,
  },
  getSessionInsight: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/insight',
    roles: STAFF,
    summary: 'Limits that are too close, the size that history asks for, hosts that became slower',
    description:
      'Of its problems by what has been accepted so far, and of its size by the summaries of earlier sessions like it. A settled session of which no summary was kept gets one.',
    params: inSession,
    status: 200,
    answer: sessionInsight,
    errors: ['not-found'],
  },
} as const satisfies Record<string, Route>;
