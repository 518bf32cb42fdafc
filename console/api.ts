import type { ClientConfig } from '../core/api/system.ts';
import { createConsoleApi } from './console-api.ts';
import { createLoginKeeper } from './login-keeper.ts';
import { refreshLogin } from './sign-in.ts';

/** Who is logged in in this tab. */
export const logins = createLoginKeeper(
  () => sessionStorage,
  async (refreshToken) => refreshLogin(await loadConfig(), refreshToken),
);

/** The API as whoever is logged in calls it. */
export const api = createConsoleApi(logins, (url, init) => fetch(url, init));

let config: Promise<ClientConfig> | undefined;

/** What the stage says about itself, asked once. */
export function loadConfig(): Promise<ClientConfig> {
  config ??= api.call('getConfig', {}).catch((error: unknown) => {
    config = undefined;
    throw error;
  });
  return config;
}
