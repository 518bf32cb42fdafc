import * as z from 'zod';
import { ApiProblem } from '../../core/api/problem-details.ts';
import { type Caller, ROLES } from '../../core/exam/caller.ts';
import { foldUsername } from '../../core/exam/fold-username.ts';
import type { ApiEvent } from './api-event.ts';

/** Who calls an open route without a token. */
const NOBODY: Caller = { username: '', roles: [] };

/** What an access token of the user pool says. An ID token has no `username`, and another `token_use`. */
const accessTokenSchema = z.object({
  token_use: z.literal('access'),
  sub: z.string().min(1),
  client_id: z.string().min(1),
  jti: z.string().min(1),
  username: z.string().min(1),
  'cognito:groups': z.array(z.string()).default([]),
});

/** Claims that tell one token from another. */
const TELLING = ['token_use', 'sub', 'client_id', 'jti', 'username'] as const;

/**
 * The caller by the token that the gateway's authorizer has verified. The gateway hands claims over as text, and a list as
 * `[a b]`: there the group "x operator" of a foreign pool looks like two groups. So groups are read from the token itself,
 * where they are a list, after its other claims were held against those that the authorizer vouches for.
 * @throws ApiProblem `not-logged-in` for anything but an access token with a user name
 */
export function readCaller(event: ApiEvent): Caller {
  const claims = event.requestContext.authorizer?.jwt?.claims;
  if (claims === undefined) return NOBODY;
  const token = accessTokenSchema.safeParse(decodeToken(event.headers['authorization'] ?? ''));
  if (!token.success || TELLING.some((name) => claims[name] !== token.data[name]))
    throw new ApiProblem(
      'not-logged-in',
      'this is not an access token of somebody who has logged in (an ID token is none): log in again and send the access token',
    );
  const groups = token.data['cognito:groups'];
  return {
    username: foldUsername(token.data.username),
    roles: ROLES.filter((role) => groups.includes(role)),
  };
}

/** The claims of `Bearer HEADER.CLAIMS.SIGNATURE`, unverified; undefined when it is no token. */
function decodeToken(authorization: string): unknown {
  const part = /^(?:Bearer\s+)?[\w-]+\.([\w-]+)\.[\w-]+$/i.exec(authorization.trim())?.[1];
  if (part === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
