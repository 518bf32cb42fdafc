import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { plannedRunKiB, runMemoryKiB } from '../../core/fleet/host-memory.ts';
import { buildHostUserData, userDataLimitBytes } from '../../lib/constructs/host-user-data.ts';

const assets = join(import.meta.dirname, '..', '..', 'lib', 'assets', 'judge-host');
const scripts = readdirSync(assets).filter((name) => name.endsWith('.sh'));
const work = mkdtempSync(join(tmpdir(), 'assize-host-'));
const userData = buildHostUserData({ maxLifetimeHours: 12 });
const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;

afterAll(() => rmSync(work, { recursive: true, force: true }));

/** The file that the user data writes to this path. */
function fileOf(target: string): string {
  const start = userData.indexOf(` ${target} <<'ASSIZE_FILE'\n`);
  const body = userData.slice(userData.indexOf('\n', start) + 1);
  return body.slice(0, body.indexOf('ASSIZE_FILE\n'));
}

/** Writes an executable; returns its path. */
function program(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

/** Runs the installation with a host's commands replaced. @param bake what metadata.sh does for the tag of an image to be */
function installOn(files: Record<string, string>, bake = ':') {
  const note = (name: string) => `echo "$@" >>"$ROOT/${name}"`;
  return runOnHost(
    readFileSync(join(assets, 'install.sh'), 'utf8'),
    {
      'judge0.conf.template': fileOf('/opt/assize/judge0.conf.template'),
      'metadata.sh': `#!/bin/bash\n[ "$1" != assize:bake ] || ${bake}\n`,
      'machine-id': '1234\n',
      ...files,
    },
    Object.fromEntries(
      ['systemctl', 'apt-mark', 'apt-get', 'docker', 'update-grub', 'shutdown', 'sync'].map((name) => [
        name,
        note(name),
      ]),
    ),
  );
}

describe('the scripts of a judge host', () => {
  it.each(scripts)('%s is bash', (name) => {
    execFileSync('bash', ['-n', join(assets, name)]);
  });

  it.runIf(hasShellcheck).each(scripts)('%s passes shellcheck', (name) => {
    execFileSync('shellcheck', [join(assets, name)], { stdio: 'pipe' });
  });

  it.runIf(hasShellcheck)('pass shellcheck as the one script that they make', () => {
    execFileSync('shellcheck', ['-'], { input: userData, stdio: ['pipe', 'pipe', 'pipe'] });
  });

  it('make one script that EC2 takes and bash reads, with every mark filled in', () => {
    expect(userData.startsWith('#!/bin/bash\n')).toBe(true);
    expect(Buffer.byteLength(userData)).toBeLessThan(userDataLimitBytes);
    execFileSync('bash', ['-n'], { input: userData });
    // The token and the passwords are filled in on the host; nothing else may be left open.
    expect([...new Set(userData.match(/@[A-Z_]+@/g))].sort()).toEqual(['@SECRET@', '@SLOTS@', '@TOKEN@']);
  });

  it('start the deadline before anything that can fail', () => {
    expect(userData.indexOf('systemctl enable --now assize-deadline.timer')).toBeLessThan(
      userData.indexOf('apt-get'),
    );
  });

  it('start Judge0 at once on a baked image, and neither fetch nor reboot anything', () => {
    const host = installOn({ baked: '' });
    expect(host.stderr).not.toContain('apt-get');
    expect(host.called('systemctl')).toBe(
      'daemon-reload\nenable --now assize-deadline.timer\nenable --now --no-block assize-judge.service\n',
    );
    expect(host.called('shutdown')).toBeUndefined();
    expect(Number(readFileSync(join(host.opt, 'born'), 'utf8'))).toBeGreaterThan(1_700_000_000);
    expect(host.status).toBe(0);
  });

  it('leave nothing of the one host in an image, and tell that it was baked by powering off', () => {
    const host = installOn({}, 'echo yes');
    expect(host.called('docker')).toContain('pull');
    expect(host.called('systemctl')).toContain('disable assize-deadline.timer\n');
    expect(host.called('systemctl')).not.toContain('assize-judge');
    expect(host.called('shutdown')).toBe('-P now\n');
    expect(readdirSync(host.opt).sort()).toEqual([
      'baked',
      'console',
      'judge0.conf.template',
      'machine-id',
      'metadata.sh',
    ]);
    expect(readFileSync(join(host.opt, 'machine-id'), 'utf8')).toBe('');
    expect(readFileSync(join(host.opt, 'console'), 'utf8')).toBe('assize: baked\n');
  });

  it('ask for cgroup v1 and reboot', () => {
    expect(installOn({}).called('shutdown')).toBe('-r now\n');
    expect(userData).toContain('systemd.unified_cgroup_hierarchy=0');
    expect(userData.trimEnd().endsWith('shutdown -r now')).toBe(true);
  });
});

describe('Judge0 on a host', () => {
  const compose = parse(fileOf('/opt/assize/docker-compose.yml'), { merge: true }) as {
    services: Record<
      string,
      { image: string; ports?: string[]; tmpfs?: string[]; volumes?: string[]; command?: string[] }
    >;
  };
  const conf = Object.fromEntries(
    fileOf('/opt/assize/judge0.conf.template')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split('=') as [string, string]),
  );

  it('is 1.13.1, older releases having three critical holes, and no image is what its tag may become', () => {
    expect(compose.services['server']?.image).toMatch(/^judge0\/judge0:1\.13\.1@sha256:/);
    for (const { image } of Object.values(compose.services))
      expect(image).toMatch(/^[a-z0-9/]+:\d+(\.\d+)+@sha256:[0-9a-f]{64}$/);
  });

  it('leaves its memory to the runs: one web process, and a limit that two of them fit into 4 GiB', () => {
    expect(conf['RAILS_SERVER_PROCESSES']).toBe('1');
    const planned = plannedRunKiB('c7i.large') ?? 0;
    const written = Number(conf['MAX_MEMORY_LIMIT']);
    expect(written).toBeLessThanOrEqual(planned);
    expect(written).toBeGreaterThan(0.95 * planned);
  });

  it('opens one port; its database and its queue open none', () => {
    const ports = Object.entries(compose.services).flatMap(([name, { ports: open = [] }]) =>
      open.map((port) => `${name} ${port}`),
    );
    expect(ports).toEqual(['server 2358:2358']);
  });

  it('shows participants no /dev/shm to write to', () => {
    expect(compose.services['workers']?.tmpfs).toEqual([expect.stringMatching(/^\/dev\/shm:.*mode=0700/)]);
  });

  it('makes ready what compilers take, as root and before the first program, and runs programs whatever becomes of it', () => {
    const { volumes, command } = compose.services['workers'] ?? {};
    expect(volumes).toContain('./head-start.sh:/head-start.sh:ro');
    expect(command).toEqual([
      'bash',
      '-c',
      expect.stringMatching(/^sudo bash \/head-start\.sh .*; exec \.\/scripts\/workers$/),
    ]);
    const script = fileOf('/opt/assize/head-start.sh');
    execFileSync('bash', ['-n'], { input: script });
    expect(script).toContain('/usr/local/gcc-9.2.0/bin/g++');
    expect(script).toContain('umask 022');
  });

  it('wants the token, has no network, deletes what is finished, and a worker a slot', () => {
    expect(conf).toMatchObject({
      AUTHN_HEADER: 'X-Auth-Token',
      AUTHN_TOKEN: '@TOKEN@',
      ALLOW_ENABLE_NETWORK: 'false',
      ENABLE_NETWORK: 'false',
      ENABLE_CALLBACKS: 'false',
      ENABLE_SUBMISSION_DELETE: 'true',
      JUDGE0_TELEMETRY_ENABLE: 'false',
      COUNT: '@SLOTS@',
    });
  });

  it('has more room than a stock host, so that a batch fits', () => {
    expect(Number(conf['MAX_CPU_TIME_LIMIT'])).toBeGreaterThan(15);
    expect(Number(conf['MAX_WALL_TIME_LIMIT'])).toBeGreaterThan(20);
    expect(Number(conf['MAX_MAX_FILE_SIZE'])).toBeGreaterThan(4096);
    expect(Number(conf['MAX_EXTRACT_SIZE'])).toBeGreaterThan(10_240);
  });
});

/** Runs a script of the host with the commands that it finds on a host replaced, below a root of its own. */
function runOnHost(script: string, files: Record<string, string>, tools: Record<string, string>) {
  const root = mkdtempSync(join(work, 'root-'));
  const opt = join(root, 'opt');
  for (const [name, text] of Object.entries(files)) program(opt, name, text);
  for (const [name, text] of Object.entries(tools))
    program(join(root, 'bin'), name, `#!/bin/bash\n${text}\n`);
  // Where the kernel shows memory and cgroups; a file that a test does not give is not there.
  const kernel = (text: string) =>
    text
      .replaceAll('/sys/fs/cgroup/memory', join(opt, 'cgroup-memory'))
      .replaceAll('/proc/meminfo', join(opt, 'meminfo'))
      .replaceAll('/etc/machine-id', join(opt, 'machine-id'))
      .replaceAll('/dev/console', join(opt, 'console'))
      .replaceAll('/etc/default/grub.d/60-assize.cfg', join(root, 'grub.cfg'))
      .replaceAll('/var/log/assize-install.log', join(root, 'install.log'));
  const file = program(root, 'script.sh', kernel(script.replaceAll('/opt/assize', opt)));
  const { status, stdout, stderr } = spawnSync('bash', [file], {
    encoding: 'utf8',
    env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, ROOT: root },
  });
  return { status, stdout, stderr, opt, called: (name: string) => readIfThere(join(root, name)) };
}

/** What a script finds of its machine. */
interface Machine {
  readonly cores: number;
  readonly memoryKiB: number;
  readonly memoryController: boolean;
}
const LARGE: Machine = { cores: 2, memoryKiB: 3_800_000, memoryController: true };

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

describe('the deadline on the host itself', () => {
  const script = fileOf('/opt/assize/deadline.sh');
  const nowS = Math.floor(Date.now() / 1000);
  const iso = (offsetS: number) => new Date((nowS + offsetS) * 1000).toISOString();
  const look = (tag: string, bornS: number) =>
    runOnHost(
      script,
      { 'metadata.sh': `#!/bin/bash\n${tag}\n`, born: `${bornS}\n` },
      { shutdown: 'echo "$@" >"$ROOT/shutdown"' },
    ).called('shutdown');

  it.each([
    ['is not there yet', `echo -n ${iso(3600)}`, nowS, undefined],
    ['has passed', `echo -n ${iso(-5)}`, nowS - 600, '-P now\n'],
    ['has passed, in seconds since the epoch', `echo -n @${nowS - 5}`, nowS - 600, '-P now\n'],
    ['cannot be read, and the host is young', 'exit 1', nowS - 600, undefined],
    ['cannot be read, and the host is too old', 'exit 1', nowS - 12 * 3600 - 5, '-P now\n'],
    ['is nonsense, and the host is too old', 'echo -n soon', nowS - 12 * 3600 - 5, '-P now\n'],
    ['is far away, and the host is too old', `echo -n ${iso(86_400)}`, nowS - 12 * 3600 - 5, '-P now\n'],
  ])('%s', (_, tag, bornS, expected) => {
    expect(look(tag, bornS)).toBe(expected);
  });
});

describe('starting Judge0 on the host', () => {
  const script = fileOf('/opt/assize/start-judge.sh');
  const start = (tag: string, filesystem: string, machine: Partial<Machine> = {}) => {
    const { cores, memoryKiB, memoryController } = { ...LARGE, ...machine };
    return runOnHost(
      script,
      {
        'metadata.sh': `#!/bin/bash\n${tag}\n`,
        'judge0.conf.template': fileOf('/opt/assize/judge0.conf.template'),
        meminfo: `MemTotal:       ${memoryKiB} kB\nMemFree:         1000 kB\n`,
        ...(memoryController ? { 'cgroup-memory/memory.limit_in_bytes': '9223372036854771712\n' } : {}),
      },
      {
        docker: 'echo "$@" >"$ROOT/docker"',
        stat: `echo ${filesystem}`,
        nproc: `echo ${cores}`,
      },
    );
  };
  const settingOf = (opt: string, name: string) =>
    new RegExp(`^${name}=(.*)$`, 'm').exec(readFileSync(join(opt, 'judge0.conf'), 'utf8'))?.[1];

  it('fills in the token of the launch round and passwords that nobody else knows', () => {
    const first = start('echo -n round-token_1', 'tmpfs');
    expect(first.stderr).toBe('');
    expect(first.called('docker')).toBe('compose up -d --no-build --pull never\n');
    const conf = readFileSync(join(first.opt, 'judge0.conf'), 'utf8');
    expect(conf).toContain('AUTHN_TOKEN=round-token_1\n');
    const password = /REDIS_PASSWORD=(\w+)\n/.exec(conf)?.[1] ?? '';
    expect(password.length).toBeGreaterThan(30);
    expect(conf).toContain(`POSTGRES_PASSWORD=${password}\n`);
    const second = readFileSync(join(start('echo -n t', 'tmpfs').opt, 'judge0.conf'), 'utf8');
    expect(second).not.toContain(password);
  });

  it.each([
    ['c7i.large', LARGE],
    ['c7i.xlarge', { ...LARGE, cores: 4, memoryKiB: 7_800_000 }],
    ['m7i.large', { ...LARGE, memoryKiB: 7_900_000 }],
  ])('%s has a worker a core, and gives runs what Judge0 leaves of its memory', (_, machine) => {
    const { opt } = start('echo -n t', 'tmpfs', machine);
    expect(settingOf(opt, 'COUNT')).toBe(String(machine.cores));
    const run = Number(settingOf(opt, 'MAX_MEMORY_LIMIT'));
    expect(run).toBe(runMemoryKiB(machine.memoryKiB, machine.cores));
    expect(run * machine.cores).toBeLessThan(machine.memoryKiB - 1024 * 1024);
  });

  it('leaves Judge0 down where its runs would have too little memory, and says what to do', () => {
    const { status, stderr, called } = start('echo -n t', 'tmpfs', { cores: 4 });
    expect(status).toBe(1);
    expect(stderr).toMatch(/3800000 KiB of memory leave \d+ KiB for each of 4 runs.*choose a larger type/);
    expect(called('docker')).toBeUndefined();
  });

  it('leaves Judge0 down on a kernel that mounts cgroup v1 without its memory controller', () => {
    const { status, stderr, called } = start('echo -n t', 'tmpfs', { memoryController: false });
    expect(status).toBe(1);
    expect(stderr).toContain('CONFIG_MEMCG_V1');
    expect(called('docker')).toBeUndefined();
  });

  it('leaves Judge0 down without a token', () => {
    const { status, stderr, called } = start('true', 'tmpfs');
    expect(status).toBe(1);
    expect(stderr).toContain('no tag assize:token');
    expect(called('docker')).toBeUndefined();
  });

  it('leaves Judge0 down on cgroup v2, on which it would fail every judge call', () => {
    const { status, stderr, called } = start('echo -n t', 'cgroup2fs');
    expect(status).toBe(1);
    expect(stderr).toContain('cgroup v2');
    expect(called('docker')).toBeUndefined();
  });
});
