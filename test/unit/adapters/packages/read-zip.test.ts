import { crc32, deflateRawSync } from 'node:zlib';
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

  it.each<[string, Buffer, number, string]>([
    [
      'macOS, unmarked and with letters taken apart',
      Buffer.from('data/u\u0308ber.in'),
      3,
      'data/u\u0308ber.in',
    ],
    ['Windows, in code page 437', Buffer.from('data/gr\x94\xe1e.in', 'latin1'), 0, 'data/größe.in'],
    ['Windows, with its own slashes', Buffer.from('data\\secret\\1.in'), 0, 'data/secret/1.in'],
    ['Linux, where a backslash is a letter', Buffer.from('data\\1.in'), 3, 'data\\1.in'],
  ])('reads names as they were written by %s', (_, name, madeBy, expected) => {
    const plain = 'x'.repeat(name.length);
    const bytes = Buffer.from(zipSync({ [plain]: strToU8('1\n') }));
    const entry = bytes.lastIndexOf(plain);
    name.copy(bytes, entry);
    name.copy(bytes, bytes.indexOf(plain));
    bytes[entry - 46 + 5] = madeBy;
    expect(readZip(bytes).files.map(({ path }) => path)).toEqual([expected]);
  });

  it('takes a name from the extra field that is for it', () => {
    const name = Buffer.from('data/größe.in');
    const field = Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), name]);
    field.writeUInt32LE(crc32(Buffer.from('plain.in')), 1);
    const archive = zipSync({ 'plain.in': [strToU8('1\n'), { extra: { 28789: new Uint8Array(field) } }] });
    expect(readZip(archive).files.map(({ path }) => path)).toEqual(['data/größe.in']);
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
