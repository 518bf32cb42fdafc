import { Buffer } from 'node:buffer';
import { closeSync, fstatSync, mkdirSync, openSync, read, readSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type CgroupBase, makeRunCgroup } from './sandbox/cgroups.ts';
import type { RunOrder, SandboxSetting, SandboxShape } from './sandbox/command.ts';
import { type LivingSandboxes, type Measured, prepareSandbox } from './sandbox/prepare.ts';

const readAsync = promisify(read);

/** What all runs of a slot share: the machine's sandbox, and the uid that the slot's programs run as. */
export type RunSetting = {
  sandbox: SandboxSetting;
  cgroups: CgroupBase | undefined;
  living: LivingSandboxes;
  /** undefined where this process has none to give because it is not root. */
  uid: number | undefined;
};

/** How a program is run: what it may use, and what it reads (null: /dev/null). */
export type ProgramOrder = Omit<RunOrder, 'noInput'> & { stdin: Buffer | null };

/** What a program did, and what it wrote (null: nothing). */
export type Ran = Measured & { stdout: Buffer | null; stderr: Buffer | null };

/**
 * One run, made ready before anything is known of the program: stream files, a cgroup, and a sandbox around the box that
 * waits for its order.
 */
export type PreparedRun = {
  shareNetwork: boolean;
  /** It can still be given an order. */
  isReady(): boolean;
  /** Run a program. Throws as PreparedSandbox.run does. */
  run(order: ProgramOrder): Promise<Ran>;
  /** Resolves when nothing of its sandbox is left. */
  ended: Promise<void>;
  /** End what is left of it and give everything back but the files. */
  remove(): Promise<void>;
};

/** Their names in Judge0: a program can read them in /proc. */
const STDIN = 'stdin.txt';
const STDOUT = 'stdout.txt';
export const STDERR = 'stderr.txt';

/** Make a run with its stream files in `directory`, which is made; its cgroup is called `name`. */
export async function prepareRun(
  setting: RunSetting,
  writable: Pick<SandboxShape, 'box' | 'temporary'>,
  directory: string,
  name: string,
  shareNetwork: boolean,
): Promise<PreparedRun> {
  const group = setting.cgroups ? await makeRunCgroup(setting.cgroups, name) : undefined;
  const opened: number[] = [];
  const open = (file: string, flags: string) => {
    const fd = openSync(join(directory, file), flags, 0o644);
    opened.push(fd);
    return fd;
  };
  const close = () => {
    for (const fd of opened.splice(0)) closeSync(fd);
  };
  try {
    mkdirSync(directory);
    writeFileSync(join(directory, STDIN), '', { mode: 0o644 });
    const streams = { stdin: open(STDIN, 'r'), stdout: open(STDOUT, 'w'), stderr: open(STDERR, 'w') };
    const written = { stdout: open(STDOUT, 'r'), stderr: open(STDERR, 'r') };
    const shape = { ...writable, shareNetwork, uid: setting.uid, cgroups: group?.directories ?? [] };
    const sandbox = prepareSandbox(setting.sandbox, shape, streams, setting.living);
    return {
      shareNetwork,
      isReady: sandbox.isWaiting,
      run: async ({ stdin, ...order }) => {
        try {
          group?.limitMemory(order.limits.memoryKib);
          if (stdin?.length) await writeFile(join(directory, STDIN), stdin);
          const ran = await sandbox.run({ ...order, noInput: stdin === null });
          const stdout = await readStream(written.stdout);
          const stderr = await readStream(written.stderr);
          return { ...(group ? withCgroup(ran, group.read()) : ran), stdout, stderr };
        } catch (error) {
          // One that got no order would wait for it for ever.
          sandbox.end();
          throw error;
        }
      },
      ended: sandbox.ended,
      remove: async () => {
        sandbox.end();
        await sandbox.ended;
        close();
        await group?.remove();
      },
    };
  } catch (error) {
    close();
    await group?.remove();
    throw error;
  }
}

/** Up to here, reading at once takes less than a thread's turn. */
const READ_AT_ONCE_BYTES = 256 * 1024;

async function readStream(fd: number): Promise<Buffer | null> {
  const { size } = fstatSync(fd);
  if (size === 0) return null;
  const bytes = Buffer.alloc(size);
  for (let have = 0; have < size; ) {
    const got =
      size <= READ_AT_ONCE_BYTES
        ? readSync(fd, bytes, have, size - have, have)
        : (await readAsync(fd, bytes, have, size - have, have)).bytesRead;
    if (got === 0) return bytes.subarray(0, have);
    have += got;
  }
  return bytes;
}

/** CPU time of children that nobody waited for is in no process's account, only in the cgroup's. */
const UNACCOUNTED_US = 50_000;

function withCgroup(ran: Measured, seen: { memoryKills: number; cpuUs: number | undefined }): Measured {
  const hidden = seen.cpuUs !== undefined && seen.cpuUs - ran.cpuUs > UNACCOUNTED_US;
  return {
    ...ran,
    memoryKills: Math.max(ran.memoryKills, seen.memoryKills),
    cpuUs: hidden && seen.cpuUs !== undefined ? seen.cpuUs : ran.cpuUs,
  };
}
