import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { expect, it } from 'vitest';
import { CognitoAccountInviter } from '../../../../adapters/cognito/account-inviter.ts';
import { participantOf } from '../../../support/sessions.ts';

/** Invites by a user pool that answers with this error alone. */
async function inviteDespite(name: string): Promise<unknown> {
  const server = createServer((_, response) => {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ __type: name, message: 'in words of AWS, arn:aws:iam::1:role/api' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new CognitoIdentityProviderClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'A', secretAccessKey: 's' },
    maxAttempts: 1,
  });
  try {
    const participant = { ...participantOf('ann'), email: 'ann@uni.example' };
    return await new CognitoAccountInviter(client, 'eu-central-1_pool').invite(participant);
  } finally {
    client.destroy();
    server.close();
  }
}

it.each([
  ['TooManyRequestsException', 'repeat it later'],
  ['LimitExceededException', 'repeat it later'],
  ['InvalidParameterException', 'correct it on the roster'],
])('tells of %s what to do about it, in words of its own', async (name, words) => {
  await expect(inviteDespite(name)).rejects.toMatchObject({
    name: 'InvitationRefusedError',
    message: expect.stringMatching(new RegExp(`^(?!.*AWS).*${words}`)),
    cause: { name },
  });
});

it.each(['NotAuthorizedException', 'CodeDeliveryFailureException'])('passes %s on', async (name) => {
  await expect(inviteDespite(name)).rejects.toMatchObject({ name });
});
