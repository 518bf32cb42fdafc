import { dashboardLines, linesQuery, ofDashboard } from './dashboards.ts';
import type { Route } from './route.ts';

/** What is asked of dashboards, by its name. */
export const dashboardRoutes = {
  getDashboardLines: {
    method: 'GET',
    path: '/v1/monitoring/dashboards/{dashboard}',
    roles: ['operator'],
    summary: 'The lines of a dashboard: exam day, fleet, or pipeline and cost',
    description:
      'As CloudWatch draws them, from what functions wrote into the metrics table: a minute is whole when it is over, hours and days are rolled up each five minutes while something runs.',
    params: ofDashboard,
    query: linesQuery,
    status: 200,
    answer: dashboardLines,
  },
} as const satisfies Record<string, Route>;
