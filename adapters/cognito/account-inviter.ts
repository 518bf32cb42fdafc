import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  type AccountInviter,
  InvitationRefusedError,
  type Invited,
} from '../../core/lifecycle/invite-participants.ts';
import { classifyError, type ErrorKind } from '../errors/classify-error.ts';

/** The one group that invitations put people into. */
const GROUP = 'participant';

/** What whoever invites can do something about. */
const REASONS: Partial<Record<ErrorKind, string>> = {
  throttled: 'the user pool takes no more invitations at the moment: repeat it later',
  invalid: 'the user pool does not take this name or this mail address: correct it on the roster',
};

/** Accounts of the user pool, whose own mail tells the first password. */
export class CognitoAccountInviter implements AccountInviter {
  readonly #client: CognitoIdentityProviderClient;
  readonly #userPoolId: string;

  constructor(client: CognitoIdentityProviderClient, userPoolId: string) {
    this.#client = client;
    this.#userPoolId = userPoolId;
  }

  async invite(participant: Parameters<AccountInviter['invite']>[0]): Promise<Invited> {
    try {
      return await this.#invite(participant);
    } catch (error) {
      const reason = REASONS[classifyError(error)];
      throw reason === undefined ? error : new InvitationRefusedError(reason, { cause: error });
    }
  }

  async #invite({ participantId, name, email }: Parameters<AccountInviter['invite']>[0]): Promise<Invited> {
    const user = { UserPoolId: this.#userPoolId, Username: participantId };
    const invitation = { ...user, DesiredDeliveryMediums: ['EMAIL' as const] };
    const create = new AdminCreateUserCommand({
      ...invitation,
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'name', Value: name },
      ],
    });
    const outcome = await this.#client.send(create).then(
      () => 'invited' as const,
      async (error: unknown) => {
        if (classifyError(error) !== 'conflict') throw error;
        const { UserStatus, UserAttributes = [] } = await this.#client.send(new AdminGetUserCommand(user));
        const address = UserAttributes.find((attribute) => attribute.Name === 'email')?.Value;
        if (address?.toLowerCase() !== email.toLowerCase()) return 'other-address' as const;
        if (UserStatus !== 'FORCE_CHANGE_PASSWORD') return 'there' as const;
        await this.#client.send(new AdminCreateUserCommand({ ...invitation, MessageAction: 'RESEND' }));
        return 'invited' as const;
      },
    );
    // Of an account that was there too: an invitation that died here is finished by the next.
    if (outcome !== 'other-address')
      await this.#client.send(new AdminAddUserToGroupCommand({ ...user, GroupName: GROUP }));
    return outcome;
  }
}
