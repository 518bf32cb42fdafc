import * as z from 'zod';
import { DASHBOARD_IDS, STATISTICS } from '../metrics/dashboards.ts';
import { METRIC_UNITS } from '../metrics/metric-table.ts';
import { instant } from './common.ts';
import { figuresQuery } from './monitoring.ts';

/** Which dashboard. */
export const ofDashboard = z.object({ dashboard: z.enum(DASHBOARD_IDS) });

/** Of which time, and how finely. */
export const linesQuery = figuresQuery.omit({ sessionId: true }).extend({
  granularity: figuresQuery.shape.granularity
    .unwrap()
    .default('minute')
    .describe('How finely: 360 minutes, 744 hours or 366 days at most; days are of UTC'),
});

/** GET /v1/monitoring/dashboards/{dashboard}: what its own figures came to. */
export const dashboardLines = z
  .object({
    at: instant,
    dashboard: z.enum(DASHBOARD_IDS),
    granularity: z.enum(['minute', 'hour', 'day']),
    from: instant,
    until: instant,
    lines: z
      .array(
        z.object({
          metric: z.string().describe('Its id, as in docs/metrics.md'),
          of: z.record(z.string(), z.string()).describe('By what it is told apart; empty: by nothing'),
          statistic: z.enum(STATISTICS),
          label: z.string(),
          unit: z.enum(METRIC_UNITS),
          points: z
            .array(z.object({ start: instant, value: z.number() }))
            .describe('Oldest first, without times of which nothing is known'),
        }),
      )
      .describe('In the order of the dashboard; what AWS alone measures is not among them'),
  })
  .meta({ id: 'DashboardLines' });
export type DashboardLines = z.infer<typeof dashboardLines>;
