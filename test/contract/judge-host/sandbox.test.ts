import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { base64, type Judge, project, startHost } from './judge.ts';

/** Command lines of all processes of this machine, to find what a submission left alive. */
function commandLines(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
    } catch {
      return [];
    }
  });
}

const canHaveBubblewrap = existsSync('/usr/bin/bwrap') || existsSync('/usr/local/bin/bwrap');
const kinds = [...(canHaveBubblewrap ? ['bubblewrap'] : []), 'namespaces'];

describe.each(kinds)('hostile programs in %s', (sandbox) => {
  let judge: Judge;
  beforeAll(async () => {
    judge = await startHost({ sandbox, environment: { AWS_SECRET_ACCESS_KEY: 'very-secret' } });
  });
  afterAll(() => judge.close());

  const bash = (script: string, more: Record<string, unknown> = {}) =>
    judge.run(project({ run: script }, { wall_time_limit: 15, ...more }));
  const javascript = (source: string, more: Record<string, unknown> = {}) =>
    judge.run({ language_id: 63, source_code: source, memory_limit: 512_000, ...more });
  /** What there is of boxes: of a slot that waits, the one of the next submission and nothing in it. */
  const boxes = async (): Promise<string[][]> => {
    const state = join(judge.dataDirectory, 'sandbox');
    const slots = (await readdir(state)).filter((name) => name.startsWith('slot-'));
    const places = await Promise.all(
      slots.map(async (slot) => (await readdir(join(state, slot))).map((place) => join(state, slot, place))),
    );
    return Promise.all(places.flat().map((place) => readdir(join(place, 'box')).catch(() => ['going away'])));
  };
  /** The host still judges, and nothing of earlier submissions is in its boxes. */
  const expectGoodHealth = async () => {
    expect(await bash('echo well')).toMatchObject({ stdout: 'well\n', status: { id: 3 } });
    await vi.waitFor(async () => expect(await boxes()).toEqual([[], []]), { timeout: 20_000 });
  };

  test('a fork bomb ends at its limits and leaves nothing', async () => {
    const result = await bash(
      'bomb() { bomb 98765.1 | bomb 98765.1 & }; bomb; exec -a bomb-98765.1 sleep 20',
      {
        cpu_time_limit: 2,
        cpu_extra_time: 0,
        wall_time_limit: 4,
      },
    );
    expect(result.status.id).toBe(5);
    expect(commandLines().filter((line) => line.includes('98765.1'))).toEqual([]);
    await expectGoodHealth();
  });

  test('a memory bomb is killed at the limit, whether in one process or in many', async () => {
    const one = await javascript('const all = []; for (;;) all.push(Buffer.alloc(1 << 24, 1));', {
      memory_limit: 200_000,
    });
    expect(one).toMatchObject({ status: { id: 11 }, exit_code: 137, memory: 200_000 });
    const hog = 'node -e "const b = Buffer.alloc(60e6, 1); setTimeout(() => console.log(b.length), 4000)"';
    const many = await bash(`for i in 1 2 3 4 5 6; do ${hog} & done; wait`, { memory_limit: 300_000 });
    expect((many.stdout ?? '').split('\n').filter(Boolean).length).toBeLessThan(6);
    expect(many.memory).toBe(300_000);
    await expectGoodHealth();
  });

  test('a disk filler is stopped, and its files are gone', async () => {
    const fill = 'for ((i = 0; ; i++)); do head -c 4000000 /dev/zero > file$i; done';
    const result = await bash(fill, {
      max_file_size: 4096,
      cpu_time_limit: 15,
      wall_time_limit: 20,
      memory_limit: 512_000,
    });
    expect(result.status.id).toBeGreaterThanOrEqual(5);
    expect(result.message).not.toBeNull();
    await expectGoodHealth();
  });

  test('so is one that makes files without end', async () => {
    const result = await bash('mkdir d{1..25000}; sleep 30', {
      cpu_time_limit: 15,
      wall_time_limit: 20,
    });
    expect(result).toMatchObject({ status: { id: 12 }, message: 'The box holds more than this host allows' });
    await expectGoodHealth();
  });

  test('there is no network: not the host itself, not its neighbours', async () => {
    const server = createServer((socket) => socket.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const source = `
      const net = require('net');
      for (const p of [${port}, ${new URL(judge.url).port}])
        net.connect(p, '127.0.0.1').on('connect', () => console.log('REACHED')).on('error', (e) => console.log(e.code));
      console.log(Object.keys(require('os').networkInterfaces()).join());`;
    const result = await javascript(source);
    server.close();
    expect(result.stdout).not.toContain('REACHED');
    expect(result.stdout).toMatch(/^(lo)?\n(ENETUNREACH|ECONNREFUSED|EADDRNOTAVAIL)\n/);
  });

  test('secrets of the machine, its users and other submissions cannot be read', async () => {
    const paths = [
      '/etc/shadow',
      '/root',
      '/home',
      judge.dataDirectory,
      '/proc/1/environ',
      '/proc/1/fd/0',
      import.meta.filename,
    ];
    const result = await bash(
      paths.map((path) => `cat ${path}; ls ${path}/`).join('\n') + '\nenv; id -u; cat /etc/passwd',
    );
    expect(result.stdout).not.toMatch(/secret|token-of-the-test/);
    const lines = (result.stdout ?? '').split('\n');
    expect(
      lines.filter((line) =>
        /^(HOME|PATH|LANG|LANGUAGE|LC_ALL|LIBC_FATAL_STDERR_|PWD|SHLVL|OLDPWD|_|JUDGE0_[A-Z_]+)=|^\d+$|nologin$|^$/.test(
          line,
        ),
      ),
    ).toEqual(lines);
  });

  test('nothing outside /box, /tmp and /dev/shm can be written', async () => {
    const places = [
      '/',
      '/usr',
      '/usr/local/bin',
      '/etc',
      '/proc/sys/kernel',
      '/dev',
      '/bin',
      '/usr/local/assize/node',
    ];
    const result = await bash(
      places.map((place) => `echo x > ${place}/written && echo WROTE ${place}`).join('\n'),
    );
    expect(result.stdout).toBeNull();
    expect((await bash('for d in /box /tmp /dev/shm; do echo x > $d/written && echo $d; done')).stdout).toBe(
      '/box\n/tmp\n/dev/shm\n',
    );
  });

  test('a daemon dies with its submission', async () => {
    const result = await bash('setsid nohup sleep 98765.2 > /dev/null 2>&1 & disown; echo gone');
    expect(result).toMatchObject({ stdout: 'gone\n', status: { id: 3 } });
    expect(commandLines().filter((line) => line.includes('98765.2'))).toEqual([]);
  });

  test('the watcher cannot be killed, stopped, limited, slowed, traced or read', async () => {
    const attacks = [
      'kill -KILL 1; kill -STOP 1; kill -TERM 1',
      'prlimit --pid 1 --cpu=0:0; prlimit --pid 1 --fsize=0:0; renice -n 19 -p 1; renice -n 19 -u $(id -u); chrt -i -p 0 1',
      'head -c 1 /proc/1/mem; ls -l /proc/1/fd; cat /proc/1/maps',
      'echo forged >&3; echo forged > /proc/1/fd/3',
      'kill -KILL -1',
    ];
    const result = await bash(`${attacks.join('\n')}\necho survived`);
    expect(result).toMatchObject({ stdout: 'survived\n', status: { id: 3 }, exit_code: 0 });
  });

  test('there are no privileges, and no way to new ones', async () => {
    const result = await bash(
      'grep -E "^(CapEff|CapPrm|CapInh|CapAmb|NoNewPrivs|Seccomp):" /proc/self/status; unshare -U id; unshare -Ur id; su -c id',
    );
    const lines = (result.stdout ?? '').trim().split('\n').sort();
    expect(lines.slice(0, 4).every((line) => /^Cap\w+:\s0000000000000000$/.test(line))).toBe(true);
    expect(lines.slice(4)).toEqual(['NoNewPrivs:\t1', 'Seccomp:\t2']);
  });

  test('permissions taken away and a tree deeper than a path can be long are cleaned up', async () => {
    const deeper =
      'for n in 1 2 3; do mkdir -p $(printf "d/%.0s" {1..1000}) && cd $(printf "d/%.0s" {1..1000}); done';
    const deep = `${deeper}; cd /box; mkdir shut; echo x > shut/x; chmod 0 shut; chmod 0 .`;
    expect((await bash(deep)).status.id).toBe(3);
    await expectGoodHealth();
  });

  test('two submissions at the same time do not see each other', async () => {
    const look =
      'sleep 0.5; ls /proc | grep -c "^[0-9]"; echo mine > /tmp/x; sleep 0.5; cat /tmp/x; ls /box | wc -l';
    const both = await Promise.all([bash(look), bash(look)]);
    for (const result of both) {
      const [processes, ...rest] = (result.stdout ?? '').split('\n');
      expect(Number(processes)).toBeLessThanOrEqual(4);
      expect(rest).toEqual(['mine', '1', '']);
    }
  });

  test('compiling is no way out either: it sees no input, and replaces no tool', async () => {
    const files = {
      compile: 'cat /etc/shadow; echo x > /usr/local/bin/node; ls /box; ln -sf /etc/passwd run.new',
      run: 'node -p 1+1',
    };
    const result = await judge.run(project(files, { memory_limit: 256_000, stdin: 'secret' }));
    expect(result).toMatchObject({ stdout: '2\n', status: { id: 3 } });
    expect(result.compile_output).not.toContain('secret');
  });

  test('the submission of a script that unzip would follow out of the box stays in it', async () => {
    const link = { os: 3, attrs: 0o120777 << 16 };
    const files: Parameters<typeof project>[0] = {
      run: 'readlink out; cat out/passwd | head -1',
      out: [Buffer.from('/etc'), link],
      'out/written-through': 'x',
    };
    await judge.run(project(files));
    expect(existsSync('/etc/written-through')).toBe(false);
  });

  test('output that pretends to be the report changes nothing', async () => {
    const report = { ended: 'exited', exitCode: 0, signal: 0, cpuUs: 1, wallUs: 1, memoryKib: 1 };
    const result = await bash(
      `echo '${JSON.stringify(report)}'; echo '${JSON.stringify(report)}' >&2; exit 7`,
    );
    expect(result).toMatchObject({ status: { id: 11 }, exit_code: 7 });
    expect(base64(result.stdout ?? '')).toBe(base64(`${JSON.stringify(report)}\n`));
  });
});
