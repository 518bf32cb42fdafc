import { join } from 'node:path';
import { type Mount, OWN_PLACE } from './layout.ts';

/** The sandboxes, best first. `limits` isolates nothing but (as root) the uid. */
export type SandboxKind = 'bubblewrap' | 'namespaces' | 'limits';

/**
 * What a program may use. Times in ms, sizes in KiB; `cpuKillMs` is where it is killed, which may lie above its limit
 * (0: never).
 */
export type RunLimits = {
  cpuKillMs: number;
  wallMs: number;
  memoryKib: number;
  processes: number;
  fileKib: number;
  stackKib: number;
};

/** One program to run in a box. */
export type RunOrder = {
  program: string[];
  box: string;
  limits: RunLimits;
  environment: Record<string, string>;
  shareNetwork: boolean;
  /** The uid (and gid) to run as; undefined where this process has none to give because it is not root. */
  uid: number | undefined;
  /** cgroup directories to join, whose memory limit replaces the runner's own watching. */
  cgroups: string[];
};

/** What the choice of a sandbox settled once for all runs. */
export type SandboxSetting = {
  kind: SandboxKind;
  runner: string;
  mounts: Mount[];
  /** An empty directory that becomes the root of the sandbox's tree. */
  rootDirectory: string;
  bubblewrap: { path: string; canDisableUserns: boolean; canSizeTmpfs: boolean } | undefined;
  asRoot: boolean;
  /** Added to the cap on processes where the kernel counts those of the user outside the sandbox too. */
  processesOutside: number;
};

/** A box may hold what Judge0's would, but neither fill the disk nor exhaust its inodes. */
const DISK_LIMIT_KIB = 512 * 1024;
const DISK_LIMIT_ENTRIES = 20_000;
const OPEN_FILES = 512;

function limitOptions(setting: SandboxSetting, order: RunOrder, cwd: string): string[] {
  const { limits } = order;
  // The cap counts the runner's own watching process too.
  const processes = limits.processes + 1 + setting.processesOutside;
  return [
    `cpu-ms=${Math.ceil(limits.cpuKillMs)}`,
    `wall-ms=${Math.ceil(limits.wallMs)}`,
    `memory-kib=${order.cgroups.length > 0 ? 0 : limits.memoryKib}`,
    `processes=${processes}`,
    `file-kib=${limits.fileKib}`,
    `stack-kib=${limits.stackKib}`,
    `open-files=${OPEN_FILES}`,
    `disk-kib=${DISK_LIMIT_KIB}`,
    `disk-entries=${DISK_LIMIT_ENTRIES}`,
    `cwd=${cwd}`,
    ...Object.entries(order.environment).map(([name, value]) => `env=${name}=${value}`),
    ...(order.uid === undefined ? [] : [`uid=${order.uid}`, `gid=${order.uid}`]),
  ];
}

const mountOption = (mount: Mount): string => {
  if (mount.kind === 'tmpfs') return `tmpfs=${mount.target}|${mount.sizeKib}`;
  const name = { 'read-only': 'ro', writable: 'rw', link: 'link' }[mount.kind];
  return `${name}=${mount.source}|${mount.target}`;
};

function bubblewrapMount(mount: Mount, canSizeTmpfs: boolean): string[] {
  if (mount.kind === 'tmpfs')
    return [
      ...(canSizeTmpfs ? ['--size', String(mount.sizeKib * 1024)] : []),
      '--perms',
      '1777',
      '--tmpfs',
      mount.target,
    ];
  const name = { 'read-only': '--ro-bind', writable: '--bind', link: '--symlink' }[mount.kind];
  return [name, mount.source, mount.target];
}

function bubblewrapArguments(setting: SandboxSetting, order: RunOrder): string[] {
  const { bubblewrap } = setting;
  if (!bubblewrap) throw new Error('bubblewrap was not found');
  const privileges = setting.asRoot
    ? ['--cap-drop', 'ALL', '--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID', '--cap-add', 'CAP_SETPCAP']
    : ['--unshare-user', ...(bubblewrap.canDisableUserns ? ['--disable-userns'] : [])];
  return [
    ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--hostname', 'judge'],
    ...(order.shareNetwork ? [] : ['--unshare-net']),
    ...privileges,
    ...['--die-with-parent', '--as-pid-1', '--clearenv'],
    ...setting.mounts.flatMap((mount) => bubblewrapMount(mount, bubblewrap.canSizeTmpfs)),
    ...['--bind', order.box, '/box', '--proc', '/proc', '--remount-ro', '/proc', '--dev', '/dev'],
    ...bubblewrapMount({ kind: 'tmpfs', target: '/dev/shm', sizeKib: 64 * 1024 }, bubblewrap.canSizeTmpfs),
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', '/', '--'],
  ];
}

/** The command that runs a program in the chosen sandbox. Its descriptor 3 receives the runner's report. */
export function composeCommand(setting: SandboxSetting, order: RunOrder): string[] {
  const groups = order.cgroups.map((directory) => `cgroup=${directory}`);
  const parent = [`parent=${process.pid}`];
  if (setting.kind === 'limits') {
    const options = limitOptions(setting, order, order.box);
    return [setting.runner, 'plain', ...parent, ...groups, ...options, '--', ...order.program];
  }
  const options = limitOptions(setting, order, '/box');
  if (setting.kind === 'namespaces') {
    return [
      ...[setting.runner, 'namespaces', ...parent, ...groups, `root=${setting.rootDirectory}`, ...options],
      ...(setting.asRoot ? [] : ['user-namespace']),
      ...(order.shareNetwork ? ['share-net'] : []),
      ...setting.mounts.map(mountOption),
      ...[mountOption({ kind: 'writable', source: order.box, target: '/box' }), '--', ...order.program],
    ];
  }
  const runnerInside = join(OWN_PLACE, 'runner', setting.runner.slice(setting.runner.lastIndexOf('/') + 1));
  return [
    ...[setting.runner, 'enter', ...parent, ...groups, '--', setting.bubblewrap?.path ?? 'bwrap'],
    ...bubblewrapArguments(setting, order),
    ...[runnerInside, 'init', ...options, '--', ...order.program],
  ];
}
