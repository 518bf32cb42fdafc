import * as z from 'zod';
import { inSession, STAFF, ulid } from './common.ts';
import * as rejudgings from './rejudgings.ts';
import type { Route } from './route.ts';

const inRejudging = inSession.extend({ rejudgingId: ulid });

/** Judging again, by operation. */
export const rejudgingRoutes = {
  createRejudging: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/rejudgings',
    roles: STAFF,
    summary: 'Judge submissions of a problem again',
    description:
      'By another version of the problem, or by the same. Verdicts stay as they are until it is applied; live submissions are judged first. One of a problem at a time: asking for the same again answers the same, and goes on with what a crash has left.',
    params: inSession,
    body: rejudgings.rejudgingRequest,
    status: 201,
    location: '/v1/sessions/{sessionId}/rejudgings/{rejudgingId}',
    answer: rejudgings.rejudging,
    errors: ['not-found', 'conflict', 'limit-reached', 'too-late'],
  },
  listRejudgings: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/rejudgings',
    roles: STAFF,
    summary: 'Rejudgings of a session, newest first',
    params: inSession,
    status: 200,
    answer: z.object({ items: z.array(rejudgings.rejudging) }),
    errors: ['not-found'],
  },
  getRejudging: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/rejudgings/{rejudgingId}',
    roles: STAFF,
    summary: 'How far it is, and what it changes',
    params: inRejudging,
    query: rejudgings.rejudgingQuery,
    status: 200,
    answer: rejudgings.rejudgingDetails,
    errors: ['not-found'],
  },
  getRejudgedSubmission: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/rejudgings/{rejudgingId}/results/{submissionId}',
    roles: STAFF,
    summary: 'One submission before and after, with every test case',
    params: inRejudging.extend({ submissionId: ulid }),
    status: 200,
    answer: rejudgings.rejudgedSubmission,
    errors: ['not-found', 'not-yet'],
  },
  applyRejudging: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/rejudgings/{rejudgingId}/apply',
    roles: STAFF,
    summary: 'Put the new verdicts in force',
    description:
      'All at once, for every reader. Those who are shown another verdict are told. Published grades stay as they are until they are published again. Applying again changes nothing.',
    params: inRejudging,
    status: 200,
    answer: rejudgings.rejudging,
    errors: ['not-found', 'not-yet', 'too-late', 'conflict'],
  },
  discardRejudging: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/rejudgings/{rejudgingId}/discard',
    roles: STAFF,
    summary: 'Give a rejudging up, or undo it',
    description:
      'Before it is applied no verdict changes. Afterwards verdicts and version are those of before, for every reader at once, and those concerned are told; a later one of the same problem is discarded first. Discarding again changes nothing.',
    params: inRejudging,
    status: 200,
    answer: rejudgings.rejudging,
    errors: ['not-found', 'too-late', 'conflict'],
  },
} as const satisfies Record<string, Route>;
