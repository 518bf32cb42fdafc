import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SUPERVISORS } from '../../../core/grading/supervisors.ts';

const folder = join(import.meta.dirname, '../../../supervisor');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const listed = new Map(
  readFileSync(join(folder, 'SHA256SUMS'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => [line.slice(66), line.slice(0, 64)]),
);
const run = promisify(execFile);

/** Whether this machine has the compilers that supervisor/build.sh pins. */
async function hasPinnedCompilers(): Promise<boolean> {
  try {
    for (const compiler of ['x86_64-linux-gnu-gcc', 'aarch64-linux-gnu-gcc'])
      if (!(await run(compiler, ['--version'])).stdout.includes('(Debian 12.2.0-14')) return false;
    return ['x86_64', 'aarch64'].every((architecture) =>
      existsSync(`/usr/lib/${architecture}-linux-musl/libc.a`),
    );
  } catch {
    return false;
  }
}

describe.each(Object.keys(SUPERVISORS) as (keyof typeof SUPERVISORS)[])(
  'the supervisor for %s',
  (architecture) => {
    const name = `assize-supervisor-${architecture}`;

    it('is a static ELF with the hash that is written down', () => {
      const elf = readFileSync(join(folder, name));
      expect(elf.subarray(0, 4)).toEqual(Buffer.from('\x7fELF', 'latin1'));
      expect(elf.includes(Buffer.from('/lib/ld-'))).toBe(false);
      expect(sha256(elf)).toBe(listed.get(name));
    });

    it('is what bundles carry', () => {
      const { size, crc, deflated } = SUPERVISORS[architecture];
      const elf = inflateRawSync(deflated());
      expect([sha256(elf), elf.length, crc32(elf)]).toEqual([listed.get(name), size, crc]);
    });
  },
);

describe('building the supervisor again', () => {
  it('gives the same bytes wherever the pinned compilers are', { timeout: 120_000 }, async (context) => {
    if (!(await hasPinnedCompilers()))
      context.skip('gcc 12.2.0-14 and musl for both architectures are not here');
    const out = mkdtempSync(join(tmpdir(), 'assize-supervisor-'));
    try {
      await run(join(folder, 'build.sh'), [out]);
      for (const [name, hash] of listed)
        expect([name, sha256(readFileSync(join(out, name)))]).toEqual([name, hash]);
    } finally {
      rmSync(out, { recursive: true });
    }
  });
});
