import { makePatient } from '../core/api/call-patiently.ts';
import type { ClientConfig } from '../core/api/system.ts';
import { createConsoleApi } from './console-api.ts';
import { createLoginKeeper } from './login-keeper.ts';
import { refreshLogin } from './sign-in.ts';

/** Who is logged in in this tab. */
export const logins = createLoginKeeper(
  () => sessionStorage,
  async (refreshToken) => refreshLogin(await loadConfig(), refreshToken),
  Date.now,
);

/** The API as whoever is logged in calls it. */
export const api = createConsoleApi(logins, (url, init) => fetch(url, init));

/**
 * The same, for what nothing asks again by itself: a refusal that passes (a new account runs few functions at a time) is
 * borne for a minute. What is followed has a schedule of its own, and asks `api`.
 */
export const patientApi = makePatient(api, {
  now: Date.now,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener('abort', end);
    }),
  random: Math.random,
  patienceMs: 60_000,
});

let config: Promise<ClientConfig> | undefined;

/** What the stage says about itself, asked once. */
export function loadConfig(): Promise<ClientConfig> {
  config ??= patientApi.call('getConfig', {}).catch((error: unknown) => {
    config = undefined;
    throw error;
  });
  return config;
}
