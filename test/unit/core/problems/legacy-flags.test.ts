import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { SOUND_LEGACY, treeOf } from '../../../support/packages.ts';

type Files = Readonly<Record<string, string | null>>;

const settings = (more: string) => `${SOUND_LEGACY['problem.yaml']}${more}\n`;
const CASES = {
  'data/secret/exact/1.in': '1\n',
  'data/secret/exact/1.ans': '2\n',
  'data/secret/free/1.in': '2\n',
  'data/secret/free/1.ans': '4\n',
};

function read(files: Files) {
  return readPackage(treeOf({ ...SOUND_LEGACY, ...CASES, ...files }));
}

/** The output validator's arguments by test case, where they are not those of the package. */
function argsOf(files: Files) {
  const { manifest, faults } = read(files);
  expect(faults).toEqual([]);
  return {
    all: manifest?.validation.args,
    ...Object.fromEntries(
      (manifest?.testCases ?? []).flatMap(({ id, validatorArgs }) =>
        validatorArgs === undefined ? [] : [[id, validatorArgs]],
      ),
    ),
  };
}

describe('flags of the output validator in the legacy format', () => {
  it("are the problem's and then the group's", () => {
    expect(
      argsOf({
        'problem.yaml': settings('validator_flags: float_tolerance 1e-6'),
        'data/secret/exact/testdata.yaml': 'output_validator_flags: case_sensitive\n',
      }),
    ).toEqual({
      all: ['float_tolerance', '1e-6'],
      'secret/exact/1': ['float_tolerance', '1e-6', 'case_sensitive'],
    });
  });

  it('are inherited key by key: a folder that says something else has those from above', () => {
    expect(
      argsOf({
        'data/testdata.yaml': 'output_validator_flags: case_sensitive\n',
        'data/sample/testdata.yaml': 'output_validator_flags: ""\n',
        'data/secret/testdata.yaml': 'on_reject: continue\n',
        'data/secret/exact/testdata.yaml':
          'output_validator_flags: {name: v, flags: space_change_sensitive}\n',
      }),
    ).toEqual({
      all: [],
      'secret/01': ['case_sensitive'],
      'secret/02': ['case_sensitive'],
      'secret/free/1': ['case_sensitive'],
      'secret/exact/1': ['space_change_sensitive'],
    });
  });

  it('may give a tolerance twice: the last one counts, as in the validators of others', () => {
    expect(
      argsOf({
        'problem.yaml': settings('validator_flags: float_tolerance 1e-6'),
        'data/secret/exact/testdata.yaml': 'output_validator_flags: float_tolerance 1e-9\n',
      }),
    ).toMatchObject({ 'secret/exact/1': ['float_tolerance', '1e-6', 'float_tolerance', '1e-9'] });
  });

  it('add up for outputs that try the validator, too', () => {
    const { checks } = read({
      'problem.yaml': settings('validator_flags: float_tolerance 1e-6'),
      'data/testdata.yaml': 'output_validator_flags: case_sensitive\n',
      'data/valid_output/1.in': '1\n',
      'data/valid_output/1.ans': '2\n',
      'data/valid_output/1.out': '2\n',
    });
    expect(checks?.outputs.find(({ file }) => file === 'data/valid_output/1.out')?.testCase).toMatchObject({
      validatorArgs: ['float_tolerance', '1e-6', 'case_sensitive'],
    });
  });

  it('that nobody knows are faulted in the file that gives them', () => {
    const { faults } = read({
      'data/secret/testdata.yaml': 'output_validator_flags: exact\n',
      'data/secret/free/testdata.yaml': 'on_reject: break\n',
    });
    expect(faults.map(({ code, file }) => [code, file])).toEqual([
      ['validator-flags', 'data/secret/testdata.yaml'],
    ]);
  });
});

describe('scores in the legacy format', () => {
  it('are inherited key by key', () => {
    const { manifest, faults } = read({
      'problem.yaml': settings('type: scoring'),
      ...{ 'data/secret/01.in': null, 'data/secret/01.ans': null },
      ...{ 'data/secret/02.in': null, 'data/secret/02.ans': null },
      'data/secret/testdata.yaml': 'accept_score: 20\ngrader_flags: min\n',
      'data/secret/exact/testdata.yaml': 'accept_score: 30\n',
      'data/secret/free/testdata.yaml': 'on_reject: break\n',
    });
    expect(faults).toEqual([]);
    expect(manifest?.groups.map(({ name, maxScore }) => [name, maxScore])).toEqual([
      ['sample', 0],
      ['secret', 20],
      ['secret/exact', 30],
      ['secret/free', 20],
    ]);
  });
});
