import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpApi } from '../../../cloud/gateway/http-api.ts';
import { SARIF } from '../../../core/api/reviews.ts';
import { participantOf, timesFrom } from '../../support/sessions.ts';
import { startGateway } from './gateway.ts';
import { useGradedSession } from './graded-session.ts';

const POOL = 'eu-central-1_pool';
/** The same application, deployed once more: its own users, keys and issuer. */
const OTHER_STAGE = 'eu-central-1_other';
const PASSWORD = 'Correct-horse-1';
const PURSE =
  'pragma solidity ^0.6.0;\ncontract Purse { function leave() public { selfdestruct(msg.sender); } }\n';
const TIDY = 'const fs = require("fs");\nconsole.log(fs.readFileSync(0, "utf8"));\n';
/** The one that a participant has. */
const OWN = "a submission's";

const graded = useGradedSession();
let gateway: HttpApi;
let tokens: Readonly<
  Record<'ada' | 'bob' | 'p01' | 'p99' | 'expired' | 'otherStage' | 'otherClient', string>
>;
/** Made once, of the session of the first test. */
let ids: { readonly sessionId: string; readonly review: string; readonly submission: string } | undefined;

beforeAll(async () => {
  const { system } = graded.world;
  const { cognito } = system.endpoint.services;
  await cognito.putPool(OTHER_STAGE, { UsernameConfiguration: { CaseSensitive: false } });
  const flows = { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] };
  for (const pool of [POOL, OTHER_STAGE]) {
    cognito.putClient(pool, 'client', flows);
    for (const group of ['participant', 'instructor']) cognito.putGroup(pool, group);
  }
  cognito.putClient(POOL, 'another-client', flows);
  // What it signs has lived its hour when it is handed out.
  const lived = { AccessTokenValidity: -60, TokenValidityUnits: { AccessToken: 'minutes' } };
  cognito.putClient(POOL, 'late-client', { ...flows, ...lived });
  const admin = new CognitoIdentityProviderClient(system.admin);
  const makeUser = async (UserPoolId: string, Username: string, GroupName: string) => {
    await admin.send(new AdminCreateUserCommand({ UserPoolId, Username }));
    const password = { Password: PASSWORD, Permanent: true };
    await admin.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, ...password }));
    await admin.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
  };
  for (const name of ['ada', 'bob']) await makeUser(POOL, name, 'instructor');
  for (const name of ['p01', 'p99']) await makeUser(POOL, name, 'participant');
  await makeUser(OTHER_STAGE, 'ada', 'instructor');
  const signIn = async (USERNAME: string, ClientId = 'client') => {
    const AuthParameters = { USERNAME, PASSWORD };
    const flow = { AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters } as const;
    const { AuthenticationResult } = await admin.send(new InitiateAuthCommand(flow));
    return AuthenticationResult?.AccessToken ?? '';
  };
  cognito.putClient(OTHER_STAGE, 'other-stages-client', flows);
  tokens = {
    ada: await signIn('ada'),
    bob: await signIn('bob'),
    p01: await signIn('p01'),
    p99: await signIn('p99'),
    expired: await signIn('ada', 'late-client'),
    otherStage: await signIn('ada', 'other-stages-client'),
    otherClient: await signIn('ada', 'another-client'),
  };
  // Whatever of the other stage's or the late client's token were wrong beside its issuer or its age would hide that.
  gateway = await startGateway(graded.world, POOL, ['client', 'late-client', 'other-stages-client']);
});
afterAll(async () => await gateway?.stop());

beforeEach(async () => {
  if (ids !== undefined) return;
  const submission = await graded.judged('p01', 'A', { verdict: 'AC' }, TIDY);
  const { sessionId, world } = graded;
  const staff = { as: 'ada', groups: ['instructor'] };
  await world.request('POST', `/v1/sessions/${sessionId}/submissions/${submission}/reviews`, {
    ...staff,
    body: {},
  });
  // As the older system asks, which waits for what is not there yet.
  const body = { source: PURSE, language: 'solidity', kind: 'security' };
  const asked = await world.request('POST', '/v1/reviews', { ...staff, body });
  await world.workReviews();
  const session = (await world.sessions.get(sessionId))!;
  const policy = { ...session.policy, reviews: 'participants' as const };
  await world.sessions.update(sessionId, session.revision, {
    policy,
    times: timesFrom(Date.now() - 36_000_000),
  });
  await world.sessions.settle(sessionId, Date.now());
  ids = { sessionId, review: (asked.body as { reviewId: string }).reviewId, submission };
});

const ofSession = () => `/v1/sessions/${ids?.sessionId}`;
const ofSubmission = () => `${ofSession()}/submissions/${ids?.submission}`;
const ofReview = () => `/v1/reviews/${ids?.review}`;

interface Way {
  readonly name: string;
  readonly path: () => string;
  /** Of what is posted. */
  readonly body?: object;
  readonly accept?: string;
  /** Names something of one session or of one person. */
  readonly named: boolean;
}

/** Every way to a review. */
const WAYS: readonly Way[] = [
  {
    name: 'asking for one',
    path: () => '/v1/reviews',
    body: { source: PURSE, language: 'solidity' },
    named: false,
  },
  { name: 'the older system', path: () => '/v1/analyze', body: { contract_code: PURSE }, named: false },
  { name: 'the list', path: () => '/v1/reviews', named: false },
  { name: "a session's list", path: () => `/v1/reviews?sessionId=${ids?.sessionId}`, named: true },
  { name: 'the rules', path: () => '/v1/reviews/rules', named: false },
  { name: 'a review', path: ofReview, named: true },
  { name: 'its SARIF', path: ofReview, accept: SARIF, named: true },
  { name: 'its source', path: () => `${ofReview()}/source`, named: true },
  { name: "asking for a submission's", path: () => `${ofSubmission()}/reviews`, body: {}, named: true },
  { name: OWN, path: () => `${ofSubmission()}/review`, named: true },
];

async function ask(token: string, { path, body, accept }: Way) {
  const response = await fetch(gateway.url + path(), {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(accept === undefined ? {} : { accept }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const told = response.headers.get('www-authenticate');
  return { status: response.status, text: await response.text(), told };
}

describe.each(WAYS)('$name', (way) => {
  const isOpenToParticipants = way.name === OWN;

  it('is open to a token of its staff that is valid', async () => {
    const { status, text } = await ask(tokens.ada, way);
    expect([200, 202], text).toContain(status);
    if (way.accept === SARIF) expect(JSON.parse(text)).toMatchObject({ version: '2.1.0' });
  });

  it('is closed to a token that has expired, of another stage, of another client, and that was tampered with', async () => {
    const { expired, otherStage, otherClient, ada } = tokens;
    const [head = '', claims = '', signature = ''] = ada.split('.');
    const changed = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...changed, username: 'bob' })).toString('base64url');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    for (const [what, token, why] of [
      ['expired', expired, 'expired'],
      ['of another stage', otherStage, ''],
      ['of another client', otherClient, ''],
      ['for somebody else', `${head}.${forged}.${signature}`, ''],
      ['unsigned', `${unsigned}.${claims}.`, ''],
    ] as const) {
      const refused = await ask(token, way);
      expect(refused.status, what).toBe(401);
      expect(refused.told, what).toContain(why);
      expect(refused.text, what).not.toMatch(/selfdestruct|score|ruleId/);
    }
  });

  it('shows a participant nothing but the review of their own submission, and one of another session nothing', async () => {
    const own = await ask(tokens.p01, way);
    expect(own.status, own.text).toBe(isOpenToParticipants ? 200 : 403);
    const others = await ask(tokens.p99, way);
    expect(others.status).toBe(isOpenToParticipants ? 404 : 403);
    for (const { text } of isOpenToParticipants ? [others] : [own, others])
      expect(text).not.toMatch(/selfdestruct|readFileSync|"score"|ruleId/);
  });
});

it("shows staff of another session no review of this one's, in no form", async () => {
  // Somebody who sits another exam, and somebody who leads one.
  const other = await graded.world.addSession({ owner: 'bob' });
  await graded.world.sessions.addParticipant(
    other,
    participantOf('p99', { sessionId: other.sessionId }),
    100,
  );
  const named = WAYS.filter((way) => way.named);
  expect(named).toHaveLength(6);
  for (const way of named) {
    expect((await ask(tokens.bob, way)).status, way.name).toBe(404);
    expect([403, 404], way.name).toContain((await ask(tokens.p99, way)).status);
  }
});
