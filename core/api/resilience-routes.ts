import * as resilience from './resilience.ts';
import type { Route } from './route.ts';

/** What is asked about failures and recoveries as a whole, by its name. */
export const resilienceRoutes = {
  getErrorStats: {
    method: 'GET',
    path: '/v1/resilience/errors/stats',
    roles: ['operator'],
    summary: 'What functions have logged as failures, by class, kind, function and severity',
    query: resilience.errorQuery,
    status: 200,
    answer: resilience.errorStats,
  },
  resetErrors: {
    method: 'POST',
    path: '/v1/resilience/errors/reset',
    roles: ['operator'],
    summary: 'Count errors from now on',
    description: 'Nothing is deleted: what was counted before is in the metrics.',
    body: resilience.resetBody,
    status: 200,
    answer: resilience.errorBaseline,
  },
  getResilienceMetrics: {
    method: 'GET',
    path: '/v1/resilience/metrics',
    roles: ['operator'],
    summary: 'What recoveries came to: how many, how long, how many by themselves',
    description: 'From the records on the hosts of the sessions of that time.',
    query: resilience.rangeQuery,
    status: 200,
    answer: resilience.resilienceMetrics,
  },
  getResilienceTrends: {
    method: 'GET',
    path: '/v1/resilience/trends',
    roles: ['operator'],
    summary: 'How recoveries went over the last 24 hours or 30 days',
    query: resilience.trendQuery,
    status: 200,
    answer: resilience.resilienceTrends,
  },
  getResilienceReport: {
    method: 'GET',
    path: '/v1/resilience/report',
    roles: ['operator'],
    summary: 'Recoveries, trend, circuits, alerts and errors at once, to be read or kept',
    query: resilience.reportQuery,
    status: 200,
    answer: resilience.resilienceReport,
    documents: ['text/markdown'],
  },
} as const satisfies Record<string, Route>;
