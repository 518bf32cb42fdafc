import { randomBytes, randomUUID } from 'node:crypto';
import { type AwsCall, AwsError, UnservedOperation } from '../http-types.ts';
import type { StateFile } from '../state-file.ts';
import {
  type Client,
  type CognitoState,
  hashPassword,
  type Pool,
  passwordMatches,
  type User,
} from './state.ts';
import {
  hashRefreshToken,
  isUsable,
  lifetimes,
  makeRefreshToken,
  signTokens,
  type TokenRequest,
} from './tokens.ts';
import { checkPassword, keyOf } from './users.ts';

/** A challenge must be answered within this time, ms. */
const CHALLENGE_LIFE_MS = 3 * 60_000;

type Input = AwsCall['input'];
type Operation = (input: Input) => object | Promise<object>;

/** The calls by which users sign in, on the given state. */
export function makeSignIn(
  file: StateFile<CognitoState>,
  now: () => number,
): Readonly<Record<string, Operation>> {
  const { pools, refreshTokens, challenges } = file.value;

  const findClient = (id: unknown): { pool: Pool; client: Client } => {
    for (const pool of Object.values(pools)) {
      const client = pool.clients[String(id)];
      if (client !== undefined) return { pool, client };
    }
    throw new AwsError('ResourceNotFoundException', `User pool client ${String(id)} does not exist.`);
  };

  const grant = async (pool: Pool, client: Client, user: User): Promise<object> => {
    const at = now();
    const { token, hash } = makeRefreshToken();
    const originJti = randomUUID();
    refreshTokens[hash] = {
      poolId: pool.id,
      clientId: client.id,
      username: user.username,
      expiresAt: at + lifetimes(client).refresh,
      authenticatedAt: at,
      originJti,
    };
    forgetExpired(refreshTokens, at);
    forgetExpired(challenges, at);
    return open({ pool, client, user, now: at, authenticatedAt: at, originJti }, { RefreshToken: token });
  };

  const byPassword = (
    pool: Pool,
    client: Client,
    parameters: Readonly<Record<string, string>>,
  ): object | Promise<object> => {
    const { USERNAME: name = '', PASSWORD: password = '' } = parameters;
    const user = pool.users[keyOf(pool, name)];
    // A missing user costs the hash of one that exists, and gets the same answer.
    const stored = user?.password ?? DUMMY_PASSWORD;
    const matches = passwordMatches(password, stored) && user?.password !== undefined;
    if (user === undefined || !matches)
      throw new AwsError('NotAuthorizedException', 'Incorrect username or password.');
    if (user.status === 'CONFIRMED') return grant(pool, client, user);
    const Session = randomBytes(48).toString('base64url');
    challenges[Session] = {
      poolId: pool.id,
      clientId: client.id,
      username: user.username,
      expiresAt: now() + CHALLENGE_LIFE_MS,
    };
    return {
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeParameters: {
        USER_ID_FOR_SRP: user.username,
        requiredAttributes: '[]',
        userAttributes: JSON.stringify(user.attributes),
      },
    };
  };

  const byRefreshToken = async (
    pool: Pool,
    client: Client,
    parameters: Readonly<Record<string, string>>,
  ): Promise<object> => {
    const kept = refreshTokens[hashRefreshToken(parameters['REFRESH_TOKEN'] ?? '')];
    const user = kept === undefined ? undefined : pool.users[keyOf(pool, kept.username)];
    if (!isUsable(kept, client.id, now()) || user === undefined)
      throw new AwsError('NotAuthorizedException', 'Refresh Token has expired or been revoked.');
    const { authenticatedAt, originJti } = kept;
    return open({ pool, client, user, now: now(), authenticatedAt, originJti });
  };

  return {
    InitiateAuth: (input) => {
      const { pool, client } = findClient(input['ClientId']);
      const parameters = (input['AuthParameters'] ?? {}) as Record<string, string>;
      const flow = String(input['AuthFlow']);
      if (flow === 'REFRESH_TOKEN_AUTH' || flow === 'REFRESH_TOKEN')
        return byRefreshToken(pool, client, parameters);
      if (flow !== 'USER_PASSWORD_AUTH')
        throw new UnservedOperation('cognito-idp', 'InitiateAuth', `flow ${flow}`);
      const allowed = (client.settings['ExplicitAuthFlows'] ?? []) as string[];
      if (!allowed.includes(`ALLOW_${flow}`) && !allowed.includes(flow))
        throw new AwsError('InvalidParameterException', `${flow} flow not enabled for this client`);
      return byPassword(pool, client, parameters);
    },
    RespondToAuthChallenge: (input) => {
      const { pool, client } = findClient(input['ClientId']);
      const session = String(input['Session']);
      const challenge = challenges[session];
      if (
        input['ChallengeName'] !== 'NEW_PASSWORD_REQUIRED' ||
        challenge?.clientId !== client.id ||
        challenge.expiresAt <= now()
      )
        throw new AwsError('NotAuthorizedException', 'Invalid session for the user.');
      const { NEW_PASSWORD: password = '' } = (input['ChallengeResponses'] ?? {}) as Record<string, string>;
      const user = pool.users[keyOf(pool, challenge.username)];
      if (user === undefined) throw new AwsError('UserNotFoundException', 'User does not exist.');
      checkPassword(pool, password);
      delete challenges[session];
      user.password = hashPassword(password);
      user.status = 'CONFIRMED';
      return grant(pool, client, user);
    },
  };
}

/** The answer that lets in, with new tokens. */
async function open(request: TokenRequest, more: { readonly RefreshToken?: string } = {}): Promise<object> {
  const { access, id, expiresInS } = await signTokens(request);
  return {
    AuthenticationResult: {
      AccessToken: access,
      IdToken: id,
      ExpiresIn: expiresInS,
      TokenType: 'Bearer',
      ...more,
    },
    ChallengeParameters: {},
  };
}

const DUMMY_PASSWORD = hashPassword(randomUUID());

function forgetExpired(entries: Record<string, { readonly expiresAt: number }>, now: number): void {
  for (const [key, { expiresAt }] of Object.entries(entries)) if (expiresAt <= now) delete entries[key];
}
