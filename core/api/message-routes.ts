import * as z from 'zod';
import { EVERYBODY, inSession, STAFF, ulid } from './common.ts';
import * as messages from './messages.ts';
import type { Route } from './route.ts';

/** What is said in a session, by its name. */
export const messageRoutes = {
  listMessages: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/messages',
    roles: EVERYBODY,
    summary: 'Announcements, questions with their answers, and notices of what has changed',
    description:
      'Staff read everything, participants what is for them and their own questions. Cheap to ask with `since`: ten seconds between two calls are enough. Where `next` is there is more: ask again with it as `after`.',
    params: inSession,
    query: z.strictObject({ since: messages.since, after: messages.after }),
    status: 200,
    answer: messages.messageList,
    errors: ['not-found'],
  },
  announce: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/announcements',
    roles: STAFF,
    summary: 'Announce something to everybody, to a group or to one participant',
    description: 'The same words to the same people within a minute are one announcement.',
    params: inSession,
    body: messages.announcementRequest,
    status: 201,
    location: '/v1/sessions/{sessionId}/messages',
    answer: messages.message,
    errors: ['not-found'],
  },
  askQuestion: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/questions',
    roles: EVERYBODY,
    seat: true,
    summary: 'Ask the staff of the session a question',
    description:
      'For whoever is on the roster, until the session is settled. At most 5 wait for an answer at a time, and one may be asked each 10 s. A question that waits already is answered as it was, and not asked twice.',
    params: inSession,
    body: messages.questionRequest,
    status: 201,
    location: '/v1/sessions/{sessionId}/messages',
    answer: messages.message,
    errors: ['not-found', 'session-closed', 'session-cancelled', 'limit-reached', 'too-soon'],
  },
  answerQuestion: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/questions/{messageId}/answers',
    roles: STAFF,
    summary: 'Answer a question, to whoever asked it or to everybody',
    params: inSession.extend({ messageId: ulid }),
    body: messages.answerRequest,
    status: 201,
    location: '/v1/sessions/{sessionId}/messages',
    answer: messages.message,
    errors: ['not-found'],
  },
  markRead: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/messages/read',
    roles: EVERYBODY,
    inPerson: true,
    summary: 'Mark everything up to a cursor as read',
    params: inSession,
    body: messages.readRequest,
    status: 200,
    answer: messages.unreadCount,
    errors: ['not-found'],
  },
} as const satisfies Record<string, Route>;
