import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { findCgroupBase } from '../../../local/judge-host/sandbox/cgroups.ts';
import {
  descendantsOf,
  type HostOptions,
  type Judge,
  project,
  startHost,
} from '../../contract/judge-host/judge.ts';

/** Processes of this machine whose command line holds a word. */
function processesWith(word: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word);
    } catch {
      return false;
    }
  });
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

let judge: Judge | undefined;
afterEach(async () => {
  await judge?.close();
  judge = undefined;
});

/** A host with a program in each stage of dying slowly: a daemon, a stopped child, and one that ignores signals. */
async function hostWithStubbornProgram(word: string, options: HostOptions = {}): Promise<Judge> {
  judge = await startHost(options);
  const script = [
    "trap '' TERM INT HUP",
    `setsid bash -c 'exec -a daemon-${word} sleep 300' &`,
    `(exec -a stopped-${word} sleep 300) &`,
    'until grep -q stopped /proc/$!/cmdline; do :; done; kill -STOP $!',
    `exec -a main-${word} sleep 300`,
  ].join('\n');
  await judge.request('/submissions', { body: project({ run: script }, { wall_time_limit: 20 }) });
  await until(() => processesWith(word).length >= 3);
  return judge;
}

const exitOf = (host: Judge) => new Promise<void>((resolve) => host.process?.once('exit', () => resolve()));

const kinds = [...(existsSync('/usr/bin/bwrap') ? ['bubblewrap'] : []), 'namespaces', 'limits'];

describe.each(kinds)('in %s, whatever ends the host ends its programs', (sandbox) => {
  const endings: [string, HostOptions, (host: Judge) => void][] = [
    ['kill -9', {}, (host) => host.process?.kill('SIGKILL')],
    ['SIGTERM', {}, (host) => host.process?.kill('SIGTERM')],
    ['a parent that lets go of its stdin', {}, (host) => host.process?.stdin?.end()],
    ['a parent that lets go of its channel', { channel: 'ipc' }, (host) => host.process?.disconnect()],
  ];
  test.each(endings)('%s', async (name, options, end) => {
    const word = `w${sandbox.length}${endings.findIndex(([other]) => other === name)}x${process.pid}`;
    const host = await hostWithStubbornProgram(word, { ...options, sandbox });
    const exited = exitOf(host);
    end(host);
    await exited;
    await until(() => processesWith(word).length === 0);
  });
});

/** What of a process tree still lives: a zombie does not. */
const living = (pids: number[]): number[] =>
  pids.filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
    } catch {
      return false;
    }
  });

describe.each(kinds)('in %s, sandboxes that wait for a program end with their host', (sandbox) => {
  test.each(['SIGKILL', 'SIGTERM'] as const)('%s', async (signal) => {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'assize-judge-test-'));
    await chmod(dataDirectory, 0o755);
    const base = await findCgroupBase();
    const groups = (pid: number) =>
      base === undefined
        ? []
        : readdirSync(base.directory).filter((name) => name.startsWith(`assize-judge-${pid}-`));
    try {
      const first = await startHost({ sandbox, dataDirectory, slots: 3 });
      judge = first;
      const pid = first.process?.pid ?? 0;
      await until(() => descendantsOf(pid).length === (sandbox === 'limits' ? 6 : 12));
      const sandboxes = descendantsOf(pid);
      if (base !== undefined) expect(groups(pid)).toHaveLength(6);
      const exited = exitOf(first);
      first.process?.kill(signal);
      await exited;
      await until(() => living(sandboxes).length === 0);
      const left = () => ({
        mounts: readFileSync('/proc/self/mounts', 'utf8').includes(dataDirectory),
        groups: groups(pid),
        files: readdirSync(dataDirectory).flatMap((name) => readdirSync(join(dataDirectory, name))),
      });
      if (signal === 'SIGKILL') {
        expect(left().mounts).toBe(false);
        // cgroups and boxes are what nobody but a process can remove: the next host does
        await (await startHost({ sandbox, dataDirectory })).close();
      }
      expect(left()).toEqual({ mounts: false, groups: [], files: [] });
    } finally {
      await rm(dataDirectory, { recursive: true, force: true });
    }
  });
});

test('a host that was killed is followed by one that cleans up and judges', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'assize-judge-test-'));
  try {
    const word = `left${process.pid}`;
    const first = await hostWithStubbornProgram(word, { dataDirectory });
    const exited = exitOf(first);
    first.process?.kill('SIGKILL');
    await exited;
    const second = await startHost({ dataDirectory });
    try {
      expect(await second.run(project({ run: 'echo well' }))).toMatchObject({ stdout: 'well\n' });
    } finally {
      await second.close();
    }
    expect((await readdir(dataDirectory)).flatMap((name) => readdirSync(join(dataDirectory, name)))).toEqual(
      [],
    );
  } finally {
    await rm(dataDirectory, { recursive: true, force: true });
  }
});
