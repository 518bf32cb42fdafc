import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findFreeAddress, HostProcess } from '../../../cloud/aws/ec2/host-process.ts';
import { tagKeys } from '../../../core/fleet/instance-tags.ts';
import { JUDGE_PORT, judgeMachine } from '../../../local/judge-machine.ts';
import { startTestSystem, type TestSystem } from '../cloud-aws/system.ts';
import { project, talkTo } from './judge.ts';

const MAIN = join(import.meta.dirname, '../../../local/judge-host/main.ts');
const TOKEN = 'secret-of-the-host';

/** A local system with keys and secrets in its folder, and below it a host with the weakest sandbox, as it starts hosts. */
let system: TestSystem;
let host: HostProcess;
let address: string;
const said: string[] = [];

beforeAll(async () => {
  system = await startTestSystem();
  const cognito = new CognitoIdentityProviderClient(system.admin);
  const UserPoolId = 'eu-central-1_Pool';
  await system.endpoint.services.cognito.putPool(UserPoolId, {});
  await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username: 'ada' }));
  const ssm = new SSMClient(system.admin);
  await ssm.send(
    new PutParameterCommand({
      Name: '/assize/dev/judges/x',
      Type: 'SecureString',
      Value: 'secret-of-a-judge',
    }),
  );
  address = await findFreeAddress(new Set(), JUDGE_PORT, Math.random);
  const ready = Promise.withResolvers<void>();
  host = HostProcess.start({
    ...judgeMachine([process.execPath, MAIN, '--sandbox', 'limits']).boot({
      address,
      vcpus: 1,
      memoryMib: 2048,
      userData: undefined,
      tags: { [tagKeys.token]: TOKEN },
      directory: join(system.dataDir, 'hosts', 'i-1'),
    }),
    onReady: ready.resolve,
    onLine: (line) => said.push(line),
    onExit: () => ready.reject(new Error(said.join('\n'))),
  });
  await ready.promise;
}, 60_000);
afterAll(async () => {
  await host.end();
  await system.stop();
});

it('keeps the data folder and what is in it to its owner', () => {
  expect(statSync(system.dataDir).mode & 0o777).toBe(0o700);
  const secrets = readdirSync(system.dataDir).filter((name) => name.endsWith('.json'));
  expect(secrets).toEqual(expect.arrayContaining(['cognito.json', 'ssm.json']));
  for (const name of secrets) expect(statSync(join(system.dataDir, name)).mode & 0o077, name).toBe(0);
});

it('gives a host its token where others cannot read it', async () => {
  const cmdline = readFileSync(`/proc/${host.identity.pid}/cmdline`, 'utf8');
  expect(cmdline).toContain('main.ts');
  expect(cmdline).not.toContain(TOKEN);
  expect(
    (await fetch(`http://${address}:${JUDGE_PORT}/about`, { headers: { 'x-auth-token': TOKEN } })).status,
  ).toBe(200);
});

it('shows a program in the weakest sandbox no key, no token and no secret', { timeout: 60_000 }, async () => {
  const judge = talkTo(
    {
      url: `http://${address}:${JUDGE_PORT}`,
      isLocal: true,
      dataDirectory: system.dataDir,
      process: undefined,
      sandbox: 'limits',
    },
    TOKEN,
    async () => undefined,
  );
  const search = [
    `data=${system.dataDir}`,
    'ls "$data" 2>&1',
    'cat "$data"/cognito.json "$data"/ssm.json "$data"/local.json 2>&1',
    `for p in ${process.pid} ${host.identity.pid} $PPID; do`,
    '  tr "\\0" "\\n" < /proc/$p/environ; tr "\\0" " " < /proc/$p/cmdline',
    '  ls -l /proc/$p/fd /proc/$p/cwd/; dd if=/proc/$p/mem bs=1 count=1 skip=4194304',
    'done 2>&1',
    'env',
    'echo searched',
  ].join('\n');
  const { stdout } = await judge.run(project({ run: search }));
  expect(stdout).toContain('searched');
  expect(stdout).toContain('Permission denied');
  expect(stdout).not.toMatch(/secret-of|"d":|"kty"|ASSIZE_JUDGE_TOKEN/);
});

it('says loudly what this sandbox does not hold', () => {
  expect(said.join('\n')).toMatch(/WARNING: .*limits only/);
});
