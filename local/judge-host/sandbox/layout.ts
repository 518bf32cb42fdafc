import {
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { HEAD_STARTS } from '../../../core/grading/languages/head-start.ts';
import { type FoundToolchain, isSystemPath, type Toolchains } from '../toolchains.ts';

/** One thing that a sandbox shows: a directory or file of the machine, or a link. */
export type Mount = { kind: 'read-only' | 'writable' | 'link'; source: string; target: string };

/** Where a sandbox shows what belongs to this host: toolchains from elsewhere, and the runner. */
export const OWN_PLACE = '/usr/local/assize';

async function kindOf(path: string): Promise<'directory' | 'link' | 'file' | undefined> {
  const stat = await lstat(path).catch(() => undefined);
  if (!stat) return undefined;
  return stat.isSymbolicLink() ? 'link' : stat.isDirectory() ? 'directory' : 'file';
}

/** The machine's programs and libraries, read-only; merged-/usr links stay links. */
async function systemMounts(): Promise<Mount[]> {
  const mounts: Mount[] = [{ kind: 'read-only', source: '/usr', target: '/usr' }];
  for (const path of ['/bin', '/lib', '/lib32', '/lib64', '/libx32', '/sbin']) {
    const kind = await kindOf(path);
    if (kind === 'link') mounts.push({ kind: 'link', source: await readlink(path), target: path });
    else if (kind === 'directory') mounts.push({ kind: 'read-only', source: path, target: path });
  }
  return mounts;
}

/** Is a name of /etc one of those that are called by this word, `java-17-openjdk` and `python3` say? */
const isCalledBy = (name: string, word: string): boolean =>
  name.startsWith(word) && /^(-|\d|$)/.test(name.slice(word.length));

/** An /etc that names no user, no secret and no server of the machine: what loaders and runtimes read, no more. */
async function etcMounts(skeleton: string, { found }: Toolchains): Promise<Mount[]> {
  const etc = join(skeleton, 'etc');
  await mkdir(etc, { recursive: true });
  await writeFile(
    join(etc, 'passwd'),
    'root:x:0:0:root:/:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n',
  );
  await writeFile(join(etc, 'group'), 'root:x:0:\nnogroup:x:65534:\n');
  await writeFile(join(etc, 'hosts'), '127.0.0.1 localhost judge\n');
  await writeFile(join(etc, 'nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files\n');
  const mounts: Mount[] = [{ kind: 'read-only', source: etc, target: '/etc' }];
  for (const name of ['ld.so.cache', 'ld.so.conf']) {
    await copyFile(join('/etc', name), join(etc, name)).catch(() => undefined);
  }
  for (const name of await readdir('/etc')) {
    const isRead = found.some(({ etc }) => etc !== undefined && isCalledBy(name, etc));
    if (name !== 'alternatives' && name !== 'ld.so.conf.d' && !isRead) continue;
    if ((await kindOf(join('/etc', name))) !== 'directory') continue;
    await mkdir(join(etc, name), { recursive: true });
    mounts.push({ kind: 'read-only', source: join('/etc', name), target: join('/etc', name) });
  }
  return mounts;
}

/** What toolchains need of the system beyond its programs and libraries. */
async function dataMounts(skeleton: string, { found }: Toolchains): Promise<Mount[]> {
  const tops = new Set<string>();
  const mounts: Mount[] = [];
  for (const path of new Set(found.flatMap(({ data = [] }) => data))) {
    if ((await kindOf(path)) !== 'directory') continue;
    await mkdir(join(skeleton, path), { recursive: true });
    tops.add(`/${path.split('/')[1]}`);
    mounts.push({ kind: 'read-only', source: path, target: path });
  }
  // Directories on the way that a sandbox made itself would be closed.
  const ways = [...tops].map(
    (top): Mount => ({ kind: 'read-only', source: join(skeleton, top), target: top }),
  );
  return [...ways, ...mounts];
}

/** Link each program of a toolchain into /usr/local/bin and where Judge0's image has it. */
async function linkCommands(
  local: string,
  { imageHomes }: FoundToolchain,
  commands: Record<string, string>,
): Promise<void> {
  for (const [command, target] of Object.entries(commands)) {
    const places = imageHomes.map((home) => join(local, home, 'bin'));
    if (dirname(target) !== '/usr/bin' && dirname(target) !== '/bin') places.push(join(local, 'bin'));
    for (const place of places) {
      await mkdir(place, { recursive: true });
      await rm(join(place, command), { force: true });
      await symlink(target, join(place, command));
    }
  }
}

/**
 * A /usr/local of our own: the machine's libraries of that place, its programs, and every toolchain, wherever it lives
 * on the machine (in root's home, say), under the path that Judge0's image gives it.
 */
async function localMounts(
  skeleton: string,
  toolchains: Toolchains,
  runnerDirectory: string,
  headStarts: string | undefined,
): Promise<Mount[]> {
  const local = join(skeleton, 'usr-local');
  const mounts: Mount[] = [{ kind: 'read-only', source: local, target: '/usr/local' }];
  await mkdir(join(local, 'bin'), { recursive: true });
  const show = async (source: string, below: string) => {
    const isFile = (await kindOf(source)) === 'file';
    await mkdir(isFile ? dirname(join(local, below)) : join(local, below), { recursive: true });
    if (isFile) await writeFile(join(local, below), '');
    mounts.push({ kind: 'read-only', source, target: `/usr/local/${below}` });
  };
  for (const name of ['lib', 'lib64', 'libexec', 'include', 'share']) {
    if ((await kindOf(join('/usr/local', name))) === 'directory') await show(join('/usr/local', name), name);
  }
  const programs = await readdir('/usr/local/bin').catch(() => []);
  if (programs.length > 0) await show('/usr/local/bin', 'host-bin');
  for (const name of programs) {
    await symlink(`/usr/local/host-bin/${name}`, join(local, 'bin', name)).catch(() => undefined);
  }
  for (const toolchain of toolchains.found) {
    const commands: Record<string, string> = {};
    const elsewhere = Object.values(toolchain.commands).some((path) => !isSystemPath(path));
    const inLocalBin = toolchain.home === '/usr/local';
    if (elsewhere && !inLocalBin) await show(toolchain.home, `assize/${toolchain.name}-home`);
    for (const [command, path] of Object.entries(toolchain.commands)) {
      if (isSystemPath(path)) commands[command] = path;
      else if (inLocalBin) commands[command] = path.replace('/usr/local/bin/', '/usr/local/host-bin/');
      else commands[command] = path.replace(toolchain.home, `${OWN_PLACE}/${toolchain.name}-home`);
    }
    await linkCommands(local, toolchain, commands);
  }
  await show(runnerDirectory, 'assize/runner');
  if (headStarts !== undefined) await show(headStarts, relative('/usr/local', HEAD_STARTS));
  return mounts;
}

/**
 * Everything that a sandbox shows but what a run may write to: the system, our /etc and /usr/local (built in `skeleton`,
 * which is replaced), what is made ready for compilers if anything is. The order is the order of mounting.
 */
export async function planMounts(
  skeleton: string,
  toolchains: Toolchains,
  runnerDirectory: string,
  headStarts?: string,
): Promise<Mount[]> {
  await rm(skeleton, { recursive: true, force: true });
  return checkNames([
    ...(await systemMounts()),
    ...(await etcMounts(skeleton, toolchains)),
    ...(await dataMounts(skeleton, toolchains)),
    ...(await localMounts(skeleton, toolchains, runnerDirectory, headStarts)),
  ]);
}

/**
 * Of the machine's /etc, what loaders and all runtimes read where they have no /etc of ours, beside what is called by a
 * toolchain: no names of servers, no keys.
 */
const ETC_READ = /^(alternatives|crypto-policies|group|hosts|ld\.so\..*|nsswitch\.conf|passwd)$/;
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom'];

/**
 * What programs may reach of a machine that no namespace hides, each where it lies: the system, the toolchains, the
 * directory with their `commands`, what the kernel tells, devices that hold nothing. What is not there is left out.
 */
export async function planReach(toolchains: Toolchains, commands: string): Promise<Mount[]> {
  const etc = (await readdir('/etc'))
    .filter(
      (entry) =>
        ETC_READ.test(entry) || toolchains.found.some(({ name, etc = name }) => isCalledBy(entry, etc)),
    )
    .map((entry) => join('/etc', entry));
  const system = (await systemMounts())
    .filter(({ kind }) => kind === 'read-only')
    .map(({ source }) => source);
  const homes = toolchains.found.map(({ home }) => home).filter((home) => !isSystemPath(home));
  const data = toolchains.found.flatMap((one) => one.data ?? []);
  const readable = [...system, ...etc, ...data, '/etc/ssl/openssl.cnf', ...homes, commands, '/proc'];
  const mounts: Mount[] = [];
  for (const [paths, kind] of [
    [readable, 'read-only'],
    [DEVICES.map((name) => `/dev/${name}`), 'writable'],
  ] as const)
    for (const path of new Set(paths))
      if (await canBeReached(path)) mounts.push({ kind, source: path, target: path });
  return checkNames(mounts);
}

const canBeReached = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

function checkNames(mounts: Mount[]): Mount[] {
  for (const { source } of mounts) {
    if (source.includes('|'))
      throw new Error(`a directory whose name contains "|" cannot be shown in a sandbox: ${source}`);
  }
  return mounts;
}

/** The PATH of programs, as Judge0 sets it. */
export const JUDGE_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The version of Linux, as far as it decides what a sandbox can do: [5, 14] and later count processes per namespace. */
export async function kernelVersion(): Promise<[number, number]> {
  const [, major = '0', minor = '0'] =
    /^(\d+)\.(\d+)/.exec(await readFile('/proc/sys/kernel/osrelease', 'utf8')) ?? [];
  return [Number(major), Number(minor)];
}
