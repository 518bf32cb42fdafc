import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
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

const runner = join(RUNNER, process.arch === 'arm64' ? 'runner-aarch64' : 'runner-x86_64');

/** An order as the runner reads it. */
const order = (...strings: string[]): Buffer => {
  const text = Buffer.from(strings.map((string) => `${string}\0`).join(''));
  return Buffer.concat([Buffer.from(String(text.length).padStart(8, '0')), text]);
};

/** Start the runner, send it bytes on its socket, and return what it said there and wrote to its standard output. */
async function talk(
  options: string[],
  bytes: Buffer,
  hangUp = false,
): Promise<{ lines: string[]; stdout: string }> {
  const child = spawn(runner, options, { stdio: ['ignore', 'pipe', 'ignore', 'pipe'], env: {} });
  const socket = child.stdio[3] as Socket;
  let said = '';
  let stdout = '';
  socket.on('data', (chunk) => (said += String(chunk))).on('error', () => undefined);
  child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
  if (hangUp) socket.end(bytes);
  else if (bytes.length > 0) socket.write(bytes);
  await once(child, 'close');
  return { lines: said.split('\n').filter(Boolean), stdout };
}
const ids = process.getuid?.() === 0 ? ['uid=60800', 'gid=60800'] : [];
const plain = (bytes: Buffer, hangUp = false) => talk(['plain', ...ids], bytes, hangUp);
const TAKEN = '{"taken":true}';

test('the runner refuses options that it does not understand, in words', async () => {
  const say = async (...options: string[]) => (await talk(options, Buffer.alloc(0))).lines;
  expect(await say('plain', 'uid=abc')).toEqual(['{"error":"not a number: uid"}']);
  expect(await say('plain', 'nonsense=1')).toEqual(['{"error":"unknown option nonsense"}']);
  expect(await say('fly', 'uid=1')).toEqual(['{"error":"unknown mode fly"}']);
  expect(await say('init', 'uid=1')).toEqual(['{"error":"runner init must be PID 1"}']);
  expect(await say('plain', '--', '/bin/true')).toEqual(['{"error":"a program is ordered, not given"}']);
  expect(await say('enter')).toEqual(['{"error":"no program given"}']);
  expect(await say('plain', 'landlock', 'ro=/no/such|/no/such')).toEqual([
    expect.stringMatching(/^\{"error":"landlock/),
  ]);
  // what is of the order is no option
  expect(await say('plain', 'cpu-ms=1000')).toEqual(['{"error":"unknown option cpu-ms"}']);
});

test('an order is taken once it is whole, and its program is run', async () => {
  const whole = order(
    'cpu-ms=1000',
    'file-kib=64',
    'env=A=b c',
    'no-input',
    'one-output',
    '--',
    '/bin/echo',
    '',
    'x',
  );
  const { lines, stdout } = await plain(whole);
  expect(stdout).toBe(' x\n');
  expect(lines[0]).toBe(TAKEN);
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ ended: 'exited', exitCode: 0 });
  const missing = await plain(order('cpu-ms=1000', '--', '/no/such/program'));
  expect(missing.lines).toEqual([TAKEN, '{"error":"execve /no/such/program: No such file or directory"}']);
});

test('an order that is not one runs nothing', async () => {
  const run = ['--', '/bin/echo', 'RAN'];
  const refused: [Buffer, string][] = [
    [Buffer.from('12x45678'), 'not the length of an order: 12x45678'],
    [Buffer.from('       9'), 'not the length of an order:        9'],
    [Buffer.from('00000000'), 'not the length of an order: 00000000'],
    [Buffer.from('00065537'), 'not the length of an order: 00065537'],
    [Buffer.from('00000003a\0b'), 'the order has no end'],
    [order('cpu-ms=1'), 'no program ordered'],
    [order('cpu-ms=1', '--'), 'no program ordered'],
    [order('cpu-ms=1\n', ...run), 'not a number: cpu-ms'],
    [order('cpu-ms=', ...run), 'not a number: cpu-ms'],
    [order('', ...run), 'unknown option '],
    [order('cpu\nms=1', ...run), 'unknown limit cpu?ms'],
    [order(...run.slice(0, 2), ...Array.from({ length: 1023 }, () => 'x')), 'the order is too long'],
    [order(...Array.from({ length: 64 }, (_, n) => `env=N${n}=1`), ...run), 'unknown limit env'],
    // what the sandbox is, no order changes: not whose rights the program has, not what it sees
    ...['uid=0', 'gid=0', 'parent=1', 'cwd=/', 'root=/', 'cgroup=/', 'ro=/|/x', 'rw=/|/x'].map(
      (option): [Buffer, string] => [order(option, ...run), `unknown limit ${option.split('=')[0]}`],
    ),
    [order('share-net', ...run), 'unknown option share-net'],
    [order('landlock', ...run), 'unknown option landlock'],
  ];
  for (const [bytes, words] of refused) {
    const { lines, stdout } = await plain(bytes);
    expect({ lines, stdout }).toEqual({ lines: [JSON.stringify({ error: words })], stdout: '' });
  }
});

test('a host that is gone before its order is whole has ordered nothing', async () => {
  const whole = order('cpu-ms=1000', '--', '/bin/echo', 'RAN');
  for (const length of [0, 5, 8, 20, whole.length - 1])
    expect(await plain(whole.subarray(0, length), true)).toEqual({ lines: [], stdout: '' });
});

test('bytes that nobody understands end in a refusal or in waiting, never in a program', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, framed) => {
      const text = Buffer.concat([bytes, Buffer.from([0])]);
      const sent = framed ? Buffer.concat([Buffer.from(String(text.length).padStart(8, '0')), text]) : text;
      const { lines, stdout } = await plain(sent, !framed);
      expect(stdout).toBe('');
      expect(lines.filter((line) => !line.startsWith('{"error":"'))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test.runIf(process.getuid?.() === 0)('as root, a program without a uid of its own is not run', async () => {
  for (const options of [[], ['uid=0', 'gid=0'], ['uid=60800', 'gid=0']]) {
    const { lines, stdout } = await talk(
      ['plain', ...options],
      order('file-kib=64', '--', '/bin/echo', 'RAN'),
    );
    expect(stdout).toBe('');
    expect(lines.slice(0, 2)).toEqual([TAKEN, '{"error":"participants\' programs do not run as root"}']);
  }
});
