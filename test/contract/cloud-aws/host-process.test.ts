import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { findFreeAddress, HostProcess } from '../../../cloud/aws/ec2/host-process.ts';
import type { Boot } from '../../../cloud/aws/ec2/machine.ts';
import { plannedRunKiB } from '../../../core/fleet/host-memory.ts';
import { tagKeys } from '../../../core/fleet/instance-tags.ts';
import { buildHostUserData } from '../../../lib/constructs/host-user-data.ts';
import { JUDGE_PORT, judgeMachine } from '../../../local/judge-machine.ts';

const directories: string[] = [];
let host: HostProcess | undefined;
afterEach(async () => {
  await host?.end();
  host = undefined;
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** Boots a machine. @returns what it came to, and a way to ask it */
async function boot(changes: Partial<Boot>) {
  const directory = mkdtempSync(join(tmpdir(), 'assize-host-process-'));
  directories.push(directory);
  const address = await findFreeAddress(new Set(), JUDGE_PORT, Math.random);
  const said: string[] = [];
  const outcome = Promise.withResolvers<string>();
  const machine = {
    address,
    vcpus: 1,
    memoryMib: 2048,
    userData: undefined,
    tags: {},
    directory,
    ...changes,
  };
  host = HostProcess.start({
    ...judgeMachine().boot(machine),
    onReady: () => outcome.resolve('ready'),
    onLine: (line) => said.push(line),
    onExit: (code) => outcome.resolve(`exit ${code}: ${said.join('\n')}`),
  });
  const ask = (path: string, token: string, body?: object) =>
    fetch(`http://${address}:${JUDGE_PORT}${path}`, {
      headers: { 'x-auth-token': token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
  return { outcome: await outcome.promise, ask };
}

it('starts a judge host whatever characters its token begins with', async () => {
  // One token in 64 begins so.
  const token = '-dash_first';
  const { outcome, ask } = await boot({ tags: { [tagKeys.token]: token } });
  expect(outcome).toBe('ready');
  expect((await ask('/about', token)).status).toBe(200);
  expect((await ask('/about', 'another')).status).toBe(401);
});

const USER_DATA = buildHostUserData({ maxLifetimeHours: 12 });
const TAGS = { [tagKeys.token]: 'round-token' };
const EIGHT = { vcpus: 8, memoryMib: 16_384, tags: TAGS };

it.each([
  ['a worker a vCPU, as our hosts say', USER_DATA, 8],
  ['two workers, as a template would that says so', USER_DATA.replace('COUNT=@SLOTS@', 'COUNT=2'), 2],
])('runs %s in its user data', async (_, userData, slots) => {
  const { outcome, ask } = await boot({ ...EIGHT, userData });
  expect(outcome).toBe('ready');
  expect((await ask('/config_info', 'another')).status).toBe(401);
  expect(await (await ask('/config_info', 'round-token')).json()).toMatchObject({
    max_memory_limit: plannedRunKiB('c7i.2xlarge'),
    max_wall_time_limit: 120,
  });
  // A judge tells its workers once it has been asked to run something.
  await ask('/submissions', 'round-token', { language_id: 46, source_code: 'true' });
  const workers = (await (await ask('/workers', 'round-token')).json()) as { available: number }[];
  expect(workers.map(({ available }) => available)).toEqual([slots]);
});

it.each([
  ['without a token in its tags', { ...EIGHT, userData: USER_DATA, tags: {} }, 'no tag assize:token'],
  [
    'whose memory is too small for its runs',
    { ...EIGHT, userData: USER_DATA, memoryMib: 4_096 },
    'choose a larger type',
  ],
  ['whose user data starts no Judge0', { ...EIGHT, userData: '#!/bin/bash\n' }, 'nothing would start Judge0'],
])('listens to nobody on a machine %s, and says why', async (_, machine, why) => {
  expect((await boot(machine)).outcome).toContain(why);
});
