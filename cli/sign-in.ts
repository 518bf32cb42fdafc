import {
  type AuthenticationResultType,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  NotAuthorizedException,
  RespondToAuthChallengeCommand,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { CommandError, EXIT } from './exit-codes.ts';
import type { Login } from './logins.ts';

/** Where people of a stage log in. */
export type UserPool = Pick<Login, 'region' | 'clientId' | 'cognitoEndpoint'>;

type Tokens = Pick<Login, 'accessToken' | 'refreshToken' | 'expiresAt'>;

/** A client without credentials of AWS: logging in needs none. */
function clientOf({ region, cognitoEndpoint }: UserPool): CognitoIdentityProviderClient {
  return new CognitoIdentityProviderClient({
    region,
    ...(cognitoEndpoint === undefined ? {} : { endpoint: cognitoEndpoint }),
    credentials: { accessKeyId: '', secretAccessKey: '' },
    signer: { sign: (request) => Promise.resolve(request) },
  });
}

/**
 * Logs in with a password. `newPassword` is asked for when the user pool wants the first one changed.
 * @throws CommandError when name or password are wrong
 */
export async function signIn(
  pool: UserPool,
  username: string,
  password: string,
  newPassword: () => Promise<string>,
): Promise<Tokens> {
  const client = clientOf(pool);
  try {
    const answer = await client.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: pool.clientId,
        AuthParameters: { USERNAME: username, PASSWORD: password },
      }),
    );
    if (answer.AuthenticationResult !== undefined) return tokensOf(answer.AuthenticationResult);
    if (answer.ChallengeName !== 'NEW_PASSWORD_REQUIRED')
      throw new CommandError(
        EXIT.notAuthorised,
        `this account must first answer ${answer.ChallengeName}, which the command line cannot`,
      );
    const changed = await client.send(
      new RespondToAuthChallengeCommand({
        ClientId: pool.clientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: answer.Session,
        ChallengeResponses: { USERNAME: username, NEW_PASSWORD: await newPassword() },
      }),
    );
    return tokensOf(changed.AuthenticationResult);
  } catch (error) {
    if (error instanceof NotAuthorizedException || error instanceof UserNotFoundException)
      throw new CommandError(EXIT.notAuthorised, 'user name or password is wrong');
    throw error;
  } finally {
    client.destroy();
  }
}

/** A new access token for an old login. @throws CommandError when one must log in anew */
export async function refresh(login: Login): Promise<Login> {
  const again = new CommandError(
    EXIT.notAuthorised,
    'the login has expired',
    `log in again: assize login ${login.apiUrl}`,
  );
  if (login.refreshToken === undefined) throw again;
  const client = clientOf(login);
  try {
    const { AuthenticationResult } = await client.send(
      new InitiateAuthCommand({
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        ClientId: login.clientId,
        AuthParameters: { REFRESH_TOKEN: login.refreshToken },
      }),
    );
    return { ...login, ...tokensOf(AuthenticationResult) };
  } catch (error) {
    if (error instanceof NotAuthorizedException) throw again;
    throw error;
  } finally {
    client.destroy();
  }
}

function tokensOf(result: AuthenticationResultType | undefined): Tokens {
  if (result?.AccessToken === undefined)
    throw new CommandError(EXIT.unavailable, 'the user pool answered no token');
  return {
    accessToken: result.AccessToken,
    ...(result.RefreshToken === undefined ? {} : { refreshToken: result.RefreshToken }),
    expiresAt: Date.now() + (result.ExpiresIn ?? 3600) * 1000,
  };
}
