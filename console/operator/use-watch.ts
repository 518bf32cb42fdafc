import { ApiError } from '../../core/api/client.ts';
import type { MonitoringHealth } from '../../core/api/monitoring.ts';
import type { AnswerOf } from '../../core/api/routes.ts';
import { DEPENDENCIES } from '../../core/monitoring/check-health.ts';
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
    health: usePanel(askHealth),
    alerts: usePanel((signal) => api.call('listAlerts', { query: { state: 'all' } }, signal)),
    circuits: usePanel((signal) => api.call('listCircuits', {}, signal)),
  };
}

async function askHealth(signal: AbortSignal): Promise<MonitoringHealth> {
  try {
    return await api.call('getMonitoringHealth', {}, signal);
  } catch (error) {
    const health = readUnavailable(error);
    if (health === undefined) throw error;
    return health;
  }
}

/** Health as a refusal tells it that names what is missing; undefined where it is none, as a gateway's own. */
export function readUnavailable(error: unknown): MonitoringHealth | undefined {
  if (!(error instanceof ApiError) || error.status !== 503) return undefined;
  const bad = (error.details.faults ?? []).map(({ field }) => field);
  if (!DEPENDENCIES.some((name) => bad.includes(name))) return undefined;
  return {
    status: 'unavailable',
    at: new Date().toISOString(),
    checks: DEPENDENCIES.map((name) => ({ name, status: bad.includes(name) ? 'failing' : 'ok' })),
  };
}
