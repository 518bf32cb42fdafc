import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../../core/problems/package/encoding.ts';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { faultsWith, SOUND, treeOf } from '../../../support/packages.ts';

const utf16 = (text: string, { mark = true, big = false } = {}) => {
  const bytes = Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le');
  return new Uint8Array(big ? bytes.swap16() : bytes);
};
const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

describe('test data that are not UTF-8 without a mark', () => {
  const judged = (files: Record<string, Uint8Array>, file = 'data/secret/01.in') => {
    const { manifest, faults, contents } = readPackage(treeOf({ ...SOUND, ...files }));
    const hash = manifest?.testCases.find(({ id }) => file.startsWith(`data/${id}.`))?.inputHash ?? '';
    return { faults, bytes: contents.get(hash)?.read() };
  };

  it.each([
    ['UTF-16, little end first', utf16('12\n'), 'not-utf8', 'The file is UTF-16;'],
    ['UTF-16, big end first', utf16('12\n', { big: true }), 'not-utf8', 'The file is UTF-16;'],
    ['UTF-16 without its mark', utf16('12\n', { mark: false }), 'not-utf8', 'The file is UTF-16;'],
    ['the same, big end first', utf16('12\n', { mark: false, big: true }), 'not-utf8', 'The file is UTF-16;'],
    ['UTF-8 with a mark', utf8('\uFEFF12\n'), 'byte-order-mark', 'begins with a byte-order mark'],
    ['lines of Windows', utf8('12\r\n'), 'carriage-return', 'Lines end in CR LF; programs are given'],
  ])('are judged as text that programs expect, which is said: %s', (_, bytes, code, sentence) => {
    for (const file of ['data/secret/01.in', 'data/secret/01.ans', 'data/sample/1.ans']) {
      const { manifest, faults } = readPackage(treeOf({ ...SOUND, [file]: bytes }));
      expect(manifest).not.toBeNull();
      expect(faults).toMatchObject([{ severity: 'warning', code, file, line: 1 }]);
      expect(faults[0]?.message).toContain(sentence);
    }
    expect(judged({ 'data/secret/01.in': bytes }).bytes).toEqual(utf8('12\n'));
  });

  it.each([
    ['UTF-32', Uint8Array.of(0xff, 0xfe, 0, 0, 49, 0, 0, 0, 10, 0, 0, 0), 'not-utf8'],
    ['UTF-16 with half a letter', utf16('\uD83D1\r\n'), 'not-utf8'],
    ['UTF-16 with half a code', utf16('12\n').subarray(0, 7), 'not-utf8'],
    ['numbers of two bytes', Uint8Array.from([1, 0, 2, 0, 3, 0, 4, 0]), 'no-final-newline'],
    ['nearly UTF-16, of odd length', Uint8Array.from([49, 0, 50, 0, 10, 0, 7]), 'no-final-newline'],
    ['Latin-1', latin1('Jürgen\n'), 'not-utf8'],
    ['some lines of Windows', utf8('12\r\n13\n'), 'carriage-return'],
  ])('are given as they stand where nobody can tell what is meant: %s', (_, bytes, code) => {
    const read = judged({ 'data/secret/01.in': bytes });
    expect(read.faults.map((fault) => [fault.severity, fault.code])).toContainEqual(['warning', code]);
    expect(read.bytes).toEqual(bytes);
  });

  it('are said to be torn where a mark promises UTF-16, and nothing else of them', () => {
    expect(faultsWith({ 'data/secret/01.in': Uint8Array.of(0xff, 0xfe, 13, 10, 49) })).toEqual([
      'warning not-utf8 data/secret/01.in:1',
    ]);
    const text = utf16(`${SOUND['statement/problem.en.md']}\uD83D`);
    const { manifest, faults } = readPackage(treeOf({ ...SOUND, 'statement/problem.en.md': text }));
    expect(faults).toMatchObject([{ severity: 'warning', code: 'not-utf8' }]);
    expect(manifest?.statements).toMatchObject([{ text: expect.stringMatching(/^Print twice.*\uFFFD$/s) }]);
  });

  it('have several such things at once', () => {
    const read = judged({ 'data/secret/01.in': utf16('1\r\n2') });
    expect(read.faults.map(({ code }) => code).sort()).toEqual([
      'carriage-return',
      'no-final-newline',
      'not-utf8',
    ]);
    expect(read.bytes).toEqual(utf8('1\n2'));
  });

  it('are said by file and line', () => {
    expect(faultsWith({ 'data/secret/01.in': latin1('5\n6\nä\n7\n') })).toEqual([
      'warning not-utf8 data/secret/01.in:3',
    ]);
  });

  it('may be anything where they try a validator', () => {
    const check = { 'data/valid_output/1.in': '1\n', 'data/valid_output/1.ans': '2\n' };
    expect(faultsWith({ ...check, 'data/valid_output/1.out': utf16('2\n') })).toEqual([]);
    expect(
      faultsWith({ ...check, 'data/valid_output/1.ans': utf16('2\n'), 'data/valid_output/1.out': '2\n' }),
    ).toEqual(['warning not-utf8 data/valid_output/1.ans:1']);
  });
});

describe('other text', () => {
  it.each(['problem.yaml', 'statement/problem.en.md', 'data/secret/test_group.yaml'])(
    'is read whatever its encoding, and that is said: %s',
    (file) => {
      const text = (SOUND[file] ?? 'output_validator_args: [case_sensitive]\n').replace(
        'Twice',
        'Zweimal für alle',
      );
      for (const written of [utf16(text), latin1(`${text}# ü\n`), utf8(`\uFEFF${text}`)]) {
        const { manifest, faults } = readPackage(treeOf({ ...SOUND, [file]: written }));
        expect(faults).toMatchObject([{ severity: 'warning', file }]);
        expect(JSON.stringify(manifest)).toContain(
          file === 'problem.yaml'
            ? 'Zweimal für alle'
            : file.endsWith('md')
              ? 'the number'
              : 'case_sensitive',
        );
      }
    },
  );

  it('is a fault in UTF-32, which nobody reads', () => {
    expect(faultsWith({ 'problem.yaml': Uint8Array.of(0xff, 0xfe, 0, 0, 49, 0, 0, 0) })).toEqual([
      'error not-utf8 problem.yaml:1',
    ]);
  });

  it('is never any UTF-8 text without zeros, and always what another encoding made of letters beyond ASCII', () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 60 })
      .map((each) => each.replaceAll(/[\0\uFEFF]/g, '.'));
    fc.assert(
      fc.property(
        text,
        (each) => void expect(decodeText(new TextEncoder().encode(each))).toEqual({ text: each }),
      ),
    );
    fc.assert(
      fc.property(
        text,
        (each) => void expect(decodeText(utf16(each))).toMatchObject({ trouble: { code: 'not-utf8' } }),
      ),
    );
    const word = fc
      .array(fc.constantFrom('a', ' ', '\n', 'ü', 'é', 'ß'))
      .map((letters) => `${letters.join('')}ü.`);
    fc.assert(
      fc.property(
        word,
        (each) => void expect(decodeText(latin1(each))).toMatchObject({ trouble: { code: 'not-utf8' } }),
      ),
    );
  });
});

describe('a link that some tool wrote down as text', () => {
  it('is followed where test data should be, and the file that it meant is named', () => {
    const { manifest, faults } = readPackage(treeOf({ ...SOUND, 'data/secret/02.in': '../sample/1.in' }));
    expect(faults).toMatchObject([{ severity: 'warning', code: 'link-as-text', file: 'data/secret/02.in' }]);
    expect(faults[0]?.message).toContain('data/sample/1.in');
    const [sample, , linked] = manifest?.testCases ?? [];
    expect(linked?.inputHash).toBe(sample?.inputHash);
    const elsewhere = { 'data/secret/02.in': '../../extra/02.in', 'extra/02.in': '7\r\n' };
    expect(faultsWith(elsewhere)).toEqual([
      'warning link-as-text data/secret/02.in',
      'warning carriage-return extra/02.in:1',
    ]);
    expect(faultsWith({ 'data/secret/02.in': '../sample/2.in' })).toEqual([
      'warning no-final-newline data/secret/02.in',
    ]);
  });
});
