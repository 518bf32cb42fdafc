import { describe, expect, it } from 'vitest';
import type { DataChecks } from '../../../../core/problems/package/data-checks.ts';
import { inputArgsOf } from '../../../../core/problems/package/input-args.ts';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { faultsWith, SOUND, SOUND_LEGACY, treeOf } from '../../../support/packages.ts';

type Files = Readonly<Record<string, string | null>>;

function checksOf(changes: Files = {}, base: Files = SOUND): DataChecks {
  const { checks, manifest, faults } = readPackage(treeOf({ ...base, ...changes }));
  expect(manifest, JSON.stringify(faults)).not.toBeNull();
  if (checks === null) throw new Error('the settings could not be read');
  return checks;
}

/** Arguments of one validator, by input. */
function argsOf({ inputs }: DataChecks, validator = 'input_validators/validate.py') {
  return Object.fromEntries(inputs.map(({ file, args }) => [file, inputArgsOf(args, validator)]));
}

const CUSTOM = { 'output_validator/validate.py': 'import sys\nsys.exit(42)\n' };

describe('input validators', () => {
  it('are files and folders, in either folder of the legacy format', () => {
    const { validators } = checksOf(
      {
        'input_validators/README.md': 'for people\n',
        'input_validators/shape/main.cpp': 'int main() { return 42; }\n',
        'input_validators/shape/limits.h': '\n',
        'input_format_validators/old.c': 'int main() { return 42; }\n',
      },
      SOUND_LEGACY,
    );
    expect(validators).toMatchObject([
      { path: 'input_validators/shape', program: { language: 'cpp' } },
      { path: 'input_validators/validate.py', program: { language: 'python' } },
      { path: 'input_format_validators/old.c', program: { language: 'c' } },
    ]);
    expect(
      validators.flatMap(({ program }) => ('files' in program ? program.files.map(({ name }) => name) : [])),
    ).toEqual(['limits.h', 'main.cpp', 'validate.py', 'old.c']);
  });

  it('are named where they cannot be run, without any fault', () => {
    const changes = {
      'input_validators/a.ctd': 'INT(1,9) NEWLINE EOF\n',
      'input_validators/b.viva': '{ n [n > 0]; }\n',
      'input_validators/c/build': '#!/bin/sh\n',
      'input_validators/d.zig': 'main = exitWith (ExitFailure 42)\n',
    };
    expect(faultsWith(changes)).toEqual([]);
    expect(checksOf(changes).validators).toMatchObject([
      { path: 'input_validators/a.ctd', program: { notRun: 'Checktestdata files are not run' } },
      { path: 'input_validators/b.viva', program: { notRun: 'VIVA files are not run' } },
      { path: 'input_validators/c', program: { language: 'cpp', scripted: true } },
      {
        path: 'input_validators/d.zig',
        program: { notRun: 'it is in no language that Assize runs, or in several' },
      },
      { path: 'input_validators/validate.py', program: { language: 'python' } },
    ]);
  });

  it('have the constants of the package filled in', () => {
    const { validators, contents } = checksOf({
      'problem.yaml': `${SOUND['problem.yaml']}constants:\n  most: 100\n`,
      'input_validators/validate.py': 'most = {{most}}\n',
    });
    const program = validators[0]?.program;
    const hash = program !== undefined && 'files' in program ? program.files[0]?.hash : undefined;
    expect(new TextDecoder().decode(contents.get(hash ?? '')?.read())).toBe('most = 100\n');
  });

  it('are in the folder of the format, or under its old name', () => {
    const { validators } = checksOf({ 'input_format_validators/old.py': 'x\n' });
    expect(validators.map(({ path }) => path)).toContain('input_format_validators/old.py');
  });
});

describe('arguments of input validators', () => {
  it('come from the group and from the test case, for all validators or by name (2025-09)', () => {
    const checks = checksOf({
      'input_validators/shape.py': 'x\n',
      'data/secret/test_group.yaml': 'input_validator_args: [--most, "10"]\n',
      'data/secret/02.yaml': 'input_validator_args:\n  shape: [tree]\n',
    });
    expect(argsOf(checks)).toEqual({
      'data/sample/1.in': [],
      'data/secret/01.in': ['--most', '10'],
      'data/secret/02.in': [],
    });
    expect(argsOf(checks, 'input_validators/shape.py')).toMatchObject({
      'data/secret/01.in': ['--most', '10'],
      'data/secret/02.in': ['tree'],
    });
  });

  it('come from the nearest testdata.yaml that has them, as words (legacy)', () => {
    const legacy = (changes: Files) => argsOf(checksOf(changes, SOUND_LEGACY));
    expect(
      legacy({
        'data/testdata.yaml': 'input_validator_flags: "--most 10"\n',
        'data/sample/testdata.yaml': 'input_validator_flags: ""\n',
        'data/secret/testdata.yaml': 'on_reject: break\n',
        'data/invalid_inputs/1.in': 'x\n',
      }),
    ).toEqual({
      'data/sample/1.in': [],
      'data/secret/01.in': ['--most', '10'],
      'data/secret/02.in': ['--most', '10'],
      'data/invalid_inputs/1.in': ['--most', '10'],
    });
    const named = 'input_validator_flags:\n  name: other\n  flags: a b\n';
    expect(legacy({ 'input_validators/other.py': 'x\n', 'data/secret/testdata.yaml': named })).toEqual({
      'data/sample/1.in': [],
      'data/secret/01.in': [],
      'data/secret/02.in': [],
    });
  });

  it.each<[string, Files, Files, string]>([
    [
      'a map of a validator that is not there',
      { 'data/secret/test_group.yaml': '\ninput_validator_args:\n  shape: [tree]\n' },
      SOUND,
      'warning validator-name data/secret/test_group.yaml:3',
    ],
    [
      'arguments that are maps',
      { 'data/secret/02.yaml': 'hint: h\ninput_validator_args:\n  - {a: b}\n' },
      SOUND,
      'error wrong-type data/secret/02.yaml:2',
    ],
    [
      'legacy flags for a validator that is not there',
      { 'data/testdata.yaml': 'on_reject: break\ninput_validator_flags:\n  name: shape\n  flags: x\n' },
      SOUND_LEGACY,
      'warning validator-name data/testdata.yaml:3',
    ],
    [
      'legacy flags that name no validator',
      { 'data/testdata.yaml': 'input_validator_flags:\n  flags: x\n' },
      SOUND_LEGACY,
      'warning validator-name data/testdata.yaml:2',
    ],
    [
      'legacy flags in a list',
      { 'data/testdata.yaml': 'input_validator_flags: [x]\n' },
      SOUND_LEGACY,
      'error wrong-type data/testdata.yaml:1',
    ],
    [
      'a key that test cases for validators do not have',
      {
        'data/invalid_input/1.in': 'x\n',
        'data/invalid_input/test_group.yaml': 'description: d\nmax_score: 3\n',
      },
      SOUND,
      'warning unknown-key data/invalid_input/test_group.yaml:2',
    ],
  ])('are faulted with file and line: %s', (_, changes, base, fault) => {
    expect(readPackage(treeOf({ ...base, ...changes })).faults.map(({ code }) => code)).toHaveLength(1);
    expect(faultsWith(changes, base as typeof SOUND)).toEqual([fault]);
  });
});

describe('test cases that try the validators', () => {
  const TRIES: Files = {
    'data/invalid_input/b.in': 'b\n',
    'data/invalid_input/deep/a.in': '\r\n',
    'data/invalid_input/deep/a.yaml': 'input_validator_args: [own]\n',
    'data/invalid_input/deep/test_group.yaml': 'input_validator_args: [group]\noutput_validator_args: []\n',
    'data/invalid_output/1.in': '5\n',
    'data/invalid_output/1.ans': '10\n',
    'data/invalid_output/1.out': '11\n',
    'data/valid_output/1.in': '5\n',
    'data/valid_output/1.ans': '10\n',
    'data/valid_output/1.out': '1e1\n',
    'data/valid_output/1.desc': 'for people\n',
    'data/valid_output/test_group.yaml': 'output_validator_args: [float_tolerance, "0"]\n',
  };

  it('are found with their arguments and what must come of them', () => {
    expect(faultsWith(TRIES)).toEqual([]);
    const checks = checksOf(TRIES);
    expect(
      checks.inputs
        .filter(({ file }) => file.includes('valid_'))
        .map(({ file, expected }) => [file, expected]),
    ).toEqual([
      ['data/invalid_input/b.in', 'rejected'],
      ['data/invalid_input/deep/a.in', 'rejected'],
      ['data/invalid_output/1.in', 'accepted'],
      ['data/valid_output/1.in', 'accepted'],
    ]);
    expect(argsOf(checks)).toMatchObject({
      'data/invalid_input/b.in': [],
      'data/invalid_input/deep/a.in': ['own'],
    });
    expect(checks.outputs).toMatchObject([
      { file: 'data/invalid_output/1.out', expected: 'rejected' },
      {
        file: 'data/valid_output/1.out',
        expected: 'accepted',
        testCase: { validatorArgs: ['float_tolerance', '0'] },
      },
    ]);
  });

  it('are no test cases of the problem, and nothing of them is stored with it', () => {
    const { manifest, contents, checks } = readPackage(treeOf(TRIES_AND_SOUND));
    expect(manifest?.testCases).toHaveLength(3);
    const invalid = checks?.inputs.find(({ file }) => file === 'data/invalid_input/b.in');
    expect(checks?.contents.has(invalid?.hash ?? '')).toBe(true);
    expect(contents.has(invalid?.hash ?? '')).toBe(false);
  });

  const TRIES_AND_SOUND = { ...SOUND, ...TRIES };

  it.each<[string, Files, string]>([
    [
      'an output without an input',
      { 'data/valid_output/2.out': '1\n', 'data/valid_output/2.ans': '1\n' },
      'warning check-incomplete data/valid_output/2.ans',
    ],
    [
      'an input without an output',
      { 'data/invalid_output/2.in': '1\n', 'data/invalid_output/2.ans': '1\n' },
      'warning check-incomplete data/invalid_output/2.ans',
    ],
    [
      'an answer to an invalid input',
      { 'data/invalid_input/2.in': '1\n', 'data/invalid_input/2.ans': '1\n' },
      'warning passed-over data/invalid_input/2.ans',
    ],
    [
      'an argument that the default validator does not know',
      { 'data/valid_output/test_group.yaml': 'output_validator_args: [casesensitive]\n' },
      'error validator-flags data/valid_output/test_group.yaml',
    ],
    [
      'a folder that nothing reads',
      { 'data/invalid_answers/1.in': '1\n' },
      'warning passed-over data/invalid_answers/1.in',
    ],
  ])('are faulted: %s', (_, changes, fault) => {
    expect(faultsWith({ ...TRIES, ...changes })).toEqual([fault]);
  });

  it('need an input validator if their input is invalid', () => {
    expect(faultsWith({ 'input_validators/validate.py': null, 'data/invalid_input/1.in': 'x\n' })).toEqual([
      'warning check-without-validator data/invalid_input/1.in',
      'warning no-input-validator input_validators/',
    ]);
  });

  it('have values of the signature, in a function problem', () => {
    const signature = 'parameters:\n  - {name: n, type: int32}\nreturns: int32\n';
    const values: Files = Object.fromEntries(
      ['sample/1', 'secret/01', 'secret/02'].map((id, index) => [`data/${id}.in`, `[${index}]\n`]),
    );
    expect(
      faultsWith({
        'signature.yaml': signature,
        ...values,
        'data/invalid_output/1.in': '5\n',
        'data/invalid_output/1.ans': '10\n',
        'data/invalid_output/1.out': 'anything\n',
      }),
    ).toEqual(['error value data/invalid_output/1.in']);
  });
});

describe("the jury's own outputs", () => {
  const filesOf = (changes: Files) => checksOf(changes).outputs.map(({ file }) => file);

  it('are not looked at where the default validator compares an answer with itself', () => {
    expect(filesOf({})).toEqual([]);
  });

  it('are the answers, or what stands beside them for an output', () => {
    expect(
      filesOf({ ...CUSTOM, 'data/secret/01.out': '11\n', 'data/sample/1.ans.statement': '2\n' }),
    ).toEqual(['data/secret/01.out', 'data/secret/02.ans']);
    expect(filesOf({ 'data/sample/1.out': '2.0\n' })).toEqual(['data/sample/1.out']);
  });

  it('are no secret answer that is empty, as where the validator needs none', () => {
    const answers = { 'data/sample/1.ans': '', 'data/secret/01.ans': '', 'data/secret/02.ans': '\n' };
    expect(filesOf({ ...CUSTOM, ...answers })).toEqual(['data/sample/1.ans', 'data/secret/02.ans']);
  });

  it('are judged with the arguments of their test case', () => {
    const { outputs } = checksOf({ ...CUSTOM, 'data/secret/02.yaml': 'output_validator_args: [strict]\n' });
    expect(outputs.map(({ testCase }) => testCase.validatorArgs)).toEqual([undefined, undefined, ['strict']]);
  });
});
