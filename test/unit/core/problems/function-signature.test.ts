import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { faultsWith, SOUND, treeOf } from '../../../support/packages.ts';

const SIGNATURE = 'parameters:\n  - {name: number, type: int64}\nreturns: int64\n';
const values = Object.fromEntries(
  ['data/sample/1', 'data/secret/01', 'data/secret/02'].flatMap((id, index) => [
    [`${id}.in`, `[${index}]\n`],
    [`${id}.ans`, `${2 * index}\n`],
  ]),
);

describe('a function problem', () => {
  it('has its signature in the manifest, and the languages in which solve() can be written', () => {
    const { manifest, faults } = readPackage(treeOf({ ...SOUND, ...values, 'signature.yaml': SIGNATURE }));
    expect(faults).toEqual([]);
    expect(manifest?.signature).toEqual({
      parameters: [{ name: 'number', type: { kind: 'int64' } }],
      returns: { kind: 'int64' },
      records: [],
    });
    expect(manifest?.languages).toContain('python');
    expect(manifest?.languages).not.toContain('c');
  });

  it.each<[string, Record<string, string>, string[]]>([
    [
      'a signature that is no YAML',
      { 'signature.yaml': 'parameters: [\n' },
      ['error signature signature.yaml'],
    ],
    [
      'a type that does not exist',
      { 'signature.yaml': SIGNATURE.replace('returns: int64', 'returns: int128') },
      ['error signature signature.yaml'],
    ],
    [
      'an input that is not the arguments',
      { 'signature.yaml': SIGNATURE, 'data/secret/01.in': '[1, 2]\n' },
      ['error value data/secret/01.in'],
    ],
    [
      'an answer that is no result',
      { 'signature.yaml': SIGNATURE, 'data/secret/01.ans': '"two"\n' },
      ['error value data/secret/01.ans'],
    ],
    [
      'a validator beside it',
      { 'signature.yaml': SIGNATURE, 'output_validator/v.py': 'x\n' },
      ['unsupported function-validator signature.yaml'],
    ],
    [
      'jury programs in languages without solve(), or of several files',
      {
        'signature.yaml': SIGNATURE,
        'submissions/accepted/a.c': 'long solve(long number) { return number; }\n',
        'submissions/accepted/two/a.py': 'from b import solve\n',
        'submissions/accepted/two/b.py': 'def solve(number): return 2 * number\n',
      },
      ['error function-language submissions/accepted/a.c', 'error function-files submissions/accepted/two'],
    ],
    [
      'languages of which none has solve()',
      { 'signature.yaml': SIGNATURE, 'problem.yaml': `${SOUND['problem.yaml']}languages: [c]\n` },
      ['unsupported function-languages problem.yaml'],
    ],
    [
      'aliases that multiply',
      { 'signature.yaml': 'a: &a [1]\nb: [*a, *a]\n' },
      ['error signature signature.yaml'],
    ],
  ])('faults %s', (_, changes, expected) => {
    expect(faultsWith({ ...values, ...changes })).toEqual(expected);
  });
});
