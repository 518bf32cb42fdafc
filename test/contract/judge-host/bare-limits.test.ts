import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { chooseSandbox } from '../../../local/judge-host/sandbox/choose.ts';
import { findToolchains } from '../../../local/judge-host/toolchains.ts';
import { type Judge, project, startHost } from './judge.ts';
import { RUNNER } from './runner.ts';

/** The last resort: a machine without namespaces. It holds less, and says so; what it promises is held here. */
let judge: Judge;
beforeAll(async () => {
  judge = await startHost({ sandbox: 'limits' });
});
afterAll(() => judge.close());

const bash = (script: string, more: Record<string, unknown> = {}) =>
  judge.run(project({ run: script }, more));

test('programs run, JavaScript with the Node that runs Assize, but never as root', async () => {
  const result = await bash('id -u; node -p "process.version"', { memory_limit: 256_000 });
  const [uid, version] = (result.stdout ?? '').split('\n');
  expect(Number(uid)).toBeGreaterThan(0);
  expect(version).toBe(process.version);
});

test('their watcher is out of reach, and so is everybody at once', async () => {
  const attacks =
    'kill -KILL $PPID; kill -STOP $PPID; prlimit --pid $PPID --cpu=0:0; renice -n 19 -p $PPID; kill -KILL -1';
  expect(await bash(`${attacks}; echo survived`)).toMatchObject({ stdout: 'survived\n', status: { id: 3 } });
});

test('daemons die with them, and limits are kept', async () => {
  const daemon = await bash('setsid nohup bash -c "sleep 3; echo alive > late" > /dev/null 2>&1 & echo $!');
  const pid = Number(daemon.stdout);
  expect(pid).toBeGreaterThan(1);
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  expect(await bash('while :; do :; done', { cpu_time_limit: 0.5, cpu_extra_time: 0 })).toMatchObject({
    status: { id: 5 },
  });
  const hungry = 'set -o pipefail; head -c 400000000 /dev/zero | tail -c 390000000 > /dev/null';
  expect(await bash(hungry, { memory_limit: 64_000 })).toMatchObject({ status: { id: 11 }, exit_code: 137 });
});

test('no new privileges, no namespaces of their own', async () => {
  const result = await bash('grep NoNewPrivs /proc/self/status; unshare -Ur id');
  expect(result.stdout).toBe('NoNewPrivs:\t1\n');
});

test('there is no way to the network, though there is no namespace to shut it out', async () => {
  const server = createServer((socket) => socket.end('reached'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const connect = `require('net').connect(${port}, '127.0.0.1').on('connect', () => console.log('REACHED')).on('error', (e) => console.log(e.code))`;
  const result = await bash(`(exec 3<>/dev/tcp/127.0.0.1/${port}) && echo REACHED; node -e "${connect}"`, {
    memory_limit: 256_000,
  });
  server.close();
  expect(result.stdout).toBe('EPERM\n');
});

test('where the kernel has no Landlock they run without, and the warning says what they can read', async () => {
  const state = mkdtempSync(join(tmpdir(), 'assize-bare-'));
  onTestFinished(() => rmSync(state, { recursive: true, force: true }));
  // As root, programs of another uid must get there.
  chmodSync(state, 0o711);
  const runner = join(state, 'runner');
  writeFileSync(runner, `#!/bin/sh\n[ "$1" = landlock ] && exec echo 0\nexec ${RUNNER} "$@"\n`, {
    mode: 0o755,
  });
  const { setting, warning } = await chooseSandbox(state, await findToolchains(), runner, 'limits');
  expect(setting.landlock).toBe(0);
  expect(warning).toMatch(
    process.getuid?.() === 0 ? /read what every user of this machine can/ : /read and change what you can/,
  );
});
