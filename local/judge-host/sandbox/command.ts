import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { type Mount, OWN_PLACE } from './layout.ts';

/** The sandboxes, best first. `limits` has no namespaces: another uid (as root), and Landlock where the kernel has it. */
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

/** What a sandbox is, settled when it is made. */
export type SandboxShape = {
  /** The directories that programs see as /box and /tmp. */
  box: string;
  temporary: string;
  shareNetwork: boolean;
  /** The uid (and gid) to run as; undefined where this process has none to give because it is not root. */
  uid: number | undefined;
  /** cgroup directories to join, whose memory limit replaces the runner's own watching. */
  cgroups: string[];
};

/** The one program that runs in a sandbox, and what it may use. */
export type RunOrder = {
  program: string[];
  limits: RunLimits;
  environment: Record<string, string>;
  /** Standard input is /dev/null. */
  noInput: boolean;
  /** Standard error goes where standard output goes. */
  oneOutput: boolean;
};

/** What the choice of a sandbox settled once for all runs. */
export type SandboxSetting = {
  kind: SandboxKind;
  runner: string;
  /** What programs see, or (`limits`) may reach. */
  mounts: Mount[];
  /** Of `limits`: the version of the kernel's Landlock that holds programs to their mounts; 0: nothing does. */
  landlock: number;
  /** An empty directory that becomes the root of the sandbox's tree. */
  rootDirectory: string;
  bubblewrap: { path: string; canDisableUserns: boolean; canSizeTmpfs: boolean } | undefined;
  asRoot: boolean;
  /** Added to the cap on processes where the kernel counts others of the user too: the runner, or all there are. */
  processesOutside: number;
};

/** A box may hold what Judge0's would, but neither fill the disk nor exhaust its inodes. */
const DISK_LIMIT_KIB = 512 * 1024;
const DISK_LIMIT_ENTRIES = 20_000;
const OPEN_FILES = 512;

/** The runner takes no longer order, in bytes and in strings. */
const ORDER_BYTES = 65_536;
const ORDER_STRINGS = 1024;

/**
 * The order as the runner reads it. Throws an Error when it cannot be said: a string with a NUL in it, or more than the
 * runner takes.
 */
export function composeOrder(setting: SandboxSetting, shape: SandboxShape, order: RunOrder): Buffer {
  const { limits } = order;
  // Without a tree of its own, a program has its /tmp where this is: the machine's is everybody's.
  const own = setting.kind === 'limits' ? { HOME: shape.temporary, TMPDIR: shape.temporary } : {};
  const strings = [
    `cpu-ms=${Math.ceil(limits.cpuKillMs)}`,
    `wall-ms=${Math.ceil(limits.wallMs)}`,
    `memory-kib=${shape.cgroups.length > 0 ? 0 : limits.memoryKib}`,
    `processes=${limits.processes + setting.processesOutside}`,
    `file-kib=${limits.fileKib}`,
    `stack-kib=${limits.stackKib}`,
    `open-files=${OPEN_FILES}`,
    `disk-kib=${DISK_LIMIT_KIB}`,
    `disk-entries=${DISK_LIMIT_ENTRIES}`,
    ...Object.entries({ ...order.environment, ...own }).map(([name, value]) => `env=${name}=${value}`),
    ...(order.noInput ? ['no-input'] : []),
    ...(order.oneOutput ? ['one-output'] : []),
    '--',
    ...order.program,
  ];
  if (strings.some((text) => text.includes('\0'))) throw new Error('a program cannot be told of a NUL');
  const text = Buffer.from(`${strings.join('\0')}\0`);
  if (text.length > ORDER_BYTES || strings.length > ORDER_STRINGS)
    throw new Error(
      `an order of ${text.length} bytes in ${strings.length} strings: at most ${ORDER_BYTES} in ${ORDER_STRINGS}`,
    );
  return Buffer.concat([Buffer.from(String(text.length).padStart(8, '0')), text]);
}

const mountOption = (mount: Mount): string => {
  const name = { 'read-only': 'ro', writable: 'rw', link: 'link' }[mount.kind];
  return `${name}=${mount.source}|${mount.target}`;
};

const bubblewrapMount = ({ kind, source, target }: Mount): string[] => [
  { 'read-only': '--ro-bind', writable: '--bind', link: '--symlink' }[kind],
  source,
  target,
];

/** What a run may write to: its box and its /tmp, which `limits` leaves where they lie. */
const ownMounts = ({ box, temporary }: SandboxShape): Mount[] => [
  { kind: 'writable', source: box, target: '/box' },
  { kind: 'writable', source: temporary, target: '/tmp' },
];

const SHARED_MEMORY_BYTES = 64 * 1024 * 1024;

function bubblewrapArguments(setting: SandboxSetting, shape: SandboxShape): string[] {
  const { bubblewrap } = setting;
  if (!bubblewrap) throw new Error('bubblewrap was not found');
  const privileges = setting.asRoot
    ? ['--cap-drop', 'ALL', '--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID', '--cap-add', 'CAP_SETPCAP']
    : ['--unshare-user', ...(bubblewrap.canDisableUserns ? ['--disable-userns'] : [])];
  return [
    ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--hostname', 'judge'],
    ...(shape.shareNetwork ? [] : ['--unshare-net']),
    ...privileges,
    ...['--die-with-parent', '--as-pid-1', '--clearenv'],
    ...[...setting.mounts, ...ownMounts(shape)].flatMap(bubblewrapMount),
    ...['--proc', '/proc', '--remount-ro', '/proc', '--dev', '/dev'],
    ...(bubblewrap.canSizeTmpfs ? ['--size', String(SHARED_MEMORY_BYTES)] : []),
    ...['--perms', '1777', '--tmpfs', '/dev/shm'],
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', '/', '--'],
  ];
}

/** The command that makes the sandbox. Its descriptor 3 takes the order and gives the runner's report. */
export function composeCommand(setting: SandboxSetting, shape: SandboxShape): string[] {
  const outside = [`parent=${process.pid}`, ...shape.cgroups.map((directory) => `cgroup=${directory}`)];
  const inside = [
    `cwd=${setting.kind === 'limits' ? shape.box : '/box'}`,
    ...(shape.uid === undefined ? [] : [`uid=${shape.uid}`, `gid=${shape.uid}`]),
  ];
  const mounts = [...setting.mounts, ...ownMounts(shape)].map(mountOption);
  if (setting.kind === 'limits') {
    const landlock = setting.landlock > 0 ? ['landlock'] : [];
    return [setting.runner, 'plain', ...outside, ...inside, ...landlock, ...mounts];
  }
  if (setting.kind === 'namespaces') {
    return [
      ...[setting.runner, 'namespaces', ...outside, ...inside, `root=${setting.rootDirectory}`],
      ...(setting.asRoot ? [] : ['user-namespace']),
      ...(shape.shareNetwork ? ['share-net'] : []),
      ...mounts,
    ];
  }
  const runnerInside = join(OWN_PLACE, 'runner', setting.runner.slice(setting.runner.lastIndexOf('/') + 1));
  return [
    ...[setting.runner, 'enter', ...outside, '--', setting.bubblewrap?.path ?? 'bwrap'],
    ...bubblewrapArguments(setting, shape),
    ...[runnerInside, 'init', ...inside],
  ];
}
