import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signIn } from '../../../cli/sign-in.ts';
import { doorEnvironment } from '../../support/door-environment.ts';
import { heldEnvironment } from '../../support/held-environment.ts';
import { startTestSystem, type TestSystem } from '../cloud-aws/system.ts';

const MAIN = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'assize-accounts-'));
let system: TestSystem;
let admin: CognitoIdentityProviderClient;
let server: Server;
let apiUrl: string;
const UserPoolId = 'eu-central-1_Pool';
const clientId = 'client';
/** What the API was sent for authorization. */
const heard: (string | undefined)[] = [];

beforeAll(async () => {
  system = await startTestSystem();
  admin = new CognitoIdentityProviderClient(system.admin);
  const { cognito } = system.endpoint.services;
  await cognito.putPool(UserPoolId, {});
  cognito.putClient(UserPoolId, clientId, {
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  cognito.putGroup(UserPoolId, 'participant');
  // Of the API only what logging in asks, and one route behind it.
  server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/v1/config') {
      const config = {
        stage: 'dev',
        region: 'eu-central-1',
        userPoolId: UserPoolId,
        userPoolClientId: clientId,
        cognitoEndpoint: system.endpoint.url,
        languages: [],
      };
      response.end(JSON.stringify(config));
      return;
    }
    heard.push(request.headers.authorization);
    response.end('{"items":[]}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  admin.destroy();
  server.closeAllConnections();
  server.close();
  await system.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function assize(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    cwd: folder,
    env: {
      ...doorEnvironment,
      HOME: folder,
      XDG_CONFIG_HOME: folder,
      NO_COLOR: '1',
      ASSIZE_LOCAL: '',
      ...heldEnvironment,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, err, code: code as number };
}

// Nine processes of the command line, on a machine that may be busy.
it('makes accounts for a roster once, whose passwords log in', { timeout: 240_000 }, async () => {
  const roster = join(folder, 'class.csv');
  writeFileSync(roster, 'participantId,name\nada,Ada Lovelace\ngrace,\n');
  const aws = {
    AWS_ENDPOINT_URL: system.admin.endpoint,
    AWS_REGION: system.admin.region,
    AWS_ACCESS_KEY_ID: system.admin.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: system.admin.credentials.secretAccessKey,
  };
  const made = await assize(['accounts', 'create', '-r', roster, '--user-pool', UserPoolId], aws);
  expect(made).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^participantId,password\nada,\S{16,}\ngrace,\S{16,}\n$/),
  });
  const again = await assize(['accounts', 'create', '-r', roster, '--user-pool', UserPoolId, '--json'], aws);
  expect(JSON.parse(again.out)).toEqual({
    accounts: [{ participantId: 'ada' }, { participantId: 'grace' }],
    warnings: [],
  });

  const password = /^ada,(.*)$/m.exec(made.out)?.[1] ?? '';
  const login = await assize(['login', `${apiUrl}/v1`, '-u', 'ada'], { ASSIZE_PASSWORD: password });
  expect(login).toMatchObject({ code: 0, out: expect.stringContaining('logged in') });
  const file = join(folder, 'assize', 'login.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).not.toContain(password);
  const { accessToken } = JSON.parse(readFileSync(file, 'utf8')) as { accessToken: string };
  expect(decodeJwt(accessToken)['cognito:groups']).toEqual(['participant']);

  expect(await assize(['session', 'list'])).toMatchObject({ code: 0 });
  const kept = JSON.parse(readFileSync(file, 'utf8'));
  expect(heard.at(-1)).toBe(`Bearer ${kept.accessToken}`);

  // An access token that has run out is renewed on the way.
  writeFileSync(file, JSON.stringify({ ...kept, accessToken: 'old', expiresAt: Date.now() - 1_000 }));
  expect(await assize(['session', 'list'])).toMatchObject({ code: 0 });
  expect(heard.at(-1)).toMatch(/^Bearer ey/);
  expect(await assize(['login', apiUrl, '-u', 'ada'], { ASSIZE_PASSWORD: 'wrong' })).toMatchObject({
    code: 3,
    err: expect.stringContaining('password is wrong'),
  });
});

it('is anybody of any roster in a local system', { timeout: 240_000 }, async () => {
  const roster = join(folder, 'local.csv');
  writeFileSync(roster, 'participantId,name\nj.weiß@uni.example,Jürgen Weiß\n');
  const file = join(folder, 'local.json');
  const tokens = { operator: 'o', instructor: 'i', participants: ['first'] };
  const { endpoint, region, credentials } = system.admin;
  writeFileSync(file, JSON.stringify({ apiUrl, endpointUrl: endpoint, region, credentials, tokens }));
  const local = { ASSIZE_LOCAL: file };
  const usernameHeard = () =>
    JSON.parse(Buffer.from(heard.at(-1)?.split('.')[1] ?? '', 'base64url').toString()).username;

  expect(await assize(['session', 'list', '--as', 'p01'], local)).toMatchObject({ code: 0 });
  expect(heard.at(-1)).toBe('Bearer first');
  // Made on the spot, or before with a password of its own; a number is a name like any other.
  const made = await assize(['accounts', 'create', '-r', roster], local);
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining('j.weiß@uni.example,') });
  for (const name of ['j.weiß@uni.example', '20271234', '1']) {
    expect(await assize(['session', 'list', '--as', name], local)).toMatchObject({ code: 0 });
    expect(usernameHeard()).toBe(name);
  }
  expect(await assize(['session', 'list', '--as', 'two words'], local)).toMatchObject({
    code: 2,
    err: expect.stringContaining('nobody can be called so'),
  });
});

it("asks for a password of one's own where the first is for once", async () => {
  const user = { UserPoolId, Username: 'mary', TemporaryPassword: 'Temporary-pass-1' };
  await admin.send(new AdminCreateUserCommand(user));
  const pool = { region: system.admin.region, clientId, cognitoEndpoint: system.endpoint.url };
  const own = 'Lasting-pass-2';
  const changed = await signIn(pool, 'mary', user.TemporaryPassword, () => Promise.resolve(own));
  expect(changed.accessToken).toMatch(/^ey/);
  const later = await signIn(pool, 'mary', own, () => Promise.reject(new Error('asked again')));
  expect(later.accessToken).toMatch(/^ey/);
});

it('says where to begin when nobody is logged in', { timeout: 120_000 }, async () => {
  expect(await assize(['session', 'list'], { XDG_CONFIG_HOME: join(folder, 'empty') })).toMatchObject({
    code: 3,
    err: expect.stringMatching(/npm start.*assize login/),
  });
  expect(await assize(['login'], { XDG_CONFIG_HOME: join(folder, 'empty') })).toMatchObject({ code: 2 });
});

it('says what AWS refuses', { timeout: 120_000 }, async () => {
  const roster = join(folder, 'one.csv');
  writeFileSync(roster, 'participantId\nada\n');
  const nobody = {
    AWS_ENDPOINT_URL: system.admin.endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'y',
  };
  expect(await assize(['accounts', 'create', '-r', roster, '--user-pool', UserPoolId], nobody)).toMatchObject(
    { code: 3, err: expect.stringContaining('AWS_PROFILE') },
  );
});
