import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The runner of this machine's processor. */
export const RUNNER = join(
  import.meta.dirname,
  '../../../local/judge-host/runner',
  process.arch === 'arm64' ? 'runner-aarch64' : 'runner-x86_64',
);

/** The version of this kernel's Landlock, 0 for none. */
export const LANDLOCK = Number(spawnSync(RUNNER, ['landlock'], { encoding: 'utf8' }).stdout);
