import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A place below which this host may make a memory cgroup for each run. */
export type CgroupBase = {
  version: 1 | 2;
  directory: string;
  cpuDirectory: string | undefined;
  /** What the names of this host's cgroups begin with: no other host's do, in this process or another. */
  prefix: string;
};

/** The cgroup of one run: what to join, and what it saw. */
export type RunCgroup = {
  directories: string[];
  /** Set the limit, in KiB (no swap). Once, before the program starts. Throws where the kernel refuses. */
  limitMemory(kib: number): void;
  /** How often the kernel killed a process because the memory limit was reached, and all CPU time in microseconds. */
  read(): { memoryKills: number; cpuUs: number | undefined };
  remove(): Promise<void>;
};

type Hierarchy = { controllers: string[]; path: string };

async function ownCgroups(): Promise<Hierarchy[]> {
  const text = await readFile('/proc/self/cgroup', 'utf8').catch(() => '');
  return text
    .split('\n')
    .map((line) => /^\d+:([^:]*):(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, controllers = '', path = '/']) => ({
      controllers: controllers.split(',').filter(Boolean),
      path,
    }));
}

/** Mount points of the cgroup filesystems: v1 by controller name, v2 under the name "2". */
async function mountPoints(): Promise<Map<string, string>> {
  const points = new Map<string, string>();
  const text = await readFile('/proc/self/mounts', 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const [, directory = '', type = '', options = ''] = line.split(' ');
    const names = type === 'cgroup2' ? ['2'] : type === 'cgroup' ? options.split(',') : [];
    for (const name of names) if (!points.has(name)) points.set(name, directory);
  }
  return points;
}

async function tryMakeDirectory(directory: string): Promise<boolean> {
  try {
    await mkdir(directory);
    await rmdir(directory);
    return true;
  } catch {
    return false;
  }
}

/**
 * Remove the cgroups of hosts that were killed before they could (their pid, which the name holds, is gone), and end
 * what is left in them: a sandbox whose host died in the instant of its birth waits for ever for its orders.
 */
async function sweep(directory: string): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    const pid = /^assize-judge-(\d+)/.exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    const left = await readFile(join(directory, name, 'cgroup.procs'), 'utf8').catch(() => '');
    // Processes that another PID namespace hides are listed as 0: not ours to end.
    for (const orphan of left.split('\n').map(Number)) if (orphan > 0) endProcess(orphan);
    await removeAll([join(directory, name)]);
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** The directories from a cgroup up to the root of its hierarchy. */
function* upwards(mount: string, path: string): Generator<string> {
  for (let at = path; ; at = dirname(at)) {
    yield join(mount, at);
    if (at === '/' || at === '.') return;
  }
}

/**
 * Where memory cgroups can be made: below the own cgroup in version 1; in version 2 beside it, at the nearest ancestor
 * that hands the memory controller to its children (a cgroup with processes of its own may not). Undefined where the
 * machine gives none: then the runner watches memory by itself.
 */
export async function findCgroupBase(): Promise<CgroupBase | undefined> {
  const points = await mountPoints();
  const own = await ownCgroups();
  const prefix = `assize-judge-${process.pid}-${randomBytes(4).toString('hex')}`;
  const memory = own.find((h) => h.controllers.includes('memory'));
  const memoryMount = points.get('memory');
  if (memory && memoryMount !== undefined) {
    const directory = join(memoryMount, memory.path);
    const accounting = own.find((h) => h.controllers.includes('cpuacct'));
    const accountingMount = points.get('cpuacct');
    const cpuDirectory =
      accounting && accountingMount !== undefined ? join(accountingMount, accounting.path) : undefined;
    if (!(await tryMakeDirectory(join(directory, prefix)))) return undefined;
    await sweep(directory);
    if (cpuDirectory !== undefined) await sweep(cpuDirectory);
    const cpuWorks = cpuDirectory !== undefined && (await tryMakeDirectory(join(cpuDirectory, prefix)));
    return { version: 1, directory, cpuDirectory: cpuWorks ? cpuDirectory : undefined, prefix };
  }
  const unified = own.find((h) => h.controllers.length === 0);
  const unifiedMount = points.get('2');
  if (!unified || unifiedMount === undefined) return undefined;
  for (const directory of upwards(unifiedMount, unified.path)) {
    const handed = await readFile(join(directory, 'cgroup.subtree_control'), 'utf8').catch(() => '');
    if (!handed.split(/\s+/).includes('memory') || !(await tryMakeDirectory(join(directory, prefix))))
      continue;
    await sweep(directory);
    return { version: 2, directory, cpuDirectory: undefined, prefix };
  }
  return undefined;
}

const numberIn = (text: string, key: string): number =>
  Number(new RegExp(`(?:^|\\n)${key} (\\d+)`).exec(text)?.[1] ?? 0);

/** Make the cgroup of one run, which has no limit yet. Throws where the kernel refuses. */
export async function makeRunCgroup(base: CgroupBase, name: string): Promise<RunCgroup> {
  const directories = [base.directory, ...(base.cpuDirectory === undefined ? [] : [base.cpuDirectory])].map(
    (directory) => join(directory, `${base.prefix}-${name}`),
  );
  const [memory = '', cpu] = directories;
  try {
    for (const directory of directories) await mkdir(directory);
  } catch (error) {
    await removeAll(directories);
    throw error;
  }
  return {
    directories,
    limitMemory: (kib) => limitMemory(base, memory, kib * 1024),
    read: () => readRunCgroup(base, memory, cpu),
    remove: () => removeAll(directories),
  };
}

function limitMemory(base: CgroupBase, memory: string, bytes: number): void {
  const [limit, withSwap, swapBytes] =
    base.version === 2
      ? ['memory.max', 'memory.swap.max', 0]
      : ['memory.limit_in_bytes', 'memory.memsw.limit_in_bytes', bytes];
  writeFileSync(join(memory, limit), String(bytes));
  try {
    writeFileSync(join(memory, withSwap), String(swapBytes));
  } catch {
    // a kernel that does not account for swap
  }
}

/** Files that the kernel makes up: they block nobody. */
function readRunCgroup(base: CgroupBase, memory: string, cpu: string | undefined) {
  const read = (path: string) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  };
  if (base.version === 2) {
    const stat = read(join(memory, 'cpu.stat'));
    return {
      memoryKills: numberIn(read(join(memory, 'memory.events')), 'oom_kill'),
      cpuUs: stat === '' ? undefined : numberIn(stat, 'usage_usec'),
    };
  }
  const nanoseconds = cpu === undefined ? '' : read(join(cpu, 'cpuacct.usage'));
  return {
    memoryKills: numberIn(read(join(memory, 'memory.oom_control')), 'oom_kill'),
    cpuUs: nanoseconds === '' ? undefined : Math.round(Number(nanoseconds) / 1000),
  };
}

/** A cgroup can be removed a moment after its last process is gone. */
async function removeAll(directories: string[]): Promise<void> {
  for (const directory of directories) {
    for (let attempt = 0; attempt < 20; attempt++) {
      const left = await rmdir(directory).then(
        () => false,
        (error: NodeJS.ErrnoException) => error.code === 'EBUSY',
      );
      if (!left) break;
      await sleep(5 * (attempt + 1));
    }
  }
}
