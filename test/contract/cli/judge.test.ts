import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SsmJudgeRegistry } from '../../../adapters/ssm/judge-registry.ts';
import { doorEnvironment } from '../../support/door-environment.ts';
import { startTestSystem, type TestSystem } from '../cloud-aws/system.ts';

const MAIN = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'assize-judge-cli-'));
let system: TestSystem;
let server: Server;
let ssm: SSMClient;

beforeAll(async () => {
  system = await startTestSystem();
  ssm = new SSMClient(system.admin);
  // Of the API only what the commands ask.
  server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        stage: 'dev',
        region: system.admin.region,
        userPoolId: 'pool',
        userPoolClientId: 'client',
        languages: [],
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { endpoint, region, credentials } = system.admin;
  writeFileSync(
    join(folder, 'local.json'),
    JSON.stringify({
      apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      endpointUrl: endpoint,
      region,
      credentials,
      tokens: { operator: 'o', instructor: 'i', participants: [] },
    }),
  );
}, 60_000);
afterAll(async () => {
  ssm.destroy();
  server.closeAllConnections();
  server.close();
  await system.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function judge(
  args: readonly string[],
  { input, ...env }: Record<string, string> & { input?: string } = {},
): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, [MAIN, 'judge', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...doorEnvironment, ASSIZE_LOCAL: join(folder, 'local.json'), ...env },
  });
  child.stdin.end(input ?? '');
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, out, err };
}

it('registers, replaces, lists and forgets a judge, and shows its token to nobody', {
  timeout: 240_000,
}, async () => {
  const origin = 'https://judge.example.edu';
  const added = await judge(['add', 'campus', '--origin', `${origin}/`, '--owner', 'Ada'], {
    ASSIZE_JUDGE_TOKEN: 'first-token',
  });
  expect(added).toMatchObject({ code: 0, err: '', out: expect.stringContaining(`${origin} for ada`) });
  const Name = '/assize/dev/judges/campus';
  expect((await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }))).Parameter).toMatchObject({
    Type: 'SecureString',
    Value: 'first-token',
  });

  const moved = await judge(
    [
      'add',
      'campus',
      '--origin',
      'http://127.0.0.1:2358',
      '--private',
      '--every-instructor',
      '--token-file',
      '-',
    ],
    { input: 'second-token\n' },
  );
  expect(moved).toMatchObject({ code: 0, err: '' });
  expect(await new SsmJudgeRegistry(ssm).readToken(Name)).toEqual({
    token: 'second-token',
    judge: {
      tokenParameter: Name,
      origin: 'http://127.0.0.1:2358',
      owners: ['group:instructor'],
      reach: 'private',
    },
  });

  const listed = await judge(['list']);
  expect(listed.out).toMatch(/campus +http:\/\/127\.0\.0\.1:2358 +private +every instructor/);
  expect(added.out + moved.out + listed.out).not.toMatch(/-token/);
  expect(await judge(['remove', 'campus'])).toMatchObject({ code: 0, out: 'campus is forgotten\n' });
  expect(await judge(['remove', 'campus'])).toMatchObject({ code: 4 });
});

it.each([
  ['without an owner', ['--origin', 'https://judge.example.edu'], /nobody may book it/],
  [
    'over plain http',
    ['--origin', 'http://judge.example.edu', '--owner', 'ada'],
    /not https.*register it as private/,
  ],
  ['with a path', ['--origin', 'https://judge.example.edu/judge0', '--owner', 'ada'], /without a path/],
  ['with a password', ['--origin', 'https://a:b@judge.example.edu', '--owner', 'ada'], /scheme and host/],
  [
    'without a token, where nobody can be asked',
    ['--origin', 'https://j.example.edu', '--owner', 'ada'],
    /ASSIZE_JUDGE_TOKEN/,
  ],
  [
    'with the token on the command line',
    ['--origin', 'https://j.example.edu', '--owner', 'ada', '--token', 't'],
    /unknown option/,
  ],
])('registers none %s', { timeout: 120_000 }, async (_, args, reason) => {
  const answer = await judge(['add', 'campus', ...args]);
  expect(answer.code).toBe(2);
  expect(answer.err).toMatch(reason);
});
