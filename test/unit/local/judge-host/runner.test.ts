import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const RUNNER = join(import.meta.dirname, '../../../../local/judge-host/runner');

const sums = (directory: string) =>
  readFileSync(join(directory, 'SHA256SUMS'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/) as [string, string]);

test('sources and built runners are those that were hashed together', () => {
  for (const [sum, name] of sums(RUNNER)) {
    const found = createHash('sha256')
      .update(readFileSync(join(RUNNER, name)))
      .digest('hex');
    expect(found, `${name}: run local/judge-host/runner/build.sh and commit what it makes`).toBe(sum);
  }
});

const TOOLS = ['/usr/bin/musl-gcc', '/usr/bin/aarch64-linux-gnu-gcc', '/usr/lib/aarch64-linux-musl/libc.a'];
const isPinnedCompiler = () =>
  TOOLS.every((tool) => existsSync(tool)) &&
  execFileSync('gcc', ['--version'], { encoding: 'utf8' }).includes('12.2.0-14+deb12u1');

test.runIf(isPinnedCompiler())(
  'with the compiler of Debian 12 the runners are built again bit for bit',
  () => {
    const copy = mkdtempSync(join(tmpdir(), 'assize-runner-'));
    try {
      cpSync(RUNNER, copy, { recursive: true });
      execFileSync('sh', [join(copy, 'build.sh')]);
      expect(sums(copy)).toEqual(sums(RUNNER));
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  },
);

test('the runner refuses what it does not understand, in words', () => {
  const runner = join(RUNNER, process.arch === 'arm64' ? 'runner-aarch64' : 'runner-x86_64');
  const say = (args: string[]) => {
    try {
      execFileSync('/bin/sh', ['-c', '"$@" 3>&1', 'sh', runner, ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      return 'accepted';
    } catch (error) {
      return String((error as { stdout: string }).stdout).trim();
    }
  };
  expect(say(['plain', 'cpu-ms=abc', '--', '/bin/true'])).toBe('{"error":"not a number: cpu-ms"}');
  expect(say(['plain', 'nonsense=1', '--', '/bin/true'])).toBe('{"error":"unknown option nonsense"}');
  expect(say(['fly', 'cpu-ms=1', '--', '/bin/true'])).toBe('{"error":"unknown mode fly"}');
  expect(say(['init', 'cpu-ms=1', '--', '/bin/true'])).toBe('{"error":"runner init must be PID 1"}');
  expect(say(['plain', 'cpu-ms=1000', 'uid=60800', 'gid=60800', '--', '/no/such/program'])).toMatch(
    /execve \/no\/such\/program: No such file|setgroups: Operation not permitted/,
  );
});

test.runIf(process.getuid?.() === 0)('as root, a program without a uid of its own is not run', () => {
  const runner = join(RUNNER, process.arch === 'arm64' ? 'runner-aarch64' : 'runner-x86_64');
  const shell = `"${runner}" plain cpu-ms=1000 -- /bin/echo ran 3>&1; "${runner}" plain cpu-ms=1000 uid=0 gid=0 -- /bin/echo ran 3>&1; true`;
  const said = execFileSync('/bin/sh', ['-c', shell], { encoding: 'utf8' });
  expect(said).not.toContain('ran');
  expect(said.match(/programs do not run as root/g)).toHaveLength(2);
});
