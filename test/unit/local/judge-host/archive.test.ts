import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { type Zippable, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { extractArchive } from '../../../../local/judge-host/archive.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assize-archive-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const limits = { maxFileKib: 64, cpuSeconds: 2, cpuMicroseconds: () => 0 };
const zipped = (files: Zippable) => Buffer.from(zipSync(files));

describe('extractArchive', () => {
  test('unpacks what was packed, whatever it is', async () => {
    const names = fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8}){0,3}$/);
    const packed = fc.dictionary(names, fc.uint8Array({ maxLength: 2000 }), { maxKeys: 6 });
    await fc.assert(
      fc.asyncProperty(packed, async (files) => {
        const paths = Object.keys(files);
        fc.pre(!paths.some((a) => paths.some((b) => b.startsWith(`${a}/`))));
        const inside = await mkdtemp(join(directory, 'one-'));
        const made = await extractArchive(zipped(files), inside, limits);
        for (const [name, content] of Object.entries(files)) {
          expect(made).toContain(name);
          expect(new Uint8Array(await readFile(join(inside, name)))).toEqual(content);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('never throws, and never leaves the directory, on damaged archives', async () => {
    const intact = zipped({ run: Buffer.from('echo hello '.repeat(50)), 'deep/er': Buffer.from('x') });
    const damage = fc.array(fc.tuple(fc.nat(intact.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(intact.length), async (bytes, length) => {
        const broken = Buffer.from(intact.subarray(0, length));
        for (const [at, value] of bytes) if (at < broken.length) broken[at] = value;
        const inside = await mkdtemp(join(directory, 'one-'));
        for (const path of await extractArchive(broken, inside, limits))
          expect(
            (await stat(join(inside, path))).isFile() || (await stat(join(inside, path))).isDirectory(),
          ).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('a bomb costs no more than the limit of one file, and ends the step', async () => {
    const bomb = zipped({ bomb: [Buffer.alloc(50_000_000), { level: 9 }], later: Buffer.from('x') });
    expect(await extractArchive(bomb, directory, limits)).toEqual(['bomb']);
    expect((await stat(join(directory, 'bomb'))).size).toBe(64 * 1024);
  });

  test('stops when its CPU time is used up', async () => {
    let clock = 0;
    const slow = { ...limits, cpuMicroseconds: () => (clock += 900_000) };
    const files = zipped({
      a: Buffer.from('1'),
      b: Buffer.from('2'),
      c: Buffer.from('3'),
      d: Buffer.from('4'),
    });
    expect(await extractArchive(files, directory, slow)).toEqual(['a', 'b']);
  });

  test('overwrites nothing: the first of two files of one name stays', async () => {
    const files = zipped({ 'a/../x': Buffer.from('first'), x: Buffer.from('second') });
    await extractArchive(files, directory, limits);
    expect(await readFile(join(directory, 'x'), 'utf8')).toBe('second');
    expect(await readFile(join(directory, 'a/x'), 'utf8')).toBe('first');
    expect(await extractArchive(zipped({ x: Buffer.from('third') }), directory, limits)).toEqual([]);
    expect(await readFile(join(directory, 'x'), 'utf8')).toBe('second');
  });

  test('nothing is written through a link of the archive', async () => {
    const link = { os: 3, attrs: (0o120777 << 16) >>> 0 };
    const files = zipped({ out: [Buffer.from('/tmp'), link], 'out/assize-escaped': Buffer.from('x') });
    await extractArchive(files, directory, limits);
    await expect(stat('/tmp/assize-escaped')).rejects.toThrow(/ENOENT/);
  });

  /** System, Unix mode, DOS attributes (1: read-only), name, and what unzip 6.0 in Judge0 1.13.1's box makes of it. */
  const MODES: readonly [system: number, mode: number, dos: number, name: string, permissions: string][] = [
    [3, 0o100755, 0, 'unix', '755'],
    [3, 0o100777, 0, 'unix-wide', '777'],
    [3, 0o104755, 0, 'unix-suid', '755'],
    [3, 0, 0, 'unix-none', '0'],
    [3, 0o100000, 1, 'unix-type-only', '0'],
    [3, 0o40711, 0, 'unix-directory/', '711'],
    [3, 0o40755, 0, 'unix-directory-without-slash', '755'],
    [0, 0, 0, 'fat', '644'],
    [0, 0, 1, 'fat-read-only', '444'],
    [0, 0o100755, 0, 'fat-at-odds', '644'],
    [0, 0o100666, 0, 'fat-agreed', '666'],
    [0, 0o100455, 1, 'fat-read-only-agreed', '455'],
    [0, 0, 0x10, 'fat-directory/', '755'],
    [0, 0, 0x11, 'fat-read-only-directory/', '555'],
    [0, 0o40711, 0x10, 'fat-directory-agreed/', '711'],
    [10, 0o100755, 0, 'ntfs', '644'],
    [19, 0o100755, 0, 'macos', '644'],
    [2, 0o100640, 0, 'vms', '640'],
  ];
  const ofAllSystems = () => {
    const entries: Zippable = {};
    for (const [os, mode, dos, name] of MODES)
      entries[name] = [new Uint8Array(), { os, attrs: ((mode << 16) | dos) >>> 0 }];
    return zipped(entries);
  };
  const modesIn = async (inside: string) => {
    const modes: Record<string, string> = {};
    for (const name of await readdir(inside))
      modes[name] = ((await stat(join(inside, name))).mode & 0o7777).toString(8);
    return modes;
  };
  const withoutSlash = MODES.map(([, , , name, permissions]) => [name.replace('/', ''), permissions]);

  test('permissions are those that unzip gives, by the system that made the entry', async () => {
    const inside = join(directory, 'inside');
    await mkdir(inside);
    await extractArchive(ofAllSystems(), inside, limits);
    expect(await modesIn(inside)).toEqual(Object.fromEntries(withoutSlash));
  });

  test.skipIf(!existsSync('/usr/bin/unzip'))('the same is what this machine’s unzip gives', async () => {
    const inside = join(directory, 'inside');
    await mkdir(inside);
    await writeFile(join(directory, 'all.zip'), ofAllSystems());
    await promisify(execFile)('/bin/sh', ['-c', 'umask 022; exec /usr/bin/unzip -n -qq ../all.zip'], {
      cwd: inside,
    });
    expect(await modesIn(inside)).toEqual(Object.fromEntries(withoutSlash));
  });
});
