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

/** Follows what the lights are made of: six calls a minute. */
export function useWatch(): Watch {
  return {
    health: usePanel((signal) => askHealth(api, Date.now, signal)),
    alerts: usePanel((signal) => api.call('listAlerts', { query: { state: 'all' } }, signal)),
    circuits: usePanel((signal) => api.call('listCircuits', {}, signal)),
  };
}
