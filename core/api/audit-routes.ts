import * as z from 'zod';
import { auditEntry, auditQuery } from './audit.ts';
import type { Route } from './route.ts';

/** What is asked about what was done by hand, by its name. */
export const auditRoutes = {
  listAudit: {
    method: 'GET',
    path: '/v1/audit',
    roles: ['operator'],
    summary:
      'What operators did by hand and how hosts that failed were made good, by whom and why, newest first',
    description:
      'What was done by hand is kept for 400 days; recoveries are read from their hosts. All else that is done by itself are the decisions of each session.',
    query: auditQuery,
    status: 200,
    answer: z.object({ items: z.array(auditEntry) }),
  },
} as const satisfies Record<string, Route>;
