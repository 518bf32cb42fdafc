import { execFile } from 'node:child_process';
import {
  access,
  chmod,
  chown,
  constants,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type PreparedRun, prepareRun, STDERR } from '../prepared-run.ts';
import type { Toolchains } from '../toolchains.ts';
import { type CgroupBase, findCgroupBase } from './cgroups.ts';
import type { RunLimits, SandboxKind, SandboxSetting } from './command.ts';
import { makeCommandDirectory } from './command-directory.ts';
import { JUDGE_PATH, kernelVersion, planMounts, planReach } from './layout.ts';
import type { PreparedSandbox } from './prepare.ts';

const run = promisify(execFile);

/** The sandbox that this machine offers, after trying. */
export type ChosenSandbox = {
  setting: SandboxSetting;
  cgroups: CgroupBase | undefined;
  /** The PATH of programs. */
  path: string;
  /** Loud words for the person who starts the host, where the sandbox holds less than it should. */
  warning: string | undefined;
};

const ORDER: SandboxKind[] = ['bubblewrap', 'namespaces', 'limits'];

/** A sandbox that was tried, and why it was not taken. */
type Refusal = { kind: SandboxKind; reason: string };

const tell = (refused: Refusal[]): string =>
  refused.map(({ kind, reason }) => `${kind}: ${reason}`).join('; ');

/** What programs can do to the machine in the sandbox without namespaces, by what holds them there. */
function tellReach(landlock: number, asRoot: boolean): string {
  const seen = 'see the names of other processes and files';
  if (landlock === 0)
    return asRoot
      ? `they can read what every user of this machine can, and ${seen}`
      : `they can read and change what you can, YOUR KEYS AND THOSE OF ASSIZE TOO, end your processes, and ${seen}`;
  const held = `Landlock keeps them from other files than the system's and their own, but they can ${seen}`;
  return asRoot || landlock >= SCOPES_SIGNALS
    ? held
    : `${held}, and end your processes (this kernel is older than Linux 6.12)`;
}

/** From this version on, Landlock keeps signals from processes outside. */
const SCOPES_SIGNALS = 6;

const warn = (landlock: number, refused: Refusal[]): string =>
  'WARNING: this machine offers no namespaces, so submitted programs run with limits only: ' +
  `${tellReach(landlock, process.getuid?.() === 0)}. Judge only code that you trust, or install bubblewrap (apt-get ` +
  `install bubblewrap). Tried: ${tell(refused)}`;

/** Base of the uids that programs run as: far from any real user's, or just below systemd's dynamic ones. */
async function baseUid(): Promise<number> {
  const map = await readFile('/proc/self/uid_map', 'utf8').catch(() => '');
  const [from = 0, , count = 0] = map.trim().split(/\s+/).map(Number);
  return from + count > 2_000_000_000 ? 2_000_000_000 + (process.pid % 4_000_000) * UIDS : 60_706;
}

/** The uids of a process; the last is the probe's. Below 2^31 there is room for so many for each process there can be. */
const UIDS = 32;
/** Submissions that one judge host judges at a time. */
export const MOST_SLOTS = UIDS - 1;
const taken = new Set<number>();

/**
 * A uid that nobody else's programs run as until it is given back, where this process is root; else undefined (they run
 * as we do, unprivileged). Throws an Error when this process has none left.
 */
export async function takeUid(): Promise<number | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const base = await baseUid();
  for (let uid = base; uid < base + MOST_SLOTS; uid++) {
    if (taken.has(uid)) continue;
    taken.add(uid);
    return uid;
  }
  throw new Error(`this process judges in ${MOST_SLOTS} slots already`);
}

/** Give back what takeUid gave: nothing runs as it any more. */
export const giveUidBack = (uid: number | undefined): void => void (uid !== undefined && taken.delete(uid));

const uidOfProbe = async (): Promise<number | undefined> =>
  process.getuid?.() === 0 ? (await baseUid()) + MOST_SLOTS : undefined;

async function findBubblewrap(): Promise<SandboxSetting['bubblewrap']> {
  for (const path of ['/usr/bin/bwrap', '/usr/local/bin/bwrap', '/bin/bwrap']) {
    try {
      await access(path, constants.X_OK);
      const { stdout, stderr } = await run(path, ['--help'], { timeout: 10_000 });
      const help = stdout + stderr;
      if (!help.includes('--as-pid-1') || !help.includes('--perms')) continue;
      return {
        path,
        canDisableUserns: help.includes('--disable-userns'),
        canSizeTmpfs: help.includes('--size'),
      };
    } catch {
      // not there, or it does not run: the next one
    }
  }
  return undefined;
}

/** Tasks of our own user, which older kernels (and sandboxes without a namespace) count against the cap on processes. */
async function countOwnTasks(): Promise<number> {
  const uid = process.getuid?.();
  let tasks = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    if (Number(/^Uid:\t(\d+)/m.exec(status)?.[1]) === uid)
      tasks += Number(/^Threads:\t(\d+)/m.exec(status)?.[1] ?? 1);
  }
  return tasks;
}

/** Processes of the same user that may yet come while the host lives: functions of a local system, compilers, a browser. */
const TASKS_TO_COME = 1024;

/** The runner that watches, which only root can give another uid than the program's. */
const RUNNER = 1;

async function countProcessesOutside(kind: SandboxKind): Promise<number> {
  if (process.getuid?.() === 0) return 0;
  const [major, minor] = await kernelVersion();
  const countedPerNamespace = major > 5 || (major === 5 && minor >= 14);
  return RUNNER + (kind !== 'limits' && countedPerNamespace ? 0 : (await countOwnTasks()) + TASKS_TO_COME);
}

/** A program that looks around: it must not be root, must not see the marker, must find bash and its own box. */
const PROBE = [
  'set -e',
  '[ "$(id -u)" != 0 ]',
  'echo seen > written',
  'if cat "$1" > /dev/null 2>&1; then exit 41; fi',
  '[ "$2" = limits ] || [ "$(cat /proc/net/dev | grep -c :)" -le 1 ] || exit 42',
].join('\n');

/** Generous: a machine that is busy while many hosts start must not be taken for one without a sandbox. */
const PROBE_LIMITS: RunLimits = {
  cpuKillMs: 30_000,
  wallMs: 60_000,
  memoryKib: 131_072,
  processes: 20,
  fileKib: 1024,
  stackKib: 8192,
};

/** Try one sandbox for real: a program in a box of its own must start, see no more than it should, and be measured. */
async function tryKind(
  setting: SandboxSetting,
  state: string,
  cgroups: CgroupBase | undefined,
): Promise<void> {
  const place = await mkdtemp(join(state, 'probe-'));
  const [box, temporary, marker] = [join(place, 'box'), join(place, 'tmp'), join(place, 'marker')];
  const streams = join(place, 'streams');
  let run: PreparedRun | undefined;
  try {
    const uid = await uidOfProbe();
    await mkdir(box);
    await mkdir(temporary);
    // Where nothing but permissions holds programs, it is known what they can read.
    if (setting.kind !== 'limits' || setting.landlock > 0) await writeFile(marker, 'secret');
    await writeFile(join(box, 'probe.sh'), PROBE);
    await chmod(place, 0o711);
    if (uid !== undefined) await chown(box, uid, uid);
    const slot = { sandbox: setting, cgroups, living: new Set<PreparedSandbox>(), uid };
    run = await prepareRun(slot, { box, temporary }, streams, 'probe', false);
    const ran = await run
      .run({
        program: ['/bin/bash', 'probe.sh', marker, setting.kind],
        limits: PROBE_LIMITS,
        environment: { PATH: JUDGE_PATH },
        stdin: null,
        oneOutput: true,
      })
      .catch(async (error: Error) => {
        const said = await readFile(join(streams, STDERR), 'utf8');
        throw new Error(said.trim() === '' ? error.message : `${error.message}: ${said.trim()}`);
      });
    if (ran.ended !== 'exited' || ran.exitCode !== 0)
      throw new Error(`the probe ended with ${ran.ended} ${ran.exitCode}: ${ran.stdout ?? ''}`);
  } finally {
    await run?.remove();
    await rm(place, { recursive: true, force: true });
  }
}

/** Versions of Landlock to try, best first: this kernel's if it has any, then none. */
async function findLandlock(runner: string): Promise<number[]> {
  const version = Number((await run(runner, ['landlock'])).stdout);
  return version > 0 ? [version, 0] : [0];
}

/** What programs see or may reach, and where they find commands. */
async function planTree(
  kind: SandboxKind,
  state: string,
  toolchains: Toolchains,
  runner: string,
  headStarts: string | undefined,
) {
  if (kind !== 'limits')
    return {
      mounts: await planMounts(join(state, 'skeleton'), toolchains, dirname(runner), headStarts),
      path: JUDGE_PATH,
    };
  // Where there is no tree of our own, programs find ours before the machine's.
  const commands = join(state, 'bin');
  const path = await makeCommandDirectory(commands, toolchains);
  return { mounts: await planReach(toolchains, commands), path };
}

/**
 * Choose the best sandbox that really works here: bubblewrap, then the runner's own namespaces, then limits with a
 * warning, held by Landlock where the kernel has it. `only` restricts the choice (tests). `headStarts` is a directory that
 * programs see where the hosts in the cloud have theirs, in a sandbox with a tree of its own. Throws an Error that says what was tried and why nothing works; a host
 * without a sandbox that drops root does not start.
 */
export async function chooseSandbox(
  state: string,
  toolchains: Toolchains,
  runner: string,
  only?: SandboxKind,
  headStarts?: string,
): Promise<ChosenSandbox> {
  const rootDirectory = join(state, 'root');
  await mkdir(rootDirectory, { recursive: true });
  const bubblewrap = await findBubblewrap();
  const asRoot = process.getuid?.() === 0;
  const refused: Refusal[] = [];
  const cgroups = await findCgroupBase();
  for (const kind of ORDER) {
    if (only !== undefined && kind !== only) continue;
    if (kind === 'bubblewrap' && !bubblewrap) {
      refused.push({ kind, reason: 'bwrap is not installed' });
      continue;
    }
    const { mounts, path } = await planTree(kind, state, toolchains, runner, headStarts);
    const shared = { kind, runner, mounts, rootDirectory, bubblewrap, asRoot };
    const processesOutside = await countProcessesOutside(kind);
    for (const landlock of kind === 'limits' ? await findLandlock(runner) : [0])
      for (const base of cgroups ? [cgroups, undefined] : [undefined]) {
        const setting: SandboxSetting = { ...shared, processesOutside, landlock };
        try {
          await tryKind(setting, state, base);
          const warning = kind === 'limits' ? warn(landlock, refused) : undefined;
          return { setting, cgroups: base, path, warning };
        } catch (error) {
          refused.push({ kind, reason: error instanceof Error ? error.message : String(error) });
        }
      }
  }
  throw new Error(`No sandbox works on this machine, so nobody's program is run. Tried: ${tell(refused)}`);
}
