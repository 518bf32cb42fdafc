import { readFileSync } from 'node:fs';
import { readLogin } from '../cli/logins.ts';
import { refresh, signIn } from '../cli/sign-in.ts';
import { createApiClient, type Fetch } from '../core/api/client.ts';
import type { RemoteTarget } from './options.ts';
import type { LoadTarget } from './target.ts';

/** Logins at a time: a user pool refuses more than some tens a second. */
const AT_ONCE = 5;

/**
 * Opens a session that somebody has booked on a deployed stage. The staff is whoever has logged in on the command line.
 * @throws Error with a sentence that says what is missing
 */
export async function openRemote(remote: RemoteTarget, users: number, fetch: Fetch): Promise<LoadTarget> {
  const { apiUrl, sessionId, label, language } = remote;
  const login = readLogin();
  if (login === undefined || login.apiUrl !== apiUrl)
    throw new Error(`--url ${apiUrl}: log in there first, as staff of the session: ./assize login ${apiUrl}`);
  const logins = readLogins(remote.loginsFile);
  if (logins.length < users)
    throw new Error(
      `--logins ${remote.loginsFile}: has ${logins.length} lines for ${users} users; say --users ${logins.length}`,
    );
  const source = readFileSync(remote.sourceFile, 'utf8');
  const { accessToken } = login.expiresAt < Date.now() + 60_000 ? await refresh(login) : login;
  const clientWith = (token: string) => createApiClient({ baseUrl: apiUrl, token: () => token, fetch });
  const tokens: string[] = [];
  for (let start = 0; start < users; start += AT_ONCE)
    tokens.push(
      ...(await Promise.all(
        logins.slice(start, Math.min(users, start + AT_ONCE)).map(async ([username, password]) => {
          const signedIn = await signIn(login, username, password, () => {
            throw new Error(`${username} must change the first password before a load`);
          });
          return signedIn.accessToken;
        }),
      )),
    );
  const clients = tokens.map(clientWith);
  return {
    name: apiUrl,
    submitted: { sessionId, label, language },
    staff: clientWith(accessToken),
    participant: (user) => clients[user]!,
    sourceOf: () => source,
    readProcessors: () => undefined,
    readFunctions: async () => [],
    close: async () => undefined,
  };
}

function readLogins(file: string): (readonly [string, string])[] {
  return readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .flatMap((line, at) => {
      if (line.trim() === '') return [];
      const comma = line.indexOf(',');
      if (comma < 1)
        throw new Error(`--logins ${file}:${at + 1}: is not a user name, a comma and a password`);
      return [[line.slice(0, comma).trim(), line.slice(comma + 1)] as const];
    });
}
