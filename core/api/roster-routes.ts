import * as z from 'zod';
import * as booking from './booking.ts';
import { EVERYBODY, inSession, STAFF, username } from './common.ts';
import type { Route } from './route.ts';
import * as sessions from './sessions.ts';

/** Who takes part, by its name. */
export const rosterRoutes = {
  joinSession: {
    method: 'POST',
    path: '/v1/join',
    roles: EVERYBODY,
    inPerson: true,
    summary: "Put oneself on a session's roster with its code",
    description:
      'Until the session closes, while it has seats. Whoever is on the roster is let in as they are. A few codes in ten minutes may be tried.',
    body: z.strictObject({ code: booking.joinCode }),
    status: 200,
    answer: sessions.participantSession,
    errors: ['not-found', 'session-closed', 'session-cancelled', 'limit-reached'],
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
      'Of those who are named, or of everybody with a mail address; at most fifty a call. Asking again mails a new first password to whoever has not logged in yet. What fails for one is told, and stops nobody else.',
    params: inSession,
    body: z.strictObject({
      participantIds: z
        .array(username)
        .min(1)
        .max(50)
        .optional()
        .describe('Everybody with a mail address when absent'),
      dryRun: z
        .boolean()
        .default(false)
        .describe('Only say how the accounts stand: nothing is made, nothing is mailed'),
    }),
    status: 200,
    answer: z.object({ items: z.array(sessions.invitation) }),
    errors: ['not-found', 'session-cancelled', 'too-late'],
  },
} as const satisfies Record<string, Route>;
