import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { participantOf } from '../../support/sessions.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

const UserPoolId = 'eu-central-1_pool';
const PASSWORD = 'Correct-horse-9';

let world: ApiWorld;
let cognito: CognitoIdentityProviderClient;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
  cognito = new CognitoIdentityProviderClient(world.system.admin);
  world.system.endpoint.services.cognito.putClient(UserPoolId, 'client', {
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
  });
});
afterAll(async () => {
  cognito.destroy();
  await world.stop();
});

/** An open session of ada's, with two more people who have addresses. */
async function open(prefix: string): Promise<string> {
  const session = await world.addSession();
  const { sessionId } = session;
  await world.sessions.putParticipants(
    session,
    ['a', 'b'].map((name) =>
      participantOf(`${prefix}-${name}`, { sessionId, email: `${prefix}-${name}@uni.example` }),
    ),
  );
  return sessionId;
}
const invite = async (sessionId: string, body: object = {}, as = 'ada') =>
  await world.request('POST', `/v1/sessions/${sessionId}/participants/invite`, {
    as,
    groups: [as === 'p01' ? 'participant' : 'instructor'],
    body,
  });

describe('inviting participants', () => {
  it('makes an account for everybody with an address, and mails another password until somebody has logged in', async () => {
    const sessionId = await open('x');
    const outcomes = (outcome: string) => [
      { participantId: 'x-a', outcome },
      { participantId: 'x-b', outcome },
    ];
    const look = async () => (await invite(sessionId, { dryRun: true })).body.items;
    expect(await look()).toEqual(outcomes('none'));
    expect(await invite(sessionId)).toMatchObject({ status: 200, body: { items: outcomes('invited') } });
    expect(await look()).toEqual(outcomes('waiting'));
    const again = new AdminCreateUserCommand({ UserPoolId, Username: 'X-A' });
    await expect(cognito.send(again)).rejects.toMatchObject({ name: 'UsernameExistsException' });
    expect(await invite(sessionId)).toMatchObject({ status: 200, body: { items: outcomes('invited') } });
    for (const Username of ['x-a', 'x-b'])
      await cognito.send(
        new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: PASSWORD, Permanent: true }),
      );
    expect(await invite(sessionId)).toMatchObject({ status: 200, body: { items: outcomes('there') } });
    expect(await look()).toEqual(outcomes('there'));
  });

  it('mails a password that works in the place of one that has run out', async () => {
    const sessionId = await open('z');
    const email = [{ Name: 'email', Value: 'Z-A@uni.example' }];
    await cognito.send(
      new AdminCreateUserCommand({
        UserPoolId,
        Username: 'z-a',
        TemporaryPassword: PASSWORD,
        UserAttributes: email,
      }),
    );
    const logIn = () =>
      cognito.send(
        new InitiateAuthCommand({
          ClientId: 'client',
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: 'z-a', PASSWORD },
        }),
      );
    expect((await logIn()).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    expect((await invite(sessionId, { participantIds: ['z-a'] })).body.items).toEqual([
      { participantId: 'z-a', outcome: 'invited' },
    ]);
    await expect(logIn()).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  it.each([
    ['another address', [{ Name: 'email', Value: 'other@uni.example' }]],
    ['no address', []],
  ])('lets the account of that name with %s be, and says so', async (_, UserAttributes) => {
    const sessionId = await open(`w${UserAttributes.length}`);
    const Username = `w${UserAttributes.length}-a`;
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes }));
    expect((await invite(sessionId, { participantIds: [Username] })).body.items).toEqual([
      { participantId: Username, outcome: 'other-address' },
    ]);
  });

  it('tells of each who was named what came of it, and stops for none', async () => {
    const sessionId = await open('y');
    expect((await invite(sessionId, { participantIds: ['Y-B', 'p01'] })).body).toEqual({
      items: expect.arrayContaining([
        { participantId: 'y-b', outcome: 'invited' },
        { participantId: 'p01', outcome: 'no-address' },
      ]),
    });
    expect(await invite(sessionId, { participantIds: ['y-a', 'nobody'] })).toMatchObject({
      status: 422,
      body: { faults: [{ field: 'participantIds[1]' }] },
    });
  });

  it.each([
    ['its participants', 'p01', {}, 403],
    ['another instructor', 'bob', {}, 404],
  ])('is not for %s', async (_, as, body, status) => {
    expect((await invite(await open(as), body, as)).status).toBe(status);
  });

  it('is refused for a roster without addresses, and when the session is cancelled', async () => {
    const { sessionId } = await world.addSession();
    expect(await invite(sessionId)).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('add a column email') },
    });
    const cancelled = await world.addSession({ cancelledAt: 1, cancelReason: 'snow' });
    expect((await invite(cancelled.sessionId)).status).toBe(409);
  });
});
