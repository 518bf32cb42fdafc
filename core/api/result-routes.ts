import * as z from 'zod';
import { foldUsername } from '../exam/fold-username.ts';
import { EVERYBODY, inSession, STAFF, username } from './common.ts';
import * as results from './results.ts';
import type { Route } from './route.ts';

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
  previewGrading: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/grading/preview',
    roles: STAFF,
    summary: 'What other rules of grading would come to',
    description:
      'From what is judged by now: what problems are worth, what may be a surprise, and whose points or rank would be others. Nothing is changed and nobody is told: set the rules by a change of the session. What a change refuses is refused here too.',
    params: inSession,
    body: results.gradingWish,
    status: 200,
    answer: results.gradingPreview,
    errors: ['not-found', 'too-late'],
  },
  publishGrades: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/grades/publish',
    roles: STAFF,
    summary: 'Let participants see their grades as the results stand now',
    description:
      'Everybody on the roster, or those who are named, once the session is over and everything of theirs has its verdict. What is judged again later does not change a grade until it is published again. Those concerned are told.',
    params: inSession,
    body: results.gradeSelection,
    status: 200,
    answer: results.publishedGrades,
    errors: ['not-found', 'not-yet', 'session-cancelled', 'conflict'],
  },
  withdrawGrades: {
    method: 'POST',
    path: '/v1/sessions/{sessionId}/grades/withdraw',
    roles: STAFF,
    summary: 'Hold published grades again',
    description:
      'Of everybody, or of those who are named; they are told. With the last one the rules can be changed again.',
    params: inSession,
    body: results.gradeSelection,
    status: 200,
    answer: results.publishedGrades,
    errors: ['not-found', 'conflict'],
  },
  getGrade: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/grade',
    roles: EVERYBODY,
    seat: true,
    summary: 'Your own grade, once it is published',
    params: inSession,
    status: 200,
    answer: results.grade,
    errors: ['not-found'],
  },
  getReport: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/participants/{participantId}/report',
    roles: EVERYBODY,
    summary: 'What somebody has, as a page to read and to print',
    description:
      'One file of HTML without scripts, for the screen and for A4. For participants their own once it is published; for staff of everybody, of what is not published yet as it stands.',
    params: inSession.extend({ participantId: username.overwrite(foldUsername) }),
    query: z.strictObject({ format: z.enum(['html', 'json']).default('html') }),
    status: 200,
    answer: results.grade,
    documents: ['text/html'],
    errors: ['not-found'],
  },
} as const satisfies Record<string, Route>;
