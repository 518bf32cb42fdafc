import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findCgroupBase } from '../../../local/judge-host/sandbox/cgroups.ts';

test('a host ends what a killed one left in its cgroups, and nothing of a living one', async ({ skip }) => {
  const base = await findCgroupBase();
  if (base === undefined) return skip('this machine hands out no cgroups');
  // Ended and reaped: nobody has its pid now.
  const { pid: dead } = spawnSync('/bin/true');
  const [orphaned, living] = [dead, process.pid].map((owner) => {
    const directory = join(base.directory, `assize-judge-${owner}-orphans-test`);
    mkdirSync(directory);
    const child = spawn('sleep', ['300'], { stdio: 'ignore' });
    writeFileSync(join(directory, 'cgroup.procs'), String(child.pid));
    return { directory, child, ended: once(child, 'exit') };
  });
  try {
    await findCgroupBase();
    expect(await orphaned!.ended).toEqual([null, 'SIGKILL']);
    expect(existsSync(orphaned!.directory)).toBe(false);
    expect(living!.child.exitCode ?? living!.child.signalCode).toBeNull();
  } finally {
    for (const { child, ended, directory } of [orphaned!, living!]) {
      child.kill('SIGKILL');
      await ended;
      if (existsSync(directory)) spawnSync('rmdir', [directory]);
    }
  }
});
