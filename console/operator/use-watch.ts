import { askHealth } from '../../core/api/ask-health.ts';
import type { MonitoringHealth } from '../../core/api/monitoring.ts';
import type { AnswerOf } from '../../core/api/routes.ts';
import { api } from '../api.ts';
import { type Asked, usePanel } from './panel.tsx';

/** What the lights are made of, each asked for by itself. */
export interface Watch {
  readonly health: Asked<MonitoringHealth>;
  readonly alerts: Asked<AnswerOf<'listAlerts'>>;
  readonly circuits: Asked<AnswerOf<'listCircuits'>>;
}

/** Asked for at once: those that need somebody come first, and of the rest the page shows some. */
const MOST_ALERTS = 100;

/** Follows what the lights are made of: six calls a minute. */
export function useWatch(): Watch {
  return {
    health: usePanel((signal) => askHealth(api, Date.now, signal)),
    alerts: usePanel((signal) =>
      api.call('listAlerts', { query: { state: 'all', limit: MOST_ALERTS } }, signal),
    ),
    circuits: usePanel((signal) => api.call('listCircuits', {}, signal)),
  };
}
