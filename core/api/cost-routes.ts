import { inSession, STAFF } from './common.ts';
import * as costs from './costs.ts';
import type { Route } from './route.ts';

/** What is asked about money, by its name. */
export const costRoutes = {
  getSessionCosts: {
    method: 'GET',
    path: '/v1/sessions/{sessionId}/costs',
    roles: STAFF,
    summary: 'What a session costs now, will have cost, and to whom it comes',
    description:
      'Burn and forecast by what runs, the bill so far by line, and its division among participants or submissions, whose parts add up to it.',
    params: inSession,
    query: costs.sessionCostsQuery,
    status: 200,
    answer: costs.sessionCosts,
    errors: ['not-found'],
  },
  listCosts: {
    method: 'GET',
    path: '/v1/costs',
    roles: STAFF,
    summary: 'The costs of a month, by session and by day',
    description: 'An instructor sees the sessions that they booked, an operator all.',
    query: costs.monthQuery,
    status: 200,
    answer: costs.monthCosts,
  },
  compareCosts: {
    method: 'GET',
    path: '/v1/costs/compare',
    roles: STAFF,
    summary: 'What the same session would cost, judged in other ways',
    description:
      'The use is the one that the estimate of a booking is made of. Per exam and per year, with savings, return, break-evens and their formulae, and a recommendation with its reason.',
    query: costs.comparisonQuery,
    status: 200,
    answer: costs.costComparison,
    errors: ['not-found'],
  },
} as const satisfies Record<string, Route>;
