import * as z from 'zod';
import { EVERYBODY, inSession } from './common.ts';
import * as desk from './desk.ts';
import { since } from './messages.ts';
import type { Route } from './route.ts';

/** What a participant's page follows, by its name. */
export const deskRoutes = {
  getDesk: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/desk',
    roles: EVERYBODY,
    seat: true,
    summary: 'All that a participant follows: the session, own submissions, messages',
    description:
      'For whoever is on the roster. The one thing to ask for again and again, with `since`, as often as `nextAskMs` says: at most six times a minute. Details of a verdict are asked for once, by its submission.',
    params: inSession,
    query: z.strictObject({ since }),
    status: 200,
    answer: desk.desk,
    errors: ['not-found'],
  },
} as const satisfies Record<string, Route>;
