import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSystem, type TestSystem } from './system.ts';

let system: TestSystem;
let admin: CognitoIdentityProviderClient;
const UserPoolId = 'eu-central-1_Pool';
const ClientId = 'client';
const PASSWORD = 'Correct-horse-1';

beforeAll(async () => {
  system = await startTestSystem();
  admin = new CognitoIdentityProviderClient(system.admin);
  const { cognito } = system.endpoint.services;
  await cognito.putPool(UserPoolId, {
    UsernameConfiguration: { CaseSensitive: false },
    Policies: { PasswordPolicy: { MinimumLength: 12, RequireSymbols: true } },
  });
  cognito.putClient(UserPoolId, ClientId, {
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    AccessTokenValidity: 480,
    TokenValidityUnits: { AccessToken: 'minutes' },
  });
  cognito.putGroup(UserPoolId, 'instructor');
  await makeUser('ada');
});
afterAll(() => system.stop());

async function makeUser(Username: string): Promise<void> {
  await admin.send(new AdminCreateUserCommand({ UserPoolId, Username }));
  await admin.send(
    new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: PASSWORD, Permanent: true }),
  );
  await admin.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName: 'instructor' }));
}

/** A browser or command line: no credentials of AWS. */
const visitor = () =>
  new CognitoIdentityProviderClient({
    ...system.admin,
    credentials: { accessKeyId: '', secretAccessKey: '' },
    signer: { sign: (request) => Promise.resolve(request) },
  });
const signIn = (USERNAME: string, password: string) =>
  visitor().send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password },
    }),
  );

test('a password opens tokens with the claims of Cognito, verified by the published keys', async () => {
  const { AuthenticationResult } = await signIn('Ada', PASSWORD);
  const keys = createRemoteJWKSet(new URL(`/${UserPoolId}/.well-known/jwks.json`, system.endpoint.url));
  const issuer = `https://cognito-idp.eu-central-1.amazonaws.com/${UserPoolId}`;
  const access = await jwtVerify(AuthenticationResult?.AccessToken ?? '', keys, { issuer });
  expect(access.payload).toMatchObject({
    token_use: 'access',
    client_id: ClientId,
    username: 'ada',
    'cognito:groups': ['instructor'],
    scope: 'aws.cognito.signin.user.admin',
  });
  expect((access.payload.exp ?? 0) - (access.payload.iat ?? 0)).toBe(8 * 3600);
  const id = await jwtVerify(AuthenticationResult?.IdToken ?? '', keys, { issuer, audience: ClientId });
  expect(id.payload).toMatchObject({ token_use: 'id', 'cognito:username': 'ada', sub: access.payload.sub });
});

test('a refresh token opens new tokens; a wrong password and a missing user sound alike', async () => {
  const { AuthenticationResult } = await signIn('ada', PASSWORD);
  const refreshed = await visitor().send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: AuthenticationResult?.RefreshToken ?? '' },
    }),
  );
  expect(refreshed.AuthenticationResult?.AccessToken).toBeDefined();
  const wrong = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };
  await expect(signIn('ada', 'Wrong-horse-1!')).rejects.toMatchObject(wrong);
  await expect(signIn('nobody', PASSWORD)).rejects.toMatchObject(wrong);
});

test('a temporary password must be changed, and the policy holds', async () => {
  await admin.send(
    new AdminCreateUserCommand({ UserPoolId, Username: 'bob', TemporaryPassword: 'Temporary-pass-1' }),
  );
  const challenge = await signIn('bob', 'Temporary-pass-1');
  expect(challenge.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  const answer = (NEW_PASSWORD: string) =>
    visitor().send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: challenge.Session,
        ChallengeResponses: { USERNAME: 'bob', NEW_PASSWORD },
      }),
    );
  await expect(answer('short')).rejects.toMatchObject({ name: 'InvalidPasswordException' });
  expect((await answer(PASSWORD)).AuthenticationResult?.AccessToken).toBeDefined();
  expect((await signIn('bob', PASSWORD)).AuthenticationResult?.AccessToken).toBeDefined();
});

test('another temporary password takes the place of one that nobody has changed', async () => {
  const user = { UserPoolId, Username: 'cleo' };
  const resend = (TemporaryPassword: string) =>
    admin.send(new AdminCreateUserCommand({ ...user, TemporaryPassword, MessageAction: 'RESEND' }));
  await expect(resend('Temporary-pass-2')).rejects.toMatchObject({ name: 'UserNotFoundException' });
  const UserAttributes = [{ Name: 'email', Value: 'cleo@uni.example' }];
  await admin.send(
    new AdminCreateUserCommand({ ...user, TemporaryPassword: 'Temporary-pass-1', UserAttributes }),
  );
  expect((await resend('Temporary-pass-2')).User?.UserStatus).toBe('FORCE_CHANGE_PASSWORD');
  await expect(signIn('cleo', 'Temporary-pass-1')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  expect((await signIn('cleo', 'Temporary-pass-2')).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  expect(await admin.send(new AdminGetUserCommand(user))).toMatchObject({
    Username: 'cleo',
    UserStatus: 'FORCE_CHANGE_PASSWORD',
    UserAttributes: expect.arrayContaining(UserAttributes),
  });
  await admin.send(new AdminSetUserPasswordCommand({ ...user, Password: PASSWORD, Permanent: true }));
  await expect(resend('Temporary-pass-3')).rejects.toMatchObject({ name: 'UnsupportedUserStateException' });
});

test('a client with a secret keeps it, and tells it whoever may look', async () => {
  const { cognito } = system.endpoint.services;
  const settings = { ClientName: 'lms', GenerateSecret: true, AllowedOAuthFlows: ['client_credentials'] };
  cognito.putClient(UserPoolId, 'machine', settings);
  const look = async (ClientId: string) =>
    (await admin.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }))).UserPoolClient;
  const first = await look('machine');
  expect(first).toMatchObject({ UserPoolId, ClientId: 'machine', ClientName: 'lms' });
  expect(first?.ClientSecret).toMatch(/^\w{51}$/);
  cognito.putClient(UserPoolId, 'machine', { ...settings, ClientName: 'school' });
  expect(await look('machine')).toMatchObject({ ClientName: 'school', ClientSecret: first?.ClientSecret });
  expect(await look(ClientId)).not.toHaveProperty('ClientSecret');
  await expect(look('another')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('administration needs permission, and nobody without a signature has any', async () => {
  const role = new CognitoIdentityProviderClient(system.role('visitor', []));
  await expect(role.send(new AdminCreateUserCommand({ UserPoolId, Username: 'eve' }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  await expect(
    visitor().send(new AdminCreateUserCommand({ UserPoolId, Username: 'eve' })),
  ).rejects.toMatchObject({
    name: 'MissingAuthenticationToken',
  });
});

test('a page of another origin reads tokens and refusals alike', async () => {
  const ask = (password: string) =>
    fetch(system.endpoint.url, {
      method: 'POST',
      headers: {
        origin: 'http://page.test',
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
      },
      body: JSON.stringify({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD: password },
      }),
    });
  for (const [password, status] of [
    [PASSWORD, 200],
    ['Wrong-horse-1!', 400],
  ] as const) {
    const response = await ask(password);
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([status, '*']);
  }
});
