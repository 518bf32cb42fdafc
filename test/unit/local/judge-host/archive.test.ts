import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    const intact = zipped({ 'run.sh': Buffer.from('echo hello '.repeat(50)), 'deep/er': Buffer.from('x') });
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
});
