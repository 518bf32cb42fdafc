import type { Route } from './route.ts';
import { stageOverview } from './stage.ts';

/** What is asked about a stage as a whole, by its name. */
export const stageRoutes = {
  getStage: {
    method: 'GET',
    path: '/v1/stage',
    roles: ['operator'],
    summary: 'What is on, what may be an attack, and what the account and the hosts were found to lack',
    description:
      'Every session that is not settled, with what its fleet says. How one of them fares is told by its live view.',
    status: 200,
    answer: stageOverview,
  },
} as const satisfies Record<string, Route>;
