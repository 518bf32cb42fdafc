import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { KEPT_BY_KERNEL } from '../../core/fleet/host-memory.ts';
import { tagKeys } from '../../core/fleet/instance-tags.ts';
import { type JudgeHostConfig, parseJudgeHostConfig, readJudge0Conf } from './config.ts';

const run = promisify(execFile);

/** What a host's start script finds of its machine. */
export interface Machine {
  readonly vcpus: number;
  readonly memoryMib: number;
  /** The tag that the host reads from its metadata; undefined: it has none. */
  readonly token: string | undefined;
}

/** What the start script wrote for Judge0. */
export interface Judge0Settings {
  readonly slots: number;
  readonly token: string;
  readonly config: JudgeHostConfig;
}

/** Where the user data puts what belongs to Judge0. */
const HOME = '/opt/assize';
const START_SCRIPT = 'start-judge.sh';

/**
 * Boots as a host in the cloud does: takes the files out of its user data and runs the start script among them, with this
 * machine's size in place of the kernel's word. So a host has here the workers, limits and token that it would have there.
 * What installs software (Docker, a kernel option) is left out. Rejects with what the script says when it gives up.
 */
export async function startFromUserData(userData: string, machine: Machine): Promise<Judge0Settings> {
  const root = await mkdtemp(join(tmpdir(), 'assize-boot-'));
  try {
    const home = join(root, 'home');
    const here = (text: string) =>
      text
        .replaceAll(HOME, home)
        .replaceAll('/sys/fs/cgroup/memory', join(root, 'memory'))
        .replaceAll('/proc/meminfo', join(root, 'meminfo'));
    for (const [name, text] of readFiles(userData)) await put(join(home, name), here(text));
    await put(join(root, 'memory', 'memory.limit_in_bytes'), '');
    const totalKiB = Math.floor(machine.memoryMib * 1024 * (1 - KEPT_BY_KERNEL));
    await put(join(root, 'meminfo'), `MemTotal: ${totalKiB} kB\n`);
    await put(join(home, 'metadata.sh'), `#!/bin/bash\n[ "$1" != ${tagKeys.token} ] || printf %s "$TOKEN"\n`);
    for (const [name, body] of Object.entries({
      nproc: `echo ${machine.vcpus}`,
      stat: 'echo tmpfs',
      docker: ':',
    }))
      await put(join(root, 'bin', name), `#!/bin/bash\n${body}\n`);
    await run('/bin/bash', [join(home, START_SCRIPT)], {
      env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, TOKEN: machine.token ?? '' },
    }).catch((error: Error & { stderr?: string }) => {
      throw new Error(`its start script gave up: ${error.stderr?.trim() || error.message}`);
    });
    return readSettings(await readFile(join(home, 'judge0.conf'), 'utf8'));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Name and text of each file that user data writes to the home of Judge0. @throws Error when the start script is not among them */
function readFiles(userData: string): Map<string, string> {
  const pattern = /^install .* \/dev\/stdin (\S+) <<'(\w+)'\n([\s\S]*?)^\2$/gm;
  const files = new Map(
    [...userData.matchAll(pattern)]
      .filter(([, target = '']) => target.startsWith(`${HOME}/`))
      .map(([, target = '', , text = '']) => [basename(target), text]),
  );
  if (!files.has(START_SCRIPT))
    throw new Error(`its user data writes no ${HOME}/${START_SCRIPT}: nothing would start Judge0`);
  return files;
}

function readSettings(conf: string): Judge0Settings {
  const setting = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(conf)?.[1] ?? '';
  const slots = Number(setting('COUNT'));
  if (!Number.isInteger(slots) || slots < 1)
    throw new Error(`judge0.conf: COUNT=${setting('COUNT')} starts no worker`);
  return { slots, token: setting('AUTHN_TOKEN'), config: parseJudgeHostConfig(readJudge0Conf(conf)) };
}

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  await writeFile(path, text);
  await chmod(path, 0o700);
}
