import { createHmac } from 'node:crypto';
import type { TokenIssuer } from '../adapters/cognito/token-issuer.ts';
import type { ApiClient } from '../core/api/client.ts';
import { username } from '../core/api/common.ts';
import type { LocalAws } from './access.ts';
import { CommandError, EXIT } from './exit-codes.ts';

/**
 * Answers tokens for participants of a local system, by the name that a roster has; the account is made when there is none
 * yet. On one's own machine one is everybody's administrator. Where people log in is asked for once.
 * What it answers throws CommandError when nobody can be called so.
 */
export function makeParticipantIssuer(client: ApiClient, aws: LocalAws): (name: string) => Promise<string> {
  let issuer: Promise<TokenIssuer> | undefined;
  return async (name) => {
    check(name);
    issuer ??= makeIssuer(client, aws);
    return await (await issuer).issue(name, 'participant');
  };
}

function check(name: string): void {
  if (!username.safeParse(name).success)
    throw new CommandError(
      EXIT.badInput,
      `--as ${name}: nobody can be called so`,
      'say operator, instructor or a name of the roster',
    );
}

async function makeIssuer(client: ApiClient, aws: LocalAws): Promise<TokenIssuer> {
  const [{ CognitoIdentityProviderClient }, { TokenIssuer }, { userPoolId, userPoolClientId }] =
    await Promise.all([
      import('@aws-sdk/client-cognito-identity-provider'),
      import('../adapters/cognito/token-issuer.ts'),
      client.call('getConfig', {}),
    ]);
  const pool = { userPoolId, clientId: userPoolClientId };
  const passwordOf = (who: string) =>
    `Aa1-${createHmac('sha256', aws.credentials.secretAccessKey).update(who).digest('base64url').slice(0, 24)}`;
  return new TokenIssuer(new CognitoIdentityProviderClient(aws), () => pool, passwordOf);
}
