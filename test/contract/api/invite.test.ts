import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { participantOf } from '../../support/sessions.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';

let world: ApiWorld;
let cognito: CognitoIdentityProviderClient;
beforeAll(async () => {
  world = await makeApiWorld();
  await world.addProblem('sum');
  cognito = new CognitoIdentityProviderClient(world.system.admin);
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
  it('makes an account for everybody with an address, once', async () => {
    const sessionId = await open('x');
    const outcomes = (outcome: string) => [
      { participantId: 'x-a', outcome },
      { participantId: 'x-b', outcome },
    ];
    expect(await invite(sessionId)).toMatchObject({ status: 200, body: { items: outcomes('invited') } });
    expect(await invite(sessionId)).toMatchObject({ status: 200, body: { items: outcomes('there') } });
    const again = new AdminCreateUserCommand({ UserPoolId: 'eu-central-1_pool', Username: 'X-A' });
    await expect(cognito.send(again)).rejects.toMatchObject({ name: 'UsernameExistsException' });
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
