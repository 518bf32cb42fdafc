import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  type AccountInviter,
  type AccountStanding,
  InvitationRefusedError,
  type Invited,
} from '../../core/lifecycle/invite-participants.ts';
import { classifyError, type ErrorKind } from '../errors/classify-error.ts';

/** The one group that invitations put people into. */
const GROUP = 'participant';

type Addressed = Parameters<AccountInviter['invite']>[0];

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

  async invite(participant: Addressed): Promise<Invited> {
    return await inWords(() => this.#invite(participant));
  }

  async look({ participantId, email }: Addressed): Promise<AccountStanding> {
    return await inWords(() => this.#look(participantId, email));
  }

  async #look(participantId: string, email: string): Promise<AccountStanding> {
    const get = new AdminGetUserCommand({ UserPoolId: this.#userPoolId, Username: participantId });
    const user = await this.#client.send(get).catch((error: unknown) => {
      if (classifyError(error) === 'not-found') return undefined;
      throw error;
    });
    if (user === undefined) return 'none';
    const address = user.UserAttributes?.find(({ Name }) => Name === 'email')?.Value;
    if (address?.toLowerCase() !== email.toLowerCase()) return 'other-address';
    return user.UserStatus === 'FORCE_CHANGE_PASSWORD' ? 'waiting' : 'there';
  }

  async #invite({ participantId, name, email }: Addressed): Promise<Invited> {
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
        const standing = await this.#look(participantId, email);
        if (standing === 'other-address' || standing === 'there') return standing;
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

async function inWords<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const reason = REASONS[classifyError(error)];
    throw reason === undefined ? error : new InvitationRefusedError(reason, { cause: error });
  }
}
