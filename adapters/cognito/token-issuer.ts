import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Role } from '../../core/exam/caller.ts';
import { classifyError } from '../errors/classify-error.ts';

/** The user pool in which accounts are made, and the client by which they log in. */
export interface IssuingPool {
  readonly userPoolId: string;
  readonly clientId: string;
}

/**
 * Accounts of a user pool and their access tokens, made the way an administrator makes them. For systems whose
 * administrator is whoever asks: local mode.
 */
export class TokenIssuer {
  readonly #client: CognitoIdentityProviderClient;
  readonly #findPool: () => IssuingPool;
  readonly #passwordOf: (username: string) => string;

  /**
   * @param findPool asked when a token is; what it throws, `issue` throws
   * @param passwordOf the password that an account is given; one that was given another gets this one
   */
  constructor(
    client: CognitoIdentityProviderClient,
    findPool: () => IssuingPool,
    passwordOf: (username: string) => string,
  ) {
    this.#client = client;
    this.#findPool = findPool;
    this.#passwordOf = passwordOf;
  }

  /** The password of an account that a token was issued to. */
  passwordOf(username: string): string {
    return this.#passwordOf(username);
  }

  /** An access token for a user, who is created in this group when there is none yet. */
  async issue(username: string, group: Role): Promise<string> {
    const { userPoolId: UserPoolId, clientId: ClientId } = this.#findPool();
    const Password = this.#passwordOf(username);
    const user = { UserPoolId, Username: username };
    const setPassword = () =>
      this.#client.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
    try {
      await this.#client.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
      await setPassword();
    } catch (error) {
      if (classifyError(error) !== 'conflict') throw error;
    }
    await this.#client.send(new AdminAddUserToGroupCommand({ ...user, GroupName: group }));
    const logIn = () =>
      this.#client.send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: username, PASSWORD: Password },
        }),
      );
    const { AuthenticationResult } = await logIn().catch(async (error: unknown) => {
      // Somebody gave the user another password, or an earlier start was killed before it gave one.
      if (classifyError(error) !== 'denied') throw error;
      await setPassword();
      return logIn();
    });
    return AuthenticationResult!.AccessToken!;
  }
}
