import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { StateFile } from '../state-file.ts';

export interface User {
  readonly username: string;
  readonly sub: string;
  status: 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD';
  attributes: Record<string, string>;
  groups: string[];
  /** `salt:hash`, scrypt, base64url; absent until a password is set. */
  password?: string;
}

/** Properties of a pool or a client in its template. */
export type Settings = Readonly<Record<string, unknown>>;

export interface Client {
  readonly id: string;
  readonly settings: Settings;
  /** Of a client that is made with one. */
  readonly secret?: string;
}

export interface Pool {
  readonly id: string;
  settings: Settings;
  /** Prefix of its domain, once it has one. */
  domain?: string;
  /** Private key in RSA, with kid; the public half is what the JWKS shows. */
  readonly key: JWK;
  readonly users: Record<string, User>;
  readonly groups: Record<string, { readonly name: string }>;
  readonly clients: Record<string, Client>;
}

/** Times are milliseconds since 1970. */
export interface RefreshToken {
  readonly poolId: string;
  readonly clientId: string;
  readonly username: string;
  readonly expiresAt: number;
  readonly authenticatedAt: number;
  readonly originJti: string;
}

export interface CognitoState {
  readonly pools: Record<string, Pool>;
  /** By SHA-256 of the token. */
  readonly refreshTokens: Record<string, RefreshToken>;
  /** Open NEW_PASSWORD_REQUIRED challenges by session. */
  readonly challenges: Record<
    string,
    { poolId: string; clientId: string; username: string; expiresAt: number }
  >;
}

/** Opens the user pools under `dataDir`. */
export function openCognitoState(dataDir: string): StateFile<CognitoState> {
  return new StateFile<CognitoState>(join(dataDir, 'cognito.json'), {
    pools: {},
    refreshTokens: {},
    challenges: {},
  });
}

/** scrypt with a cost that a class of 50 signs in with at once on two cores. */
const SCRYPT_COST = { N: 4096, r: 8, p: 1 } as const;
const HASH_BYTES = 32;

export function hashPassword(password: string): string {
  const salt = randomBytes(16);
  return `${salt.toString('base64url')}:${scryptSync(password, salt, HASH_BYTES, SCRYPT_COST).toString('base64url')}`;
}

export function passwordMatches(password: string, stored: string): boolean {
  const [salt = '', hash = ''] = stored.split(':');
  const actual = scryptSync(password, Buffer.from(salt, 'base64url'), HASH_BYTES, SCRYPT_COST);
  return timingSafeEqual(actual, Buffer.from(hash, 'base64url'));
}
