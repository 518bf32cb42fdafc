import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodingTrouble } from '../../../../core/problems/package/encoding.ts';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { faultsWith, SOUND, treeOf } from '../../../support/packages.ts';

const utf16 = (text: string, { mark = true, big = false } = {}) => {
  const bytes = Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le');
  return new Uint8Array(big ? bytes.swap16() : bytes);
};
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

describe('text that is not UTF-8 without a mark', () => {
  it.each([
    ['UTF-16, little end first', utf16('12\n'), 'The file is UTF-16;'],
    ['UTF-16, big end first', utf16('12\n', { big: true }), 'The file is UTF-16;'],
    ['UTF-16 without its mark', utf16('12 13\n', { mark: false }), 'The file is UTF-16;'],
    ['the same, big end first', utf16('12 13\n', { mark: false, big: true }), 'The file is UTF-16;'],
    ['UTF-32', Uint8Array.of(0xff, 0xfe, 0, 0, 49, 0, 0, 0), 'The file is UTF-32;'],
    ['Latin-1', latin1('Jürgen\n'), 'The file is not UTF-8 (Latin-1'],
    ['UTF-8 with a mark', new TextEncoder().encode('\uFEFF12\n'), 'begins with a byte-order mark'],
  ])('in test data is a fault that names it: %s', (_, bytes, sentence) => {
    for (const file of ['data/secret/01.in', 'data/secret/01.ans', 'data/sample/1.ans']) {
      const { manifest, faults } = readPackage(treeOf({ ...SOUND, [file]: bytes }));
      expect(manifest).toBeNull();
      expect(faults).toMatchObject([{ severity: 'error', file, line: 1 }]);
      expect(faults[0]?.message).toContain(sentence);
    }
  });

  it.each(['problem.yaml', 'statement/problem.en.md', 'data/secret/test_group.yaml'])(
    'is told in %s, too',
    (file) => {
      const text = (SOUND[file] ?? 'output_validator_args: [case_sensitive]\n').replace(
        'Twice',
        'Zweimal für alle',
      );
      expect(faultsWith({ [file]: utf16(text) })).toContain(`error not-utf8 ${file}:1`);
      expect(faultsWith({ [file]: latin1(`${text}# ü\n`) }).join()).toContain(`error not-utf8 ${file}:`);
      expect(faultsWith({ [file]: `\uFEFF${text}` })).toContain(`error byte-order-mark ${file}:1`);
    },
  );

  it('is told by its line', () => {
    expect(faultsWith({ 'data/secret/01.in': latin1('5\n6\nä\n7\n') })).toEqual([
      'error not-utf8 data/secret/01.in:3',
    ]);
  });

  it('is told where validators are tried, but for an output that may be anything', () => {
    const check = { 'data/valid_output/1.in': '1\n', 'data/valid_output/1.ans': '2\n' };
    expect(faultsWith({ ...check, 'data/valid_output/1.out': utf16('2\n') })).toEqual([]);
    expect(
      faultsWith({ ...check, 'data/valid_output/1.ans': utf16('2\n'), 'data/valid_output/1.out': '2\n' }),
    ).toEqual(['error not-utf8 data/valid_output/1.ans:1']);
  });

  it('is never any UTF-8 text without zeros, and always what another encoding made of letters beyond ASCII', () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 60 })
      .map((each) => each.replaceAll(/[\0\uFEFF]/g, '.'));
    fc.assert(
      fc.property(text, (each) => void expect(encodingTrouble(new TextEncoder().encode(each))).toBeNull()),
    );
    fc.assert(
      fc.property(
        text,
        (each) => void expect(encodingTrouble(utf16(each))).toMatchObject({ code: 'not-utf8' }),
      ),
    );
    const word = fc
      .array(fc.constantFrom('a', ' ', '\n', 'ü', 'é', 'ß'))
      .map((letters) => `${letters.join('')}ü.`);
    fc.assert(
      fc.property(
        word,
        (each) => void expect(encodingTrouble(latin1(each))).toMatchObject({ code: 'not-utf8' }),
      ),
    );
  });
});

describe('a link that some tool wrote down as text', () => {
  it('is a fault where test data should be, by the file that it meant', () => {
    const { faults } = readPackage(treeOf({ ...SOUND, 'data/secret/02.in': '../sample/1.in' }));
    expect(faults).toMatchObject([{ code: 'link-as-text', file: 'data/secret/02.in' }]);
    expect(faults[0]?.message).toContain('data/sample/1.in');
    expect(faultsWith({ 'data/secret/02.in': '../sample/2.in' })).toEqual([
      'warning no-final-newline data/secret/02.in',
    ]);
  });
});
