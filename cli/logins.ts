import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const loginSchema = z.object({
  apiUrl: z.url(),
  username: z.string(),
  accessToken: z.string(),
  refreshToken: z.string().optional(),
  /** ms since the epoch. */
  expiresAt: z.number(),
  region: z.string(),
  clientId: z.string(),
  cognitoEndpoint: z.string().optional(),
});
export type Login = z.infer<typeof loginSchema>;

const fileOf = () =>
  join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'assize', 'login.json');

/** The login of the last `assize login`, if there was one that can still be read. */
export function readLogin(): Login | undefined {
  try {
    return loginSchema.parse(JSON.parse(readFileSync(fileOf(), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Keeps a login, readable by its owner alone. @returns the file */
export function keepLogin(login: Login): string {
  const file = fileOf();
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return file;
}
