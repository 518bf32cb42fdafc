import { DEPENDENCIES } from '../monitoring/check-health.ts';
import { type ApiClient, ApiError } from './client.ts';
import type { MonitoringHealth } from './monitoring.ts';

/**
 * Asks whether what the API stands on answers; also of an API that says by a refusal that it does not.
 * @param now ms since the epoch
 * @throws as any call does
 */
export async function askHealth(
  client: Pick<ApiClient, 'call'>,
  now: () => number,
  signal?: AbortSignal,
): Promise<MonitoringHealth> {
  try {
    return await client.call('getMonitoringHealth', {}, signal);
  } catch (error) {
    const health = readUnavailable(error, now());
    if (health === undefined) throw error;
    return health;
  }
}

/** Health as a refusal tells it that names what is missing; undefined where it is none, as a gateway's own. @param now ms */
export function readUnavailable(error: unknown, now: number): MonitoringHealth | undefined {
  if (!(error instanceof ApiError) || error.status !== 503) return undefined;
  const bad = (error.details.faults ?? []).map(({ field }) => field);
  if (!DEPENDENCIES.some((name) => bad.includes(name))) return undefined;
  return {
    status: 'unavailable',
    at: new Date(now).toISOString(),
    checks: DEPENDENCIES.map((name) => ({ name, status: bad.includes(name) ? 'failing' : 'ok' })),
  };
}
