import * as z from 'zod';
import { actReason } from './circuits.ts';
import * as monitoring from './monitoring.ts';
import type { Route } from './route.ts';

const description =
  'From sums that are computed from the records of judging, and computed anew when one comes late: of open sessions they are half a minute old.';

/** What is asked of what judging came to, by its name. */
export const monitoringRoutes = {
  getMonitoringHealth: {
    method: 'GET',
    path: '/v1/monitoring/health',
    roles: 'anyone',
    summary: 'For load balancers: whether what the API stands on answers',
    description:
      '503 when no request can be answered, with a fault for each dependency that does not answer. An instance looks each 5 s, however often it is asked.',
    status: 200,
    answer: monitoring.monitoringHealth,
    errors: ['unavailable'],
  },
  getDashboard: {
    method: 'GET',
    path: '/v1/monitoring/dashboard',
    roles: ['operator'],
    summary: 'Key figures of the last hour and the last day',
    description,
    status: 200,
    answer: monitoring.dashboard,
  },
  getEfficiency: {
    method: 'GET',
    path: '/v1/monitoring/efficiency',
    roles: ['operator'],
    summary: 'Judge calls, seconds and dollars saved by batches against single calls',
    description,
    query: monitoring.figuresQuery,
    status: 200,
    answer: monitoring.efficiency,
    errors: ['not-found'],
  },
  getAdoption: {
    method: 'GET',
    path: '/v1/monitoring/adoption',
    roles: ['operator'],
    summary: 'Use by participants, problems, languages and modes over time',
    description,
    query: monitoring.figuresQuery,
    status: 200,
    answer: monitoring.adoption,
    errors: ['not-found'],
  },
  getMetrics: {
    method: 'GET',
    path: '/v1/monitoring/metrics',
    roles: ['operator'],
    summary: 'Everything for machines: JSON, or OpenMetrics text',
    description:
      'Counters are of the current day in UTC, and begin anew with it: their `_created` says when. Without `format`, who accepts `application/openmetrics-text` and not JSON gets text.',
    query: z.strictObject({ format: z.enum(['json', 'openmetrics']).optional() }),
    headers: z.object({ accept: z.string().max(1000).optional() }),
    status: 200,
    answer: monitoring.monitoringMetrics,
    documents: ['application/openmetrics-text'],
  },
  resetMonitoring: {
    method: 'POST',
    path: '/v1/monitoring/reset',
    roles: ['operator'],
    summary: 'Let figures count from now on',
    description:
      'Nothing is deleted: what was judged before is kept, and is left out of every answer. Who did it and why is among GET /v1/audit.',
    body: actReason,
    status: 200,
    answer: monitoring.baseline,
  },
} as const satisfies Record<string, Route>;
