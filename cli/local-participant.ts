import { createHmac } from 'node:crypto';
import type { ApiClient } from '../core/api/client.ts';
import { username } from '../core/api/common.ts';
import type { LocalAws } from './access.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/**
 * A token for a participant of a local system, by the name that a roster has; the account is made when there is none yet.
 * On one's own machine one is everybody's administrator.
 * @throws CommandError when nobody can be called so
 */
export async function issueParticipantToken(client: ApiClient, aws: LocalAws, name: string): Promise<string> {
  if (!username.safeParse(name).success)
    throw new CommandError(
      EXIT.badInput,
      `--as ${name}: nobody can be called so`,
      'say operator, instructor or a name of the roster',
    );
  const [{ CognitoIdentityProviderClient }, { TokenIssuer }, { userPoolId, userPoolClientId }] =
    await Promise.all([
      import('@aws-sdk/client-cognito-identity-provider'),
      import('../adapters/cognito/token-issuer.ts'),
      client.call('getConfig', {}),
    ]);
  const pool = { userPoolId, clientId: userPoolClientId };
  const passwordOf = (who: string) =>
    `Aa1-${createHmac('sha256', aws.credentials.secretAccessKey).update(who).digest('base64url').slice(0, 24)}`;
  const cognito = new CognitoIdentityProviderClient(aws);
  try {
    return await new TokenIssuer(cognito, () => pool, passwordOf).issue(name, 'participant');
  } finally {
    cognito.destroy();
  }
}
