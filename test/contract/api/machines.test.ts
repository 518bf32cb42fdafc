import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpApi } from '../../../cloud/gateway/http-api.ts';
import { rejudging, rejudgingDetails } from '../../../core/api/rejudgings.ts';
import type { Route } from '../../../core/api/route.ts';
import { routes } from '../../../core/api/routes.ts';
import { scopeOf } from '../../../core/api/scope-of.ts';
import { EVERY_INSTRUCTOR } from '../../../core/exam/caller.ts';
import { fullScope, SCOPE_NAMES, type Scope } from '../../../core/exam/machine.ts';
import { rejudgedId } from '../../../core/submissions/rejudged.ts';
import { timesFrom } from '../../support/sessions.ts';
import { type CliWorld, makeCliWorld } from '../cli/cli-world.ts';
import { type ApiWorld, makeApiWorld } from './api-world.ts';
import { startGateway } from './gateway.ts';
import { requestFor } from './route-requests.ts';

const POOL = 'eu-central-1_pool';
const ROOT = join(import.meta.dirname, '../../..');
const guarded = (Object.entries(routes) as [string, Route][]).filter(([, { roles }]) => roles !== 'anyone');

/** A machine for each route: one may not ask so often. And those of the stories. */
const MACHINES = [
  ...guarded.map(([name]) => ({ name, clientId: `${name}-client`, owners: ['ada'] })),
  { name: 'lms', clientId: 'lms-client', owners: ['Ada', 'instructor', 'müller'] },
  { name: 'school', clientId: 'school-client', owners: [EVERY_INSTRUCTOR] },
];

let world: ApiWorld;
let gateway: HttpApi;
let cli: CliWorld;
let lms: { readonly id: string; readonly secret: string };
beforeAll(async () => {
  world = await makeApiWorld({ machines: MACHINES });
  await world.addProblem('sum');
  const { cognito } = world.system.endpoint.services;
  cognito.putDomain(POOL, 'assize-dev');
  cognito.putClient(POOL, 'client', { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] });
  cognito.putClient(POOL, 'lms-client', {
    ClientName: 'lms',
    GenerateSecret: true,
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthScopes: SCOPE_NAMES.filter((scope) => scope !== 'problems.write').map(fullScope),
  });
  const secret = cognito.listClients(POOL).find(({ id }) => id === 'lms-client')?.secret ?? '';
  lms = { id: 'lms-client', secret };
  gateway = await startGateway(world, POOL, ['client', 'lms-client']);
  cli = await makeCliWorld(world);
});
afterAll(async () => {
  cli.stop();
  await gateway.stop();
  await world.stop();
});

/** A request with a token of a machine, as the gateway hands it over. */
async function ask(
  machine: string,
  method: string,
  path: string,
  more: {
    readonly scopes?: readonly Scope[];
    readonly for?: string;
    readonly body?: object;
    readonly claims?: object;
  } = {},
) {
  const { scopes = [...SCOPE_NAMES], for: owner = 'ada', body, claims } = more;
  return await world.request(method, path, {
    as: `${machine}-client`,
    claims: {
      client_id: `${machine}-client`,
      username: undefined,
      'cognito:groups': undefined,
      scope: scopes.map(fullScope).join(' '),
      ...claims,
    },
    headers: { 'assize-on-behalf-of': owner },
    ...(body === undefined ? {} : { body }),
  });
}

describe('scopes', () => {
  it('are those that some route asks for, and no others', () => {
    const asked = new Set(guarded.flatMap(([, route]) => scopeOf(route) ?? []));
    expect([...asked].sort()).toEqual([...SCOPE_NAMES].sort());
  });

  it.each(guarded)('%s answers a machine with its scope, and none without', async (name, route) => {
    const { path, body } = await requestFor(world, route);
    const request = body === undefined ? {} : { body };
    const needed = scopeOf(route);
    for (const scope of SCOPE_NAMES.filter((one) => one !== needed)) {
      const refused = await ask(name, route.method, path, { ...request, scopes: [scope] });
      expect(refused, scope).toMatchObject({ status: 403, body: { type: '/v1/errors#missing-scope' } });
      if (needed !== undefined)
        expect(refused.headers['www-authenticate']).toBe(
          `Bearer error="insufficient_scope", scope="${fullScope(needed)}"`,
        );
    }
    if (needed === undefined) return;
    const answered = await ask(name, route.method, path, { ...request, scopes: [needed] });
    expect([401, 403]).not.toContain(answered.status);
    expect(answered.text).not.toContain('there is no session');
  });
});

describe('a machine', () => {
  it('acts for the instructors of its configuration, however they are written, and for nobody else', async () => {
    for (const owner of ['ada', 'ADA', ' ada '])
      expect(await ask('lms', 'GET', '/v1/sessions', { for: owner })).toMatchObject({ status: 200 });
    expect(await ask('lms', 'GET', '/v1/sessions', { for: encodeURIComponent('müller') })).toMatchObject({
      status: 200,
    });
    expect(await ask('lms', 'GET', '/v1/sessions', { for: 'bob' })).toMatchObject({
      status: 403,
      body: {
        type: '/v1/errors#owner-not-allowed',
        detail: expect.stringContaining('the machine lms may not act for bob'),
      },
    });
    expect(await ask('school', 'GET', '/v1/sessions', { for: 'bob' })).toMatchObject({ status: 200 });
    // What no name can be is refused of a machine that may act for every instructor too.
    for (const owner of ['', '  ', '%', '%20', 'a%20b', 'a:b', '%00', 'a'.repeat(129), 'a'.repeat(3_000)])
      for (const machine of ['lms', 'school'])
        expect(await ask(machine, 'GET', '/v1/sessions', { for: owner }), owner).toMatchObject({
          status: 422,
          body: { faults: [{ field: 'assize-on-behalf-of' }] },
        });
  });

  it('sees what its instructor leads, nothing of others and nothing of an exam that they sit', async () => {
    const own = await world.addSession({ owner: 'ada' });
    const others = await world.addSession({ owner: 'bob' });
    await world.sessions.addParticipant(
      others,
      {
        sessionId: others.sessionId,
        participantId: 'ada',
        name: 'Ada',
        extraTimeMs: 0,
        joinedAt: Date.now(),
      },
      100,
    );
    // Ada herself sees it by her place.
    expect((await world.as('ada').call('getSession', { params: { sessionId: others.sessionId } })).view).toBe(
      'participant',
    );
    expect(await ask('lms', 'GET', `/v1/sessions/${own.sessionId}`)).toMatchObject({
      status: 200,
      body: { view: 'staff' },
    });
    for (const path of ['', '/messages', '/scoreboard', '/problems/A', '/submissions'])
      expect(await ask('lms', 'GET', `/v1/sessions/${others.sessionId}${path}`), path).toMatchObject({
        status: 404,
      });
    const { body } = await world.request('POST', `/v1/sessions/${others.sessionId}/submissions`, {
      as: 'ada',
      groups: ['instructor'],
      body: { problem: 'A', language: 'javascript', source: 'console.log(1)' },
    });
    expect(
      await ask('lms', 'GET', `/v1/sessions/${others.sessionId}/submissions/${body.submissionId}`),
    ).toMatchObject({
      status: 404,
    });
  });

  it('has no more rights than an instructor, whatever its token says of groups', async () => {
    const others = await world.addSession({ owner: 'bob' });
    const answer = await ask('lms', 'GET', `/v1/sessions/${others.sessionId}`, {
      claims: { 'cognito:groups': ['operator'] },
    });
    expect(answer).toMatchObject({ status: 404 });
  });

  it('is known by an access token of its own client alone', async () => {
    const refused = { status: 401, body: { type: '/v1/errors#not-logged-in' } };
    for (const claims of [
      { token_use: 'id' },
      { token_use: undefined },
      { username: 'ada' },
      { client_id: 'another-client' },
      { client_id: 'client' },
      { scope: undefined },
      { scope: ['assize/sessions.read'] },
    ])
      expect(await ask('lms', 'GET', '/v1/sessions', { claims }), JSON.stringify(claims)).toMatchObject(
        refused,
      );
    // Somebody who logged in by a client that is not for people.
    const claims = { client_id: 'another-client' };
    expect(
      await world.request('GET', '/v1/sessions', { as: 'ada', groups: ['instructor'], claims }),
    ).toMatchObject(refused);
  });

  it('is what people are not: whoever acts on behalf of somebody without being one is told', async () => {
    const headers = { 'assize-on-behalf-of': 'bob' };
    expect(
      await world.request('GET', '/v1/sessions', { as: 'ada', groups: ['instructor'], headers }),
    ).toMatchObject({
      status: 422,
      body: { faults: [{ field: 'assize-on-behalf-of', detail: expect.stringContaining('only machines') }] },
    });
  });

  it('may ask as often as a class of its own allows, and takes nothing of its instructor', async () => {
    // Without a scope: what is counted is asking, and this asks no table.
    const answers = await Promise.all(
      Array.from({ length: 400 }, async () => await ask('school', 'GET', '/v1/problems', { scopes: [] })),
    );
    expect(answers[0]?.headers).toMatchObject({ 'ratelimit-policy': '"machine";q=200;w=10' });
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(50);
    expect(refused[0]?.headers).toMatchObject({ ratelimit: '"machine";r=0;t=1', 'retry-after': '1' });
    expect((await world.request('GET', '/v1/problems', { as: 'ada', groups: ['instructor'] })).status).toBe(
      200,
    );
  });
});

describe('records', () => {
  it('name machine and instructor of whatever a machine does', async () => {
    const { sessionId } = await world.addSession();
    const of = `/v1/sessions/${sessionId}`;
    const said = await ask('lms', 'POST', `${of}/announcements`, { body: { text: 'Room 7, not 5.' } });
    expect(said).toMatchObject({ status: 201, body: { from: 'ada', via: 'lms' } });
    await ask('lms', 'POST', `${of}/pause`, { body: { reason: 'an alarm' } });
    await ask('lms', 'POST', `${of}/resume`, { body: { reason: 'it was none' } });
    const { revision } = (await ask('lms', 'GET', of)).body;
    await ask('lms', 'PATCH', of, { body: { revision, participants: [{ participantId: 'p07' }] } });
    await ask('lms', 'POST', `${of}/end`, { body: { reason: 'all are done' } });
    const { items } = await world.as('ada').call('listDecisions', { params: { sessionId } });
    const reasons = items.filter(({ subject }) => subject === 'session').map(({ reason }) => reason);
    expect(reasons.length).toBeGreaterThanOrEqual(4);
    expect(reasons.filter((reason) => !reason.startsWith('ada (by machine lms): '))).toEqual([]);
    const seen = await world.as('p01').call('listMessages', { params: { sessionId } });
    expect(JSON.stringify(seen.items)).not.toContain('lms');
  });

  it('name both of a session that a machine opens at once', async () => {
    const { sessionId } = await world.addSession({ times: timesFrom(Date.now() + 3_600_000) });
    const opened = await ask('lms', 'POST', `/v1/sessions/${sessionId}/open`, {
      body: { reason: 'all are there' },
    });
    expect(opened.status).toBe(200);
    const { items } = await world.as('ada').call('listDecisions', { params: { sessionId } });
    const reasons = items.filter(({ subject }) => subject === 'session').map(({ reason }) => reason);
    expect(reasons).toContainEqual(expect.stringContaining('all are there'));
    expect(reasons.filter((reason) => !reason.startsWith('ada (by machine lms): '))).toEqual([]);
  });

  it('name both of a rejudging, in answers that are as the API says they are', async () => {
    const { sessionId } = await world.addSession();
    const { submissionId } = await world.as('p01').call('createSubmission', {
      params: { sessionId },
      body: { problem: 'A', language: 'javascript', source: '1' },
    });
    await world.judge(sessionId, submissionId, { verdict: 'WA' });
    const of = `/v1/sessions/${sessionId}/rejudgings`;
    const made = await ask('lms', 'POST', of, { body: { label: 'A' } });
    const { rejudgingId } = made.body;
    await world.judge(sessionId, rejudgedId(rejudgingId, submissionId), { verdict: 'AC' });
    const applied = await ask('lms', 'POST', `${of}/${rejudgingId}/apply`);
    for (const { body } of [made, applied, { body: (await ask('lms', 'GET', of)).body.items[0] }])
      expect(rejudging.parse(body)).toMatchObject({ createdBy: 'ada (by machine lms)' });
    expect(applied.body).toMatchObject({ state: 'applied', endedBy: 'ada (by machine lms)' });
    expect(rejudgingDetails.parse((await ask('lms', 'GET', `${of}/${rejudgingId}`)).body).state).toBe(
      'applied',
    );
  });

  it('say of a booking that a machine made it, once', async () => {
    const body = {
      name: 'Algorithms, first exam',
      opensAt: new Date(Date.now() + 40 * 86_400_000).toISOString(),
      durationMinutes: 60,
      problems: [{ problemId: 'sum' }],
      roster: [{ participantId: 'p01' }],
    };
    const booked = await ask('lms', 'POST', '/v1/sessions', { body });
    expect(booked).toMatchObject({ status: 201, body: { session: { owner: 'ada' } } });
    const { sessionId } = booked.body.session;
    const { items } = await world.as('ada').call('listDecisions', { params: { sessionId } });
    expect(items).toMatchObject([{ action: 'book', reason: 'ada (by machine lms): Algorithms, first exam' }]);
  });
});

describe('tokens by client credentials, asked for by a library that knows OAuth and not us', () => {
  const client = (): oauth.Client => ({ client_id: lms.id });
  const insecure = { [oauth.allowInsecureRequests]: true };
  const server = async (): Promise<oauth.AuthorizationServer> => {
    const { tokenUrl } = (await world.request('GET', '/v1/config')).body;
    return { issuer: `https://cognito-idp.eu-central-1.amazonaws.com/${POOL}`, token_endpoint: tokenUrl };
  };
  const grant = async (auth: oauth.ClientAuth, parameters: Record<string, string> = {}) => {
    const as = await server();
    const response = await oauth.clientCredentialsGrantRequest(as, client(), auth, parameters, insecure);
    return await oauth.processClientCredentialsResponse(as, client(), response);
  };
  const get = async (
    path: string,
    token: string,
    headers: Record<string, string> = { 'assize-on-behalf-of': 'ada' },
  ) => await fetch(gateway.url + path, { headers: { authorization: `Bearer ${token}`, ...headers } });

  it.each([
    ['HTTP Basic', (secret: string) => oauth.ClientSecretBasic(secret)],
    ['the body', (secret: string) => oauth.ClientSecretPost(secret)],
  ])('open the API through the gateway, with the secret in %s', async (_, authenticate) => {
    const {
      access_token: token,
      token_type,
      expires_in,
      refresh_token,
    } = await grant(authenticate(lms.secret));
    expect({ token_type, expires_in, refresh_token }).toEqual({
      token_type: 'bearer',
      expires_in: 3600,
      refresh_token: undefined,
    });
    expect((await get('/v1/sessions', token)).status).toBe(200);
    expect((await get('/v1/sessions', token, {})).status).toBe(422);
  });

  it('have the scopes that were asked for', async () => {
    const { access_token: token } = await grant(oauth.ClientSecretBasic(lms.secret), {
      scope: 'assize/problems.read',
    });
    expect((await get('/v1/problems', token)).status).toBe(200);
    expect((await get('/v1/sessions', token)).status).toBe(403);
  });

  it('are refused as RFC 6749 says', async () => {
    const error = async (auth: oauth.ClientAuth, parameters: Record<string, string> = {}) =>
      await grant(auth, parameters).then(
        () => undefined,
        (cause: unknown) => cause,
      );
    // 401 with a challenge is for whoever came with HTTP Basic (5.2).
    expect(await error(oauth.ClientSecretBasic('wrong'))).toBeInstanceOf(oauth.WWWAuthenticateChallengeError);
    expect(await error(oauth.ClientSecretPost('wrong'))).toMatchObject({
      status: 400,
      error: 'invalid_client',
    });
    const right = oauth.ClientSecretBasic(lms.secret);
    expect(await error(right, { scope: 'assize/problems.write' })).toMatchObject({
      status: 400,
      error: 'invalid_scope',
    });
    const { token_endpoint: url = '' } = await server();
    const post = async (body: string, headers: Record<string, string> = {}) => {
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const response = await fetch(url, { method: 'POST', body, headers: { ...type, ...headers } });
      expect(response.headers.get('cache-control')).toBe('no-store');
      return { status: response.status, ...((await response.json()) as { error: string }) };
    };
    const who = `client_id=${lms.id}&client_secret=${lms.secret}`;
    const basic = `Basic ${Buffer.from(`${lms.id}:${lms.secret}`).toString('base64')}`;
    for (const [body, headers, known] of [
      [`${who}`, {}, 'invalid_request'],
      [`${who}&grant_type=password`, {}, 'unsupported_grant_type'],
      [`${who}&grant_type=client_credentials&grant_type=client_credentials`, {}, 'invalid_request'],
      [`${who}&grant_type=client_credentials`, { authorization: basic }, 'invalid_request'],
      [`${who}&grant_type=client_credentials`, { 'content-type': 'application/json' }, 'invalid_request'],
      ['client_id=client&client_secret=&grant_type=client_credentials', {}, 'invalid_client'],
    ] as const)
      expect(await post(body, headers), body).toMatchObject({ status: 400, error: known });
    expect((await fetch(url.replace('assize-dev', 'another'), { method: 'POST' })).ok).toBe(false);
  });

  it('of a client that is not in the audience are stopped by the gateway', async () => {
    const other = await startGateway(world, POOL, ['client']);
    const { access_token: token } = await grant(oauth.ClientSecretBasic(lms.secret));
    const answer = await fetch(`${other.url}/v1/sessions`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(401);
    await other.stop();
  });
});

describe('the command line as a machine', { timeout: 60_000 }, () => {
  const run = async (args: string[], env: Record<string, string> = {}) =>
    await cli.assize(args, {
      ASSIZE_LOCAL: '',
      ASSIZE_API_URL: gateway.url,
      ASSIZE_CLIENT_ID: lms.id,
      ASSIZE_CLIENT_SECRET: lms.secret,
      ...env,
    });

  it('does for an instructor what its scopes allow', async () => {
    const { name } = await world.addSession({ owner: 'ada', name: 'Graphs, second exam' });
    expect(await run(['session', 'list', '--machine', '--on-behalf-of', 'ada'])).toMatchObject({
      code: 0,
      out: expect.stringContaining(name),
    });
  });

  it.each([
    ['with another secret', 'ada', { ASSIZE_CLIENT_SECRET: 'x' }, 'knows no machine with this'],
    ['for somebody else', 'bob', {}, 'an operator allows a machine more'],
  ])('says what is wrong %s', async (_, owner, env, said) => {
    const answer = await run(['session', 'list', '--machine', '--on-behalf-of', owner], env);
    expect(answer).toMatchObject({ code: 3, err: expect.stringContaining(said) });
    expect(answer.err).not.toContain(lms.secret);
  });
});

describe('docs/lms.md', () => {
  it('has commands that do what it says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assize-lms-'));
    mkdirSync(join(folder, '.assize'));
    writeFileSync(
      join(folder, '.assize', 'local.json'),
      JSON.stringify({ apiUrl: gateway.url, machines: [{ clientId: lms.id, clientSecret: lms.secret }] }),
    );
    const page = readFileSync(join(ROOT, 'docs/lms.md'), 'utf8');
    const commands = [...page.matchAll(/```sh\n(.*?)```/gs)]
      .map(([, block]) => block ?? '')
      .filter((block) => !block.startsWith('npx'));
    expect(commands.length).toBeGreaterThanOrEqual(6);
    // A session that is over and has everything judged, for the last commands of the page.
    const over = await world.addSession({
      owner: 'instructor',
      times: timesFrom(Date.now() - 36_000_000),
      settledAt: Date.now() - 60_000,
    });
    const script = ['set -euo pipefail', ...commands]
      .join('\n')
      .replace('SESSION=...', `SESSION=${over.sessionId}`);
    const { stdout } = await promisify(execFile)('bash', ['-c', script], {
      cwd: folder,
      env: { ...process.env, PATH: `${join(process.execPath, '..')}:${process.env['PATH']}` },
    });
    expect(stdout).toContain('"s4711"');
    expect(stdout).toContain('"via":"lms"');
    expect(stdout).toContain('Username,Email address');
    expect(stdout).toMatch(/"published":2/);
    rmSync(folder, { recursive: true, force: true });
  });
});
