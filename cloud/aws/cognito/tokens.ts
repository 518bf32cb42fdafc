import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { Client, Pool, RefreshToken, User } from './state.ts';

/** Milliseconds that each kind of token of a client lives; AWS's defaults where it says nothing. */
export function lifetimes(client: Client): {
  readonly access: number;
  readonly id: number;
  readonly refresh: number;
} {
  const units = (client.settings['TokenValidityUnits'] ?? {}) as Record<string, string>;
  const unitMs: Readonly<Record<string, number>> = { seconds: 1e3, minutes: 6e4, hours: 36e5, days: 864e5 };
  const of = (validity: string, unit: string, otherwise: number, defaultUnit: string) =>
    Number(client.settings[validity] ?? otherwise) * (unitMs[units[unit] ?? defaultUnit] ?? 36e5);
  return {
    access: of('AccessTokenValidity', 'AccessToken', 1, 'hours'),
    id: of('IdTokenValidity', 'IdToken', 1, 'hours'),
    refresh: of('RefreshTokenValidity', 'RefreshToken', 30, 'days'),
  };
}

/** Issuer of a pool as AWS names it; the keys are served at the local endpoint under the same path. */
export function issuerOf(poolId: string): string {
  return `https://cognito-idp.${poolId.slice(0, poolId.indexOf('_'))}.amazonaws.com/${poolId}`;
}

/** Where AWS has the token endpoint of a pool with this domain; here it is at the local endpoint. */
export function tokenEndpointOf(poolId: string, domain: string): string {
  return `https://${domain}.auth.${poolId.slice(0, poolId.indexOf('_'))}.amazoncognito.com/oauth2/token`;
}

export interface TokenRequest {
  readonly pool: Pool;
  readonly client: Client;
  readonly user: User;
  readonly now: number;
  readonly authenticatedAt: number;
  readonly originJti: string;
}

/** Access and ID token with the claims of Cognito; `cognito:groups` is a list and absent without groups. */
export async function signTokens(
  request: TokenRequest,
): Promise<{ access: string; id: string; expiresInS: number }> {
  const { pool, client, user, now } = request;
  const life = lifetimes(client);
  const key = await importJWK(pool.key, 'RS256');
  const common: JWTPayload = {
    sub: user.sub,
    iss: issuerOf(pool.id),
    origin_jti: request.originJti,
    event_id: randomUUID(),
    auth_time: Math.floor(request.authenticatedAt / 1000),
    ...(user.groups.length === 0 ? {} : { 'cognito:groups': user.groups }),
  };
  const sign = (claims: JWTPayload, lifeMs: number) =>
    new SignJWT({ ...common, ...claims, jti: randomUUID() })
      .setProtectedHeader({ alg: 'RS256', kid: pool.key.kid ?? '' })
      .setIssuedAt(Math.floor(now / 1000))
      .setExpirationTime(Math.floor((now + lifeMs) / 1000))
      .sign(key);
  return {
    access: await sign(
      {
        token_use: 'access',
        scope: 'aws.cognito.signin.user.admin',
        client_id: client.id,
        username: user.username,
      },
      life.access,
    ),
    id: await sign(
      { token_use: 'id', aud: client.id, 'cognito:username': user.username, ...user.attributes },
      life.id,
    ),
    expiresInS: life.access / 1000,
  };
}

/** An access token of a client that acts for nobody: no user, no groups, the scopes that it was granted. */
export async function signClientToken(request: {
  readonly pool: Pool;
  readonly client: Client;
  /** Separated by spaces. */
  readonly scope: string;
  readonly now: number;
}): Promise<{ token: string; expiresInS: number }> {
  const { pool, client, scope, now } = request;
  const { access } = lifetimes(client);
  const at = Math.floor(now / 1000);
  const token = await new SignJWT({
    sub: client.id,
    token_use: 'access',
    scope,
    auth_time: at,
    iss: issuerOf(pool.id),
    version: 2,
    jti: randomUUID(),
    client_id: client.id,
  })
    .setProtectedHeader({ alg: 'RS256', kid: pool.key.kid ?? '' })
    .setIssuedAt(at)
    .setExpirationTime(Math.floor((now + access) / 1000))
    .sign(await importJWK(pool.key, 'RS256'));
  return { token, expiresInS: access / 1000 };
}

/** A new refresh token, and the hash under which it is kept. */
export function makeRefreshToken(): { readonly token: string; readonly hash: string } {
  const token = randomBytes(48).toString('base64url');
  return { token, hash: hashRefreshToken(token) };
}

export function hashRefreshToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Whether a refresh token still opens something for this client. */
export function isUsable(
  token: RefreshToken | undefined,
  clientId: string,
  now: number,
): token is RefreshToken {
  return token !== undefined && token.clientId === clientId && token.expiresAt > now;
}

/** The public half of a pool's key as its JWKS shows it. */
export function publicKey(key: JWK): JWK {
  const { kty, n, e, kid, alg } = key;
  return { kty: kty ?? 'RSA', n: n ?? '', e: e ?? '', kid: kid ?? '', alg: alg ?? 'RS256', use: 'sig' };
}
