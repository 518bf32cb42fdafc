import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type BoxOrder, openBoxes } from '../../../local/judge-host/boxes.ts';
import { parseJudgeHostConfig } from '../../../local/judge-host/config.ts';
import { findCgroupBase } from '../../../local/judge-host/sandbox/cgroups.ts';
import { chooseSandbox, giveUidBack, takeUid } from '../../../local/judge-host/sandbox/choose.ts';
import type { SandboxKind } from '../../../local/judge-host/sandbox/command.ts';
import type { LivingSandboxes } from '../../../local/judge-host/sandbox/prepare.ts';
import { startJudgeHost } from '../../../local/judge-host/start.ts';
import { findToolchains } from '../../../local/judge-host/toolchains.ts';
import { descendantsOf, type Judge, project, startHost } from './judge.ts';
import { RUNNER } from './runner.ts';

const canHaveBubblewrap = existsSync('/usr/bin/bwrap') || existsSync('/usr/local/bin/bwrap');
const kinds: SandboxKind[] = [...(canHaveBubblewrap ? ['bubblewrap' as const] : []), 'namespaces', 'limits'];
const TWO_STAGES = project({ compile: 'echo well > word', run: 'cat word' });

let judge: Judge | undefined;
afterEach(async () => {
  await judge?.close();
  judge = undefined;
});

/** A host whose only slot waits with two sandboxes; their pids, the outermost of each first. */
async function hostThatWaits(sandbox: SandboxKind): Promise<{ host: Judge; waiting: number[] }> {
  const host = await startHost({ sandbox, slots: 1 });
  judge = host;
  return { host, waiting: await waitingOf(host) };
}

function waitingOf(host: Judge): Promise<number[]> {
  const size = { bubblewrap: 4, namespaces: 4, limits: 2 }[host.sandbox as SandboxKind];
  return vi.waitFor(
    () => {
      const pids = descendantsOf(host.process?.pid ?? 0);
      expect(pids.length).toBe(size);
      // the innermost of each has become the runner, and waits for what the host will say
      for (let at = size / 2 - 1; at < size; at += size / 2)
        expect(readFileSync(`/proc/${pids[at]}/stat`, 'utf8')).toContain('(runner-');
      return pids;
    },
    { timeout: 20_000, interval: 20 },
  );
}

describe.each(kinds)('sandboxes made ahead: %s', (kind) => {
  test('one that was killed while it waited costs no submission', async () => {
    const { host, waiting } = await hostThatWaits(kind);
    for (let victim = 0; victim < waiting.length; victim++) {
      process.kill((await waitingOf(host))[victim] ?? 0, 'SIGKILL');
      expect(await host.run(TWO_STAGES)).toMatchObject({ stdout: 'well\n', status: { id: 3 } });
    }
  });

  test('every run has one of its own: what a program leaves in /tmp is gone for the next submission', async () => {
    const { host } = await hostThatWaits(kind);
    const files = {
      compile: 'cd "${TMPDIR:-/tmp}"; ls; echo x > left',
      run: 'echo $$; cd "${TMPDIR:-/tmp}"; ls; rm left; echo x > more',
    };
    const pid = kind === 'limits' ? '\\d+' : '2';
    const clean = { compile_output: null, stdout: expect.stringMatching(`^${pid}\nleft\n$`) };
    for (let n = 0; n < 3; n++) expect(await host.run(project(files))).toMatchObject(clean);
  });

  test('each run has the limits of its own order, whatever the one before had', async () => {
    const { host } = await hostThatWaits(kind);
    const hog = 'set -o pipefail; head -c 150000000 /dev/zero | tail -c 140000000 | wc -c';
    const run = (memory_limit: number) =>
      host.run(project({ run: hog }, { memory_limit, cpu_time_limit: 15, wall_time_limit: 20 }));
    for (const fits of [true, false, true])
      expect(await run(fits ? 400_000 : 64_000)).toMatchObject(
        fits ? { stdout: '140000000\n' } : { status: { id: 11 }, exit_code: 137 },
      );
    const file = project({ compile: 'ulimit -f', run: 'ulimit -f' }, { max_file_size: 77 });
    expect(await host.run(file)).toMatchObject({ compile_output: '4096\n', stdout: '77\n' });
  });

  test.runIf(existsSync('/usr/bin/python3'))('so many processes as allowed, to the one', async () => {
    const { host } = await hostThatWaits(kind);
    const python =
      'import os, time\nn = 1\ntry:\n  while os.fork(): n += 1\n  time.sleep(9)\nexcept OSError: print(n)';
    const run = { 'run.py': python, run: 'exec /usr/bin/python3 run.py' };
    for (const files of [run, { ...run, compile: 'true' }]) {
      const more = { max_processes_and_or_threads: 20, wall_time_limit: 5 };
      const { stdout } = await host.run(project(files, more));
      expect(stdout).toBe('20\n');
    }
  });

  test('one that dies in the instant of its order is replaced, and what it is told may be anything but NUL', async () => {
    const state = await mkdtemp(join(tmpdir(), 'assize-prepared-'));
    onTestFinished(() => rm(state, { recursive: true, force: true }));
    await chmod(state, 0o711);
    const { setting, cgroups } = await chooseSandbox(state, await findToolchains(), RUNNER, kind);
    const living: LivingSandboxes = new Set();
    const directory = join(state, 'slot-0');
    await mkdir(directory, { mode: 0o711 });
    const uid = await takeUid();
    onTestFinished(() => giveUidBack(uid));
    const boxes = openBoxes({ sandbox: setting, cgroups, living, uid }, directory);
    const say = (text: string): BoxOrder => ({
      program: ['/bin/bash', '-c', 'printf %s "$1"', 'bash', text],
      environment: { PATH: '/usr/bin:/bin', ODD: '"\n\\=--' },
      limits: {
        cpuKillMs: 9000,
        wallMs: 20_000,
        memoryKib: 65_536,
        processes: 9,
        fileKib: 99,
        stackKib: 8192,
      },
      stdin: null,
      oneOutput: false,
      shareNetwork: false,
    });
    boxes.prepare();
    await vi.waitFor(() => expect(living.size).toBe(2));
    const box = await boxes.take();
    for (const sandbox of living) sandbox.end();
    const hostile = '\n--\ncpu-ms=0\r\t"\\%s $(id) \u{1F600}\x01';
    expect((await box.run(say(hostile))).stdout?.toString()).toBe(hostile);
    const long = 'x'.repeat(60_000);
    expect((await box.run(say(long))).stdout?.toString()).toBe(long);
    await expect(box.run(say('a\0b'))).rejects.toThrow('NUL');
    await expect(box.run(say('x'.repeat(70_000)))).rejects.toThrow(/order of \d+ bytes .* at most 65536/);
    await boxes.close();
    expect(living.size).toBe(0);
    expect(readdirSync(directory)).toEqual([]);
    if (cgroups) expect(groupsOf(cgroups.directory, cgroups.prefix)).toEqual([]);
    await expect(boxes.take()).rejects.toThrow('ending');
  });
});

const groupsOf = (directory: string, prefix: string): string[] =>
  readdirSync(directory).filter((name) => name.startsWith(prefix));

test.runIf(process.getuid?.() === 0)(
  'a run that may see the network gets another sandbox; the next does not',
  async () => {
    const server = createServer((socket) => socket.end('reached\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    judge = await startHost({ slots: 1, config: { allow_enable_network: true } });
    const connect = `exec 3<>/dev/tcp/127.0.0.1/${port} && head -1 <&3`;
    const run = async (enable_network: boolean) =>
      judge?.run(project({ compile: connect, run: connect }, { enable_network }));
    // compiling never sees it, whatever was asked
    for (const network of [false, true, false])
      expect(await run(network)).toMatchObject({
        status: { id: 6 },
        compile_output: expect.stringMatching(/tcp/),
      });
    const only = async (enable_network: boolean) =>
      (await judge?.run(project({ run: connect }, { enable_network })))?.stdout;
    expect([await only(false), await only(true), await only(false)]).toEqual([null, 'reached\n', null]);
  },
);

test('two hosts in one process do not meet: each limits memory by cgroups of its own', async ({ skip }) => {
  const base = await findCgroupBase();
  const host = async (port = 0) => {
    const data = await mkdtemp(join(tmpdir(), 'assize-prepared-'));
    await chmod(data, 0o755);
    onTestFinished(() => rm(data, { recursive: true, force: true }));
    const started = await startJudgeHost({
      address: '127.0.0.1',
      port,
      token: undefined,
      slots: 1,
      dataDirectory: data,
      config: parseJudgeHostConfig({}),
      log: () => undefined,
    });
    return { ...started, data };
  };
  const submit = async (url: string, script: string) => {
    const answer = await fetch(`${url}/submissions?base64_encoded=true&wait=true`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(project({ run: script })),
    });
    const { stdout } = (await answer.json()) as { stdout: string | null };
    return Buffer.from(stdout ?? '', 'base64').toString();
  };
  const hosts = await Promise.all([host(), host()]);
  const [first, second] = hosts;
  const own = base?.prefix.replace(/[^-]+$/, '') ?? '';
  try {
    // a third finds the port taken, and leaves nothing
    const { port } = new URL(first!.url);
    await expect(host(Number(port))).rejects.toThrow('EADDRINUSE');
    if (base !== undefined) {
      const prefixes = () =>
        new Set(groupsOf(base.directory, own).map((name) => name.slice(0, base.prefix.length)));
      await vi.waitFor(() => expect(prefixes().size).toBe(2), { timeout: 20_000 });
    }
    const uids = await Promise.all(hosts.map(({ url }) => submit(url, 'sleep 1; id -u')));
    expect(uids.map((uid) => /^[1-9]\d*\n$/.test(uid))).toEqual([true, true]);
    if (process.getuid?.() === 0) expect(uids[0]).not.toBe(uids[1]);
    await first!.stop();
    expect(await submit(second!.url, 'echo still there')).toBe('still there\n');
  } finally {
    await first!.stop();
    await second!.stop();
  }
  if (base === undefined) return skip('this machine hands out no cgroups');
  await vi.waitFor(() => expect(groupsOf(base.directory, own)).toEqual([]), { timeout: 20_000 });
  for (const { data } of hosts) expect(existsSync(join(data, 'sandbox'))).toBe(false);
});
