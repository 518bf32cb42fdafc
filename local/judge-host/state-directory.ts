import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeTree } from './remove-tree.ts';
import { isReachable } from './sandbox/command-directory.ts';

const PREFIX = 'assize-judge-state-';
const OWNER = 'owner.json';

/** A process told apart from a later one with its number, and from one of another PID namespace. */
async function identify(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const startTime = stat.slice(stat.lastIndexOf(')')).split(' ')[20];
    return `${await readlink('/proc/self/ns/pid')} ${pid} ${startTime}`;
  } catch {
    return undefined;
  }
}

/** Remove what hosts that were killed left in the temporary directory: their process, which the owner file names, is gone. */
async function sweep(directory: string): Promise<void> {
  const namespace = await readlink('/proc/self/ns/pid');
  for (const name of (await readdir(directory)).filter((entry) => entry.startsWith(PREFIX))) {
    const owner = await readOwner(join(directory, name));
    if (owner?.namespace === namespace && !owner.lives)
      await removeTree(join(directory, name)).catch(() => undefined);
  }
}

/** Whose boxes these are, and whether that host still lives as far as can be seen from here. */
async function readOwner(state: string) {
  const owner = await readFile(join(state, OWNER), 'utf8').catch(() => undefined);
  const [, namespace, pid] = /^(\S+) (\d+) /.exec(owner ?? '') ?? [];
  if (namespace === undefined) return undefined;
  return { namespace, pid: Number(pid), lives: (await identify(Number(pid))) === owner };
}

async function make(state: string): Promise<string> {
  const owner = await readOwner(state);
  if (owner?.lives)
    throw new Error(
      `another judge host (process ${owner.pid}) has its boxes in ${state}: end it, or give this one a data directory of its own (--data)`,
    );
  await removeTree(state);
  await mkdir(state, { recursive: true, mode: 0o711 });
  await writeFile(join(state, OWNER), (await identify(process.pid)) ?? '');
  return state;
}

/**
 * An empty directory for boxes, below the host's data directory; what an earlier host left there is removed. As root it
 * must be one that the programs' own uid can reach, which a data directory in root's home is not: then it lies in the
 * system's temporary directory. Throws an Error when a living host has its boxes there.
 */
export async function prepareStateDirectory(dataDirectory: string, temporary = tmpdir()): Promise<string> {
  const state = join(dataDirectory, 'sandbox');
  await mkdir(state, { recursive: true });
  if (process.getuid?.() !== 0) return make(state);
  await chmod(state, 0o711);
  if (await isReachable(state)) return make(state);
  await removeTree(state);
  await sweep(temporary);
  const name = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16);
  return make(join(temporary, PREFIX + name));
}
