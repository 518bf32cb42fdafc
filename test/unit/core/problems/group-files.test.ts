import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { faultsWith, SOUND, SOUND_LEGACY, treeOf } from '../../../support/packages.ts';

const ARGS = 'output_validator_args: [float_tolerance, "1E-6"]\n';
const scoring = (base = SOUND) => ({ 'problem.yaml': `${base['problem.yaml']}type: scoring\n` });

describe('data/test_group.yaml', () => {
  it('gives arguments to all test data that say none of their own', () => {
    const { manifest, checks, faults } = readPackage(
      treeOf({
        ...SOUND,
        'data/test_group.yaml': `${ARGS}input_validator_args: [all]\n`,
        'data/secret/test_group.yaml': 'output_validator_args: [case_sensitive]\n',
        'data/invalid_output/deep/1.in': '1\n',
        'data/invalid_output/deep/1.ans': '2\n',
        'data/invalid_output/deep/1.out': '3\n',
      }),
    );
    expect(faults).toEqual([]);
    expect(manifest?.testCases.map(({ validatorArgs }) => validatorArgs)).toEqual([
      ['float_tolerance', '1E-6'],
      ['case_sensitive'],
      ['case_sensitive'],
    ]);
    expect(checks?.inputs.map(({ args }) => args)).toEqual(Array(4).fill(['all']));
    expect(checks?.outputs.at(-1)?.testCase.validatorArgs).toEqual(['float_tolerance', '1E-6']);
  });

  it('is held to what may stand in it', () => {
    const faults = (text: string, base = {}) => faultsWith({ 'data/test_group.yaml': text, ...base });
    expect(faults('output_validator_args: [colour]\n')).toEqual([
      'error validator-flags data/test_group.yaml',
    ]);
    expect(faults('args: [x]\n')).toEqual(['unsupported program-args data/test_group.yaml:1']);
    expect(faults('colour: red\n')).toEqual(['warning unknown-key data/test_group.yaml:1']);
    expect(faults('max_score: 50\n')).toEqual(['warning score-needs-scoring data/test_group.yaml:1']);
    expect(faults('max_score: 50\n', scoring())).toEqual(['error root-score data/test_group.yaml:1']);
  });
});

describe('configurations by two names', () => {
  it('are told where they are not read, and refused where they say how points are given', () => {
    const both = { 'data/sample/test_group.yaml': ARGS, 'data/secret/testdata.yaml': 'range: 0 40\n' };
    expect(faultsWith(both)).toEqual(['warning group-file-unread data/secret/testdata.yaml']);
    expect(faultsWith({ ...both, ...scoring() })).toEqual([
      'error group-file-unread data/secret/testdata.yaml',
    ]);
    expect(faultsWith({ ...both, ...scoring(SOUND_LEGACY) }, SOUND_LEGACY)).toEqual([
      'warning group-file-unread data/sample/test_group.yaml',
    ]);
  });

  it('are decided by test data alone, not by what tries the validators', () => {
    const files = {
      'data/secret/testdata.yaml': 'output_validator_flags: case_sensitive\n',
      'data/invalid_input/test_group.yaml': 'input_validator_args: [x]\n',
    };
    const { manifest, faults } = readPackage(treeOf({ ...SOUND, ...files }));
    expect(faults).toMatchObject([
      { severity: 'warning', code: 'group-file-unread', file: 'data/invalid_input/test_group.yaml' },
    ]);
    expect(manifest?.testCases.at(-1)?.validatorArgs).toEqual(['case_sensitive']);
  });
});
