import { ApiError } from '../core/api/client.ts';
import type { ClientConfig } from '../core/api/system.ts';
import { NO_ANSWER } from './console-api.ts';
import type { Login } from './login-keeper.ts';

/** What the user pool wants answered before it logs somebody in. */
export interface Challenge {
  readonly name: 'NEW_PASSWORD_REQUIRED' | 'SOFTWARE_TOKEN_MFA';
  readonly username: string;
  readonly session: string;
}

/** How far a log-in has come. */
export type SignIn = { readonly login: Login } | { readonly challenge: Challenge };

/** Logs in with a password. Throws ApiError with the user pool's own sentence. */
export async function signIn(config: ClientConfig, username: string, password: string): Promise<SignIn> {
  const answer = await ask(config, 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: config.userPoolClientId,
    AuthParameters: { USERNAME: username, PASSWORD: password },
  });
  return readAnswer(answer, username);
}

/** Answers a challenge: with the new password, or with the code of an authenticator. Throws ApiError. */
export async function answerChallenge(
  config: ClientConfig,
  challenge: Challenge,
  answer: string,
): Promise<SignIn> {
  const field = challenge.name === 'NEW_PASSWORD_REQUIRED' ? 'NEW_PASSWORD' : 'SOFTWARE_TOKEN_MFA_CODE';
  const next = await ask(config, 'RespondToAuthChallenge', {
    ClientId: config.userPoolClientId,
    ChallengeName: challenge.name,
    Session: challenge.session,
    ChallengeResponses: { USERNAME: challenge.username, [field]: answer },
  });
  return readAnswer(next, challenge.username);
}

/**
 * A new login for a refresh token; undefined when the user pool refuses it. Throws ApiError when it cannot be reached.
 */
export async function refreshLogin(config: ClientConfig, refreshToken: string): Promise<Login | undefined> {
  try {
    const { AuthenticationResult } = await ask(config, 'InitiateAuth', {
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      ClientId: config.userPoolClientId,
      AuthParameters: { REFRESH_TOKEN: refreshToken },
    });
    return loginOf(AuthenticationResult);
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429)
      return undefined;
    throw error;
  }
}

interface PoolAnswer {
  readonly message?: string;
  readonly ChallengeName?: string;
  readonly Session?: string;
  readonly AuthenticationResult?: { readonly AccessToken?: string; readonly RefreshToken?: string };
}

function readAnswer(answer: PoolAnswer, username: string): SignIn {
  const login = loginOf(answer.AuthenticationResult);
  if (login !== undefined) return { login };
  const { ChallengeName: name, Session: session } = answer;
  if ((name === 'NEW_PASSWORD_REQUIRED' || name === 'SOFTWARE_TOKEN_MFA') && session !== undefined)
    return { challenge: { name, username, session } };
  throw poolError(
    400,
    `This account must first answer ${name ?? 'something unknown'}, which this page cannot ask: talk to your instructor.`,
  );
}

function loginOf(result: PoolAnswer['AuthenticationResult']): Login | undefined {
  if (result?.AccessToken === undefined) return undefined;
  return {
    accessToken: result.AccessToken,
    ...(result.RefreshToken === undefined ? {} : { refreshToken: result.RefreshToken }),
  };
}

async function ask(config: ClientConfig, operation: string, body: object): Promise<PoolAnswer> {
  const endpoint = config.cognitoEndpoint ?? `https://cognito-idp.${config.region}.amazonaws.com/`;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(body),
  }).catch(() => {
    throw poolError(NO_ANSWER, 'Nothing answers where one logs in. Is this machine online? Try again.');
  });
  const answer = (await response.json().catch(() => ({}))) as PoolAnswer;
  if (response.ok) return answer;
  throw poolError(response.status, answer.message ?? `The user pool answered ${response.status}.`);
}

function poolError(status: number, detail: string): ApiError {
  return new ApiError({ type: 'about:blank', title: 'Log in', status, detail });
}
