import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Judge, project, startHost } from './judge.ts';
import { LANDLOCK } from './runner.ts';

/**
 * The weakest sandbox where Assize runs as an ordinary user, whose programs have no other uid than its own: what that
 * user has, its home, keys, processes and sockets, is what Landlock must keep from them.
 */
const HOST = join(import.meta.dirname, '../../../local/judge-host');
const isRoot = process.getuid?.() === 0;
const user = isRoot ? { uid: 60_900, gid: 60_900 } : {};

/** Listens as an agent with keys does, by path and by name alone, and takes no signal that it can refuse. */
const AGENT = `
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2']) process.on(signal, () => console.log('SIGNALLED'));
  const listen = (path) => require('net').createServer((socket) => socket.end('secret-of-the-agent')).listen(path);
  listen('agent.sock').once('listening', () => listen('\\0assize-agent-' + process.pid).once('listening', () => console.log('listens')));`;

let home: string;
let judge: Judge;
let agent: ReturnType<typeof spawn>;
let agentSaid = '';

beforeAll(async () => {
  // Of its own, since a checkout and its Node may lie where only root gets to.
  home = mkdtempSync(join(tmpdir(), 'assize-ordinary-'));
  const node = join(home, 'node');
  copyFileSync(process.execPath, node, constants.COPYFILE_FICLONE);
  cpSync(join(HOST, 'runner'), join(home, 'runner'), { recursive: true });
  const main = join(home, 'host.mjs');
  await build({
    entryPoints: [join(HOST, 'main.ts')],
    outfile: main,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  for (const directory of ['.aws', '.ssh', 'data']) mkdirSync(join(home, directory), { mode: 0o700 });
  for (const file of ['.aws/credentials', '.ssh/id_ed25519', 'data/cognito.json'])
    writeFileSync(join(home, file), 'secret-of-the-user\n', { mode: 0o600 });
  if (isRoot)
    for (const path of ['.', ...(readdirSync(home, { recursive: true }) as string[])])
      lchownSync(join(home, path), user.uid ?? 0, user.gid ?? 0);
  agent = spawn(node, ['-e', AGENT], {
    cwd: home,
    env: { SECRET: 'secret-of-a-process' },
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  });
  agent.stdout?.on('data', (chunk) => (agentSaid += String(chunk)));
  judge = await startHost({
    sandbox: 'limits',
    dataDirectory: join(home, 'data/hosts/i-1'),
    command: [node, main],
    user,
  });
  await vi.waitFor(() => expect(agentSaid).toContain('listens'), { timeout: 20_000 });
}, 60_000);
afterAll(async () => {
  await judge?.close();
  if (agent?.exitCode === null && agent.signalCode === null) {
    agent.kill('SIGKILL');
    await once(agent, 'exit');
  }
  rmSync(home, { recursive: true, force: true });
});

/** A busy machine is no reason to fail: as long as a stock host allows. */
const PATIENCE = { cpu_time_limit: 15, wall_time_limit: 20 };
const bash = (script: string, more: Record<string, unknown> = {}) =>
  judge.run(project({ run: script }, { memory_limit: 512_000, ...PATIENCE, ...more }));

test('what programs need is there: the toolchains, their streams by name, a directory of their own', async () => {
  const script = [
    'id -u; pwd',
    'echo word > "$TMPDIR/file"; cat "$HOME/file"; mkdir -p a/b; echo moved > a/one; mv a/one a/b/two; cat a/b/two',
    'cat /dev/stdin; head -c 3 /dev/zero | wc -c',
    "node -p \"require('fs').readFileSync('/proc/self/stat').length > 0\"",
    'printf "#!/bin/sh\\necho built\\n" > own; chmod +x own; ./own; sleep 5 & kill $!; wait $! 2> /dev/null; echo $?',
    // a file: whoever opens it again does not share where the first one stands
    'echo err >> /dev/stderr; echo out >> /dev/stdout',
  ].join('\n');
  const result = await bash(script, { stdin: 'in\n' });
  const [uid, box, ...rest] = (result.stdout ?? '').split('\n');
  expect(Number(uid)).toBe(user.uid ?? process.getuid?.());
  expect(box).toMatch(/\/box$/);
  expect(rest).toEqual(['word', 'moved', 'in', '3', 'true', 'built', '143', 'out', '']);
  expect(result).toMatchObject({ stderr: 'err\n', status: { id: 3 } });
});

const SOURCES: Record<number, [name: string, source: string]> = {
  50: ['C', '#include <stdio.h>\nint main(void) { puts("well"); }'],
  54: ['C++', '#include <iostream>\nint main() { std::cout << "well\\n"; }'],
  60: ['Go', 'package main\nimport "fmt"\nfunc main() { fmt.Println("well") }'],
  62: ['Java', 'class Main { public static void main(String[] a) { System.out.println("well"); } }'],
  63: ['JavaScript', 'console.log("well")'],
  71: ['Python', 'import tempfile, subprocess\ntempfile.TemporaryFile()\nsubprocess.run(["echo", "well"])'],
};

test('every language that the machine has compiles and runs', { timeout: 120_000 }, async () => {
  const known = ((await (await judge.request('/languages')).json()) as { id: number }[]).map(({ id }) => id);
  for (const [id, [name, source_code]] of Object.entries(SOURCES)) {
    if (!known.includes(Number(id))) continue;
    const result = await judge.run({
      language_id: Number(id),
      source_code,
      memory_limit: 512_000,
      ...PATIENCE,
    });
    expect(result, name).toMatchObject({ stdout: 'well\n', stderr: null, status: { id: 3 } });
  }
});

test.runIf(LANDLOCK > 0)('no key of the user can be read, moved, written or removed', async () => {
  const keys = ['.aws/credentials', '.ssh/id_ed25519', 'data/cognito.json'].map((name) => join(home, name));
  const attacks = keys.flatMap((key) => [
    `cat ${key}; ln ${key} stolen; mv ${key} stolen; cp ${key} stolen; cat stolen; ln -s ${key} link; cat link`,
    `echo x > ${key}; echo x >> ${key}; rm -f ${key}; node -e "require('fs').truncateSync('${key}')"`,
  ]);
  const script = [
    ...attacks,
    ...[home, join(home, '.ssh'), join(home, 'data'), '/tmp', '/dev/shm', '/run', '/var/tmp'].flatMap(
      (directory) => [
        `ls ${directory}`,
        `echo x > ${directory}/planted-${process.pid} && echo PLANTED ${directory}`,
      ],
    ),
    `cat /proc/self/cwd/../../../../../cognito.json`,
    'echo tried',
  ];
  const { stdout, stderr } = await bash(script.join('\n'));
  expect(stdout).toBe('tried\n');
  expect(stderr).not.toContain('secret-of');
  expect((stderr ?? '').match(/Permission denied|EACCES/g)?.length).toBeGreaterThan(keys.length * 8);
  for (const key of keys) expect(readFileSync(key, 'utf8')).toBe('secret-of-the-user\n');
});

test.runIf(LANDLOCK > 0)(
  'nor what another program has in its box, nor what it reads and writes',
  async () => {
    const first = bash(
      'echo secret-of-the-first | tee mine "$TMPDIR/mine"; until [ -e stop ]; do sleep 0.1; done',
    );
    const slots = join(home, 'data/hosts/i-1/sandbox/slot-*/*');
    await vi.waitFor(() => expect(globSync(`${slots}/tmp/mine`)).toHaveLength(1), { timeout: 20_000 });
    const [box = ''] = globSync(`${slots}/box/mine`);
    const place = join(box, '../..');
    const others = ['box/mine', 'tmp/mine', '0/stdin.txt', '0/stdout.txt', '1/stdout.txt']
      .map((name) => join(place, name))
      .filter((path) => existsSync(path));
    expect(others.length).toBeGreaterThan(3);
    const { stdout } = await bash(
      `ls ${place} ${place}/box; cat ${others.join(' ')}; for f in ${others.join(' ')}; do echo forged >> $f; done; touch ${place}/box/stop; echo tried`,
    );
    expect(stdout).toBe('tried\n');
    writeFileSync(join(place, 'box/stop'), '');
    expect(await first).toMatchObject({ stdout: 'secret-of-the-first\n', status: { id: 3 } });
  },
);

test.runIf(LANDLOCK > 0)('no process of the user tells its secrets or lets itself be traced', async () => {
  const script = [
    `for p in ${agent.pid} ${judge.process?.pid} $PPID; do`,
    '  cat /proc/$p/environ; readlink /proc/$p/fd/*; readlink /proc/$p/exe; ls /proc/$p/cwd/ /proc/$p/root/; cat /proc/$p/maps',
    '  dd if=/proc/$p/mem bs=1 count=1 skip=4194304; cat /proc/$p/fd/1',
    'done',
    'echo tried',
  ].join('\n');
  const { stdout, stderr } = await bash(script);
  expect(stdout).toBe('tried\n');
  expect(`${stdout}${stderr}`).not.toMatch(/secret-of|token-of|SECRET|ASSIZE/);
});

test.runIf(LANDLOCK >= 6)('no process of the user can be ended, stopped, slowed or limited', async () => {
  const pids = [agent.pid, judge.process?.pid];
  const limits = pids.map((pid) => readFileSync(`/proc/${pid}/limits`, 'utf8'));
  const script = pids.flatMap((pid) => [
    `for s in KILL STOP TERM INT HUP USR1 USR2; do kill -$s ${pid} && echo SENT $s; done`,
    `prlimit --pid ${pid} --cpu=0:0 && echo LIMITED`,
    `renice -n 19 -p ${pid} > /dev/null && echo SLOWED`,
    `taskset -p 1 ${pid} > /dev/null && echo PINNED`,
    `ionice -c 3 -p ${pid} && echo IDLE`,
  ]);
  const { stdout } = await bash(
    [...script, 'renice -n 5 -p 0 > /dev/null; kill -KILL -1; echo tried'].join('\n'),
  );
  expect(stdout).toBe('tried\n');
  expect(agentSaid).not.toContain('SIGNALLED');
  expect(pids.map((pid) => readFileSync(`/proc/${pid}/limits`, 'utf8'))).toEqual(limits);
  expect(agent.signalCode).toBeNull();
});

test('no socket of the user can be reached, by path or by name, nor memory of System V', async () => {
  const connect = (path: string) =>
    `node -e "require('net').connect(${path}).on('data', (d) => console.log(String(d))).on('error', (e) => console.log(e.code))"`;
  const { stdout } = await bash(
    `${connect(`'${join(home, 'agent.sock')}'`)}; ${connect(`'\\\\\\\\0assize-agent-${agent.pid}'`)}; ${connect("'/run/dbus/system_bus_socket'")}`,
  );
  expect(stdout).toBe('EPERM\nEPERM\nEPERM\n');
  if (!existsSync('/usr/bin/perl')) return;
  const shared = await bash(
    'perl -e \'print defined(shmget(71234, 10, 01666)) ? "SHARED" : $!, "\\n"; print defined(msgget(71234, 01666)) ? "SHARED" : $!, "\\n"; print defined(semget(71234, 1, 01666)) ? "SHARED" : $!, "\\n"\'',
  );
  expect(shared.stdout).toBe('Operation not permitted\n'.repeat(3));
});

test('the host says what holds programs here, and what does not', () => {
  const said = judge.said();
  expect(said).toMatch(/WARNING: .*limits only/);
  expect(said).toMatch(LANDLOCK > 0 ? /Landlock keeps them from other files/ : /YOUR KEYS/);
  if (LANDLOCK > 0 && LANDLOCK < 6) expect(said).toMatch(/end your processes/);
});
