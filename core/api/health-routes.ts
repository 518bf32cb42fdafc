import { actReason } from './circuits.ts';
import { inSession, STAFF } from './common.ts';
import type { Route } from './route.ts';
import * as health from './session-health.ts';

/** What is asked about how a session fares, by its name. */
export const healthRoutes = {
  getSessionHealth: {
    method: 'GET',
    path: '/v1/resilience/sessions/{sessionId}/health',
    roles: STAFF,
    summary: 'How a session fares, and why',
    description:
      'From what its live view knows: hosts, circuits, queue, recoveries and account. At most a second old. An instructor asks about their own.',
    params: inSession,
    status: 200,
    answer: health.sessionHealth,
    errors: ['not-found'],
  },
  startWatch: {
    method: 'POST',
    path: '/v1/resilience/sessions/{sessionId}/health/start',
    roles: ['operator'],
    summary: 'Watch the hosts of a session more closely for a while',
    description:
      'From the next pass on, within 30 s. One that is watched already is watched as asked for now; it ends by itself.',
    params: inSession,
    body: health.watchBody,
    status: 200,
    answer: health.watchAnswer,
    errors: ['not-found', 'conflict', 'too-late'],
  },
  stopWatch: {
    method: 'POST',
    path: '/v1/resilience/sessions/{sessionId}/health/stop',
    roles: ['operator'],
    summary: 'Watch a session as usual again',
    params: inSession,
    body: actReason,
    status: 200,
    answer: health.watchAnswer,
    errors: ['not-found', 'conflict'],
  },
  recoverSession: {
    method: 'POST',
    path: '/v1/resilience/sessions/{sessionId}/recover',
    roles: ['operator'],
    summary: 'Make good what failed of a session, or hosts that you doubt',
    description:
      'By the decisions that the fleet pass acts by anyway. `dryRun` answers the plan and does nothing. One at a time.',
    params: inSession,
    body: health.recoverBody,
    status: 200,
    answer: health.recoverAnswer,
    errors: ['not-found', 'conflict', 'not-yet', 'too-late'],
  },
} as const satisfies Record<string, Route>;
