import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../../core/problems/package/read-package.ts';
import { SOUND, treeOf } from '../../../support/packages.ts';

const LIBRARY =
  '#ifndef OK_EXIT_CODE\n#   define OK_EXIT_CODE 0\n#endif\nvoid registerTestlibCmd(int, char **);\n';
const CHECKER = '#include "testlib.h"\nint main(int c, char **v) { registerTestlibCmd(c, v); }\n';

function read(files: Readonly<Record<string, string | null>>) {
  const { manifest, checks, faults } = readPackage(treeOf({ ...SOUND, ...files }));
  const validation = manifest?.validation;
  return {
    faults,
    output: validation?.kind === 'custom' ? validation.program.testlib : undefined,
    inputs: checks?.validators.map(({ program }) => 'testlib' in program && program.testlib),
  };
}
const checker = (text: string, more: Readonly<Record<string, string>> = {}) =>
  read({ 'output_validator/testlib.h': LIBRARY, 'output_validator/check.cpp': text, ...more });

describe('programs with Codeforces’s library', () => {
  it('are taken for what they begin as, in a file of their own', () => {
    expect(checker(CHECKER).output).toBe(true);
    expect(checker(CHECKER.replace('"testlib.h"', '"lib.h"'), { 'output_validator/lib.h': '' }).output).toBe(
      true,
    );
    const own = '#include "testlib.h"\nint main() { return 42; }\n';
    expect(checker(own).output).toBeUndefined();
    expect(checker(own.replace('return', 'registerValidation(); return')).output).toBeUndefined();
    const validator = (text: string) =>
      read({
        'input_validators/validate.py': null,
        'input_validators/v/testlib.h': LIBRARY,
        'input_validators/v/v.cpp': text,
      }).inputs;
    expect(validator(own.replace('return', 'registerValidation(); return'))).toEqual([true]);
    expect(validator(own)).toEqual([false]);
    expect(validator(CHECKER)).toEqual([false]);
  });

  it('are run as their scripts run them where they have such', () => {
    expect(
      checker(CHECKER, { 'output_validator/build': '#!/bin/sh\nc++ check.cpp -o run\n' }).output,
    ).toBeUndefined();
  });

  it('get no arguments, which is said where there are some', () => {
    const args = 'output_validator_args: [strict]\n';
    const { faults } = checker(CHECKER, {
      'data/secret/test_group.yaml': args,
      'data/valid_output/1.in': '1\n',
      'data/valid_output/1.ans': '2\n',
      'data/valid_output/1.out': '2\n',
      'data/valid_output/test_group.yaml': args,
    });
    expect(faults).toMatchObject([
      { severity: 'warning', code: 'testlib-args', file: 'data/secret/test_group.yaml' },
    ]);
    expect(faults[0]?.message).toMatch(
      /: strict\. The same holds for data\/valid_output\/test_group\.yaml\.$/,
    );
  });
});
