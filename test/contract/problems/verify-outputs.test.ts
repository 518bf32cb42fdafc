import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Files, PACKAGE, startTestDataWorld, type TestDataWorld } from './test-data-world.ts';

/** Takes twice the number, or whatever the answer is; with an argument, twice the number alone. */
const OUTPUT_VALIDATOR = `import sys
n = int(open(sys.argv[1]).read())
answer = open(sys.argv[2]).read().split()
words = sys.stdin.read().split()
if words == [str(2 * n)] or (len(sys.argv) == 4 and words == answer):
    sys.exit(42)
open(sys.argv[3] + "judgemessage.txt", "w").write("that is not twice the number")
sys.exit(43)
`;

let world: TestDataWorld;
beforeAll(async () => {
  world = await startTestDataWorld();
});
afterAll(() => world.stop());

describe('answers and outputs of the jury', () => {
  const CUSTOM: Files = { ...PACKAGE, 'output_validator/validate.py': OUTPUT_VALIDATOR };

  it('are accepted by the output validator', async () => {
    const { exit, outputs } = await world.report({}, CUSTOM);
    expect(exit).toBe(0);
    expect(outputs.map(({ file, ok }) => [file, ok])).toEqual([
      ['data/sample/1.ans', true],
      ['data/secret/01.ans', true],
      ['data/secret/02.ans', true],
    ]);
  });

  it('fail the package when its own validator rejects them or breaks', async () => {
    const strict = {
      'data/secret/02.yaml': 'output_validator_args: [strict]\n',
      'data/secret/02.ans': '15\n',
    };
    const rejected = await world.reportWrong(strict, CUSTOM);
    expect([rejected.exit, rejected.file, rejected.complaints]).toEqual([
      1,
      'data/secret/02.ans',
      ['Output validation rejects it: that is not twice the number'],
    ]);
    const breaks = await world.report(
      { 'data/secret/02.ans': 'x\n', 'output_validator/validate.py': 'int("x")\n' },
      CUSTOM,
    );
    expect(breaks.exit).toBe(1);
    expect(breaks.outputs.map(({ complaints }) => complaints)).toEqual(
      Array(3).fill([
        'Output validation failed: the output validator ended with exit code 1; it must exit with 42 or 43.',
      ]),
    );
  });

  it('may be other than the answer, if an output stands beside it', async () => {
    const { exit, outputs } = await world.report(
      {
        'data/secret/02.yaml': 'output_validator_args: [strict]\n',
        'data/secret/02.ans': 'hint\n',
        'data/secret/02.out': '14\n',
      },
      CUSTOM,
    );
    expect(exit).toBe(0);
    expect(outputs.at(-1)).toMatchObject({ file: 'data/secret/02.out', ok: true });
  });

  it('are judged by a validator that its own scripts build and run', async () => {
    const scripted: Files = {
      ...PACKAGE,
      'data/secret/02.ans': '15\n',
      'output_validator/build': '#!/bin/sh\nc++ -O1 -o jury jury.cpp && cc -o other other.c\n',
      'output_validator/run': `#!/usr/bin/env sh
here=$(cd -- "$(dirname -- "$0")" && pwd)
"$here/other" && python3 -c 'import sys' && exec "$here/jury" "$@"
`,
      'output_validator/other.c': 'int main(void) { return 0; }\n',
      'output_validator/shared.h': 'const int accepted = 42, rejected = 43;\n',
      'output_validator/jury.cpp': `#include <fstream>
#include <iostream>
#include "shared.h"
int main(int, char **argv) {
  long input, output;
  std::ifstream(argv[1]) >> input;
  std::cin >> output;
  if (output == 2 * input) return accepted;
  std::ofstream(argv[3] + std::string("judgemessage.txt")) << "not twice " << input;
  return rejected;
}
`,
    };
    const { exit, complaints, file } = await world.reportWrong({}, scripted);
    expect([exit, file, complaints]).toEqual([
      1,
      'data/secret/02.ans',
      ['Output validation rejects it: not twice 7'],
    ]);
  });

  it('are judged by a checker that speaks as Codeforces has them speak', async () => {
    const library = `#include <cstdio>
#include <cstdlib>
#include <fstream>
#ifndef OK_EXIT_CODE
#   define OK_EXIT_CODE 0
#endif
inline void registerTestlibCmd(int, char **) {}
inline void registerValidation(int, char **) {}
inline void quit(int code, const char *text) { fprintf(stderr, "%s\\n", text); exit(code); }
`;
    const testlib: Files = {
      ...PACKAGE,
      'data/secret/02.ans': '15\n',
      'input_validators/validate.py': null,
      'input_validators/own/testlib.h': library,
      'input_validators/own/own.cpp':
        '#include "testlib.h"\nint main(int c, char **v) { registerValidation(c, v); return 42; }\n',
      'input_validators/v/testlib.h': library,
      'input_validators/v/v.cpp':
        '#include "testlib.h"\nint main(int c, char **v) { registerValidation(c, v); int n; quit(scanf("%d", &n) == 1 ? 0 : 3, "a number"); }\n',
      'output_validator/testlib.h': library,
      'output_validator/check.cpp': `#include "testlib.h"
int main(int argc, char **argv) {
  registerTestlibCmd(argc, argv);
  long input, output, answer;
  std::ifstream(argv[1]) >> input;
  std::ifstream(argv[2]) >> output;
  std::ifstream(argv[3]) >> answer;
  if (output == 2 * input) quit(OK_EXIT_CODE, "ok twice");
  quit(1, "wrong answer not twice");
}
`,
    };
    const { exit, complaints, file } = await world.reportWrong({}, testlib);
    expect([exit, file, complaints]).toEqual([
      1,
      'data/secret/02.ans',
      ['Output validation rejects it: wrong answer not twice'],
    ]);
  });

  const TRIES: Files = {
    'data/invalid_output/1.in': '4\n',
    'data/invalid_output/1.ans': '8\n',
    'data/invalid_output/1.out': '9\n',
    'data/valid_output/1.in': '4\n',
    'data/valid_output/1.ans': '9\n',
    'data/valid_output/1.out': '8\n',
  };

  it('try a custom validator: what is invalid is rejected, what is valid accepted', async () => {
    const { exit, outputs } = await world.report(TRIES, CUSTOM);
    expect(exit).toBe(0);
    expect(outputs.slice(3).map(({ file, expected, ok }) => [file, expected, ok])).toEqual([
      ['data/invalid_output/1.out', 'rejected', true],
      ['data/valid_output/1.out', 'accepted', true],
    ]);
    const swapped = await world.report(
      { ...TRIES, 'data/invalid_output/1.out': '8\n', 'data/valid_output/1.out': '7\n' },
      CUSTOM,
    );
    expect(swapped.exit).toBe(1);
    expect(swapped.wrong.map(({ file, complaints }) => [file, complaints])).toEqual([
      ['data/invalid_output/1.out', ['Output validation accepts it.']],
      ['data/valid_output/1.out', ['Output validation rejects it: that is not twice the number']],
    ]);
  });

  it('try the flags of the default validator', async () => {
    const tolerance = {
      'data/valid_output/test_group.yaml': 'output_validator_args: [float_tolerance, "0.2"]\n',
    };
    expect((await world.report({ ...TRIES, ...tolerance })).exit).toBe(0);
    const { exit, file, complaints } = await world.reportWrong(TRIES);
    expect([exit, file]).toEqual([1, 'data/valid_output/1.out']);
    expect(complaints[0]).toMatch(/^Output validation rejects it: /);
  });

  it('are compared as values in a function problem', async () => {
    const solve = 'function solve(n) { return 2 * n; }\n';
    const base: Files = {
      ...PACKAGE,
      'signature.yaml': 'parameters:\n  - {name: n, type: int32}\nreturns: float\n',
      'input_validators/validate.py':
        'import json, sys\nsys.exit(42 if len(json.load(sys.stdin)) == 1 else 43)\n',
      'submissions/accepted/twice.js': solve,
      'data/sample/1.in': '[1]\n',
      'data/secret/01.in': '[5]\n',
      'data/secret/02.in': '[7]\n',
      'data/valid_output/1.in': '[4]\n',
      'data/valid_output/1.ans': '8\n',
      'data/valid_output/1.out': '8.0\n',
      'data/invalid_output/1.in': '[4]\n',
      'data/invalid_output/1.ans': '8\n',
      'data/invalid_output/1.out': 'eight\n',
    };
    const { exit, outputs } = await world.report({}, base);
    expect(outputs.map(({ file, ok }) => [file, ok])).toEqual([
      ['data/invalid_output/1.out', true],
      ['data/valid_output/1.out', true],
    ]);
    expect(exit).toBe(0);
  });

  it('leave submissions unjudged where the judge lists the validator’s language and cannot run it', async () => {
    const verified = await world.verify(CUSTOM, { lacking: 'python' });
    const why = 'the judge lists Python and has no python3 (python3 brings it)';
    expect(verified.testData.validators[0]?.skipped).toBe(why);
    expect(verified.testData.outputs[0]?.skipped).toBe(`the output validator was not run: ${why}`);
    expect(verified.submissions.map(({ skipped }) => skipped)).toEqual([why]);
  });

  it('leave submissions unjudged where the validator cannot be run', async () => {
    const verified = await world.verify(CUSTOM, { without: 'python' });
    expect(verified.testData.outputs[0]?.skipped).toBe(
      'the output validator was not run: the judge has no Python (python3 brings it)',
    );
    expect(verified.submissions.map(({ skipped }) => skipped)).toEqual([
      'its output cannot be validated: the judge has no Python (python3 brings it)',
    ]);
  });
});
