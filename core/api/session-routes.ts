import * as z from 'zod';
import * as booking from './booking.ts';
import { EVERYBODY, idempotencyKey, inSession, pageOf, STAFF } from './common.ts';
import { drillAct, drillRequest } from './drill.ts';
import type { Route } from './route.ts';
import * as sessions from './sessions.ts';

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

/** Booking a session and changing it, by its name. */
export const sessionRoutes = {
  createSession: {
    method: 'POST',
    path: '/v1/sessions',
    roles: STAFF,
    summary: 'Book a session with its roster',
    description:
      'Validates everything at once and answers what will happen when, and what it will cost. With an Idempotency-Key, asking again for the same answers the same session for as long as it is kept, and asking for something else is refused.',
    headers: z.object({ 'idempotency-key': idempotencyKey(/^.{1,128}$/s, 'must be 1 to 128 characters') }),
    body: booking.sessionBooking,
    status: 201,
    location: '/v1/sessions/{sessionId}',
    otherStatus: 200,
    answer: sessions.bookedSession,
    errors: ['key-reused', 'not-found'],
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
  openSession: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/open',
    roles: STAFF,
    summary: 'Open a session now that would open later',
    description:
      'Its length stays: it closes as much earlier. Hosts that are not launched yet are launched at once; what is handed in until they are ready is accepted, and judged then. Everybody is told.',
    params: inSession,
    body: reason,
    status: 200,
    etag: 'revision',
    answer: sessions.staffSession,
    errors: ['not-found', 'conflict', 'too-late', 'session-cancelled'],
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
  drillSession: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/drill',
    roles: ['operator'],
    summary: 'Break something in a rehearsal, to see it noticed and made good',
    description:
      'Only while a rehearsal is open; a host is ended, or left alone, that judges. Written down before it is done; a circuit and a held bell end by themselves, a host is replaced.',
    params: inSession,
    body: drillRequest,
    status: 200,
    answer: drillAct,
    errors: ['not-found', 'conflict', 'not-a-rehearsal', 'session-not-open', 'session-closed', 'not-yet'],
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
} as const satisfies Record<string, Route>;
