import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readZip } from '../../../../adapters/packages/read-zip.ts';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { SOUND } from '../../../support/packages.ts';

const sound = () =>
  zipSync(Object.fromEntries(Object.entries(SOUND).map(([path, text]) => [`twice/${path}`, strToU8(text)])));
const codesOf = (archive: Uint8Array) => readPackage(readZip(archive)).faults.map(({ code }) => code);

/** Rewrites one field of the central directory's entry of a file. */
function patch(
  archive: Uint8Array,
  name: string,
  change: (view: DataView, entry: number) => void,
): Uint8Array {
  const bytes = archive.slice();
  const text = Buffer.from(bytes).toString('latin1');
  const at = text.lastIndexOf(name);
  change(new DataView(bytes.buffer), at - 46);
  return bytes;
}

describe('reading a zip archive', () => {
  it('gives the files of an ordinary one', () => {
    const { manifest, faults } = readPackage(readZip(sound()));
    expect(faults).toEqual([]);
    expect(manifest?.testCases).toHaveLength(3);
  });

  it('reads stored and deflated files alike, folders left out', () => {
    const tree = readZip(
      zipSync({
        'a/': new Uint8Array(),
        'a/stored': [strToU8('x'.repeat(500)), { level: 0 }],
        'a/deflated': strToU8('y'.repeat(500)),
      }),
    );
    expect(tree.files.map(({ path, bytes }) => [path, bytes])).toEqual([
      ['a/stored', 500],
      ['a/deflated', 500],
    ]);
    expect(tree.files.map((file) => new TextDecoder().decode(file.read()).slice(-1))).toEqual(['x', 'y']);
  });

  it('says so when it is no zip, or cut off', () => {
    expect(codesOf(strToU8('hello'))).toContain('not-a-zip');
    expect(codesOf(sound().subarray(0, 700))).toContain('not-a-zip');
    const archive = sound();
    expect(codesOf(archive.subarray(40))).toContain('zip-damaged');
  });

  it('never unpacks more than an archive declares: a bomb costs its declared size', () => {
    const bomb = Buffer.from(deflateRawSync(Buffer.alloc(64 * 2 ** 20)));
    const archive = zipSync({ 'problem.yaml': [bomb, { level: 0 }] });
    const lying = patch(archive, 'problem.yaml', (view, entry) => {
      view.setUint16(entry + 10, 8, true);
      view.setUint32(entry + 24, 1000, true);
    });
    const [file] = readZip(lying).files;
    expect(file?.bytes).toBe(1000);
    expect(() => file?.read()).toThrow('more than the 1000 bytes');
    expect(codesOf(lying)).toContain('unreadable');
  });

  it('tells a declared size beyond the bounds without unpacking', () => {
    const archive = patch(sound(), 'twice/data/secret/01.in', (view, entry) =>
      view.setUint32(entry + 24, 0x7fffffff, true),
    );
    expect(codesOf(archive)).toContain('package-too-large');
  });

  it('finds wrong checksums, encryption, strange methods and symbolic links', () => {
    const name = 'twice/data/secret/01.in';
    expect(codesOf(patch(sound(), name, (view, entry) => view.setUint32(entry + 16, 1, true)))).toContain(
      'unreadable',
    );
    expect(codesOf(patch(sound(), name, (view, entry) => view.setUint16(entry + 8, 1, true)))).toContain(
      'zip-encrypted',
    );
    expect(codesOf(patch(sound(), name, (view, entry) => view.setUint16(entry + 10, 14, true)))).toContain(
      'zip-method',
    );
    const link = patch(sound(), name, (view, entry) => {
      view.setUint8(entry + 5, 3);
      view.setUint32(entry + 38, 0o120777 * 65536, true);
    });
    expect(codesOf(link)).toContain('link-dangling');
  });

  it('survives any damage: every byte of an archive may be anything', () => {
    const archive = sound();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        (damage) => {
          const bytes = archive.slice();
          for (const [at, value] of damage) bytes[at] = value;
          expect(() => readPackage(readZip(bytes))).not.toThrow();
        },
      ),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => readPackage(readZip(bytes))).not.toThrow();
      }),
    );
  });
});
