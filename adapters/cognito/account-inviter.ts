import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { AccountInviter } from '../../core/lifecycle/invite-participants.ts';
import { classifyError } from '../errors/classify-error.ts';

/** The one group that invitations put people into. */
const GROUP = 'participant';

/** Accounts of the user pool, whose own mail tells the first password. */
export class CognitoAccountInviter implements AccountInviter {
  readonly #client: CognitoIdentityProviderClient;
  readonly #userPoolId: string;

  constructor(client: CognitoIdentityProviderClient, userPoolId: string) {
    this.#client = client;
    this.#userPoolId = userPoolId;
  }

  async invite({
    participantId,
    name,
    email,
  }: Parameters<AccountInviter['invite']>[0]): Promise<'invited' | 'there'> {
    const user = { UserPoolId: this.#userPoolId, Username: participantId };
    const create = new AdminCreateUserCommand({
      ...user,
      DesiredDeliveryMediums: ['EMAIL'],
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'name', Value: name },
      ],
    });
    const outcome = await this.#client.send(create).then(
      () => 'invited' as const,
      (error: unknown) => {
        if (classifyError(error) !== 'conflict') throw error;
        return 'there' as const;
      },
    );
    // Of an account that was there too: an invitation that died here is finished by the next.
    await this.#client.send(new AdminAddUserToGroupCommand({ ...user, GroupName: GROUP }));
    return outcome;
  }
}
