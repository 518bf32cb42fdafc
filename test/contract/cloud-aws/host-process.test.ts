import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findFreeAddress, HostProcess } from '../../../cloud/aws/ec2/host-process.ts';
import { tagKeys } from '../../../core/fleet/instance-tags.ts';
import { JUDGE_PORT, judgeMachine } from '../../../local/judge-machine.ts';

it('starts a judge host whatever characters its token begins with', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'assize-host-process-'));
  const address = await findFreeAddress(new Set(), JUDGE_PORT, Math.random);
  // One token in 64 begins so.
  const token = '-dash_first';
  const said: string[] = [];
  const outcome = Promise.withResolvers<string>();
  const host = HostProcess.start({
    ...judgeMachine().boot({ address, vcpus: 1, tags: { [tagKeys.token]: token }, directory }),
    onReady: () => outcome.resolve('ready'),
    onLine: (line) => said.push(line),
    onExit: (code) => outcome.resolve(`exit ${code}: ${said.join('\n')}`),
  });
  try {
    expect(await outcome.promise).toBe('ready');
    const ask = async (given: string) =>
      (await fetch(`http://${address}:${JUDGE_PORT}/about`, { headers: { 'X-Auth-Token': given } })).status;
    expect(await ask(token)).toBe(200);
    expect(await ask('another')).toBe(401);
  } finally {
    await host.end();
    rmSync(directory, { recursive: true, force: true });
  }
});
