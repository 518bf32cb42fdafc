import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
  InitiateAuthCommand,
  NotAuthorizedException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';

/** Users of the local user pool and their access tokens, made the way an administrator makes them on AWS. */
export class TokenIssuer {
  readonly #client: CognitoIdentityProviderClient;
  readonly #userPoolId: string | undefined;
  readonly #clientId: string | undefined;
  readonly #derive: (purpose: string, length: number) => string;

  constructor(
    client: CognitoIdentityProviderClient,
    userPoolId: string | undefined,
    clientId: string | undefined,
    derive: (purpose: string, length: number) => string,
  ) {
    this.#client = client;
    this.#userPoolId = userPoolId;
    this.#clientId = clientId;
    this.#derive = derive;
  }

  /** The password of a local user: the same on every start of one data folder. */
  passwordOf(username: string): string {
    return `Aa1-${this.#derive(`password of ${username}`, 24)}`;
  }

  /**
   * An access token for a user, who is created in this group when there is none yet.
   *
   * @throws Error when the templates have no user pool
   */
  async issue(username: string, group: 'operator' | 'instructor' | 'participant'): Promise<string> {
    const [UserPoolId, ClientId] = [this.#userPoolId, this.#clientId];
    if (UserPoolId === undefined || ClientId === undefined)
      throw new Error('the templates have no user pool with a client');
    const Password = this.passwordOf(username);
    const user = { UserPoolId, Username: username };
    const setPassword = () =>
      this.#client.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
    try {
      await this.#client.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
      await setPassword();
    } catch (error) {
      if (!(error instanceof UsernameExistsException)) throw error;
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
      if (!(error instanceof NotAuthorizedException)) throw error;
      await setPassword();
      return logIn();
    });
    return AuthenticationResult!.AccessToken!;
  }
}
