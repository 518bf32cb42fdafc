import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { CognitoAccountInviter } from '../../adapters/cognito/account-inviter.ts';

const client = new CognitoIdentityProviderClient({});

/** Makes accounts in the stage's user pool. */
export function connectInviter(userPoolId: string): CognitoAccountInviter {
  return new CognitoAccountInviter(client, userPoolId);
}
