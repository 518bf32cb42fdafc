import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
  InitiateAuthCommand,
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
    try {
      await this.#client.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
    } catch (error) {
      if (!(error instanceof UsernameExistsException)) throw error;
    }
    await this.#client.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
    await this.#client.send(new AdminAddUserToGroupCommand({ ...user, GroupName: group }));
    const { AuthenticationResult } = await this.#client.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: username, PASSWORD: Password },
      }),
    );
    return AuthenticationResult!.AccessToken!;
  }
}
