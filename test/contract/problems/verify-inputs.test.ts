import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SOUND, SOUND_LEGACY } from '../../support/packages.ts';
import { PACKAGE, startTestDataWorld, type TestDataWorld } from './test-data-world.ts';

const SETTINGS = SOUND['problem.yaml'] ?? '';

/** A busy machine may let the clock run out before the CPU time does. */
const OUT_OF_TIME = /^input_validators\/validate\.py ran out of (CPU time|time on the clock)$/;

let world: TestDataWorld;
beforeAll(async () => {
  world = await startTestDataWorld();
});
afterAll(() => world.stop());

describe('input validators', () => {
  it('are content with sound data', async () => {
    const { exit, validators, inputs, outputs } = await world.report({});
    expect(exit).toBe(0);
    expect(validators).toEqual([
      { file: 'input_validators/validate.py', ok: true, skipped: null, complaints: [] },
    ]);
    expect(inputs.map(({ file, expected, ok }) => [file, expected, ok])).toEqual([
      ['data/sample/1.in', 'accepted', true],
      ['data/secret/01.in', 'accepted', true],
      ['data/secret/02.in', 'accepted', true],
    ]);
    expect(outputs).toEqual([]);
  });

  it('reject an input: the command fails and names it, the validator, and what the validator said', async () => {
    const changes = { 'data/secret/02.in': '11\n', 'data/secret/02.ans': '22\n' };
    const { exit, file, complaints } = await world.reportWrong(changes);
    expect(exit).toBe(1);
    expect(file).toBe('data/secret/02.in');
    expect(complaints).toEqual(['input_validators/validate.py rejects it: 11 is more than 10']);

    const out = await world.lines(changes);
    expect(out.slice(0, 2)).toEqual([
      'NOT       data/secret/02.in: accepted expected\n          input_validators/validate.py rejects it: 11 is more than 10',
      'Test data: 2 of 3 inputs as expected.',
    ]);
    expect(out.at(-1)).toBe('Twice: 1 of 1 jury submissions as expected; the package is not as it says.');
  });

  it('reject by any exit code but 42, also by none at all', async () => {
    const bad = { 'data/secret/02.in': '8\n', 'data/secret/02.ans': '16\n' };
    const asserts = 'import sys\nassert int(sys.stdin.read()) < 8, "too large"\nsys.exit(42)\n';
    expect(
      (await world.reportWrong({ ...bad, 'input_validators/validate.py': asserts })).complaints[0],
    ).toMatch(
      /^input_validators\/validate\.py rejects it \(exit code 1, not 42\): .*AssertionError: too large$/,
    );
    const forgets = 'import sys\nif int(sys.stdin.read()) < 8: sys.exit(42)\n';
    expect((await world.reportWrong({ ...bad, 'input_validators/validate.py': forgets })).complaints).toEqual(
      ['input_validators/validate.py rejects it (exit code 0, not 42)'],
    );
  });

  it('are all asked, each with its arguments, from the group, the test case or the legacy flags', async () => {
    const tell = 'import sys\nprint(sys.argv[1:], file=sys.stderr)\nsys.exit(43)\n';
    const { inputs } = await world.report({
      'input_validators/validate.py': tell,
      'input_validators/other.py': tell,
      'data/secret/test_group.yaml': 'input_validator_args: ["it\'s", "$HOME \\"x\\""]\n',
      'data/secret/02.yaml': 'input_validator_args:\n  other: [own]\n',
    });
    expect(
      inputs.map(({ complaints }) => complaints.map((each) => each.replace(/.* rejects it: /, ''))),
    ).toEqual([
      ['[]', '[]'],
      [`["it's", '$HOME "x"']`, `["it's", '$HOME "x"']`],
      ["['own']", '[]'],
    ]);
    const legacy = await world.report(
      {
        'input_validators/validate.py': null,
        'input_format_validators/validate.py': tell,
        'data/testdata.yaml': 'input_validator_flags: --most  7\n',
        'submissions/accepted/twice.py': null,
        'submissions/accepted/twice.js': PACKAGE['submissions/accepted/twice.js'] ?? '',
      },
      SOUND_LEGACY,
    );
    expect(legacy.inputs.map(({ complaints }) => complaints)).toEqual(
      Array(3).fill(["input_format_validators/validate.py rejects it: ['--most', '7']"]),
    );
  });

  it('take one judge call each, however many inputs there are', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        [`data/secret/a${index}.in`, `${index % 10}\n`],
        [`data/secret/a${index}.ans`, `${2 * (index % 10)}\n`],
      ]).flat(),
    );
    const { testData, dataCalls } = await world.verify({ ...PACKAGE, ...many });
    expect(testData.inputs).toHaveLength(43);
    expect(testData.asExpected).toBe(true);
    expect(dataCalls).toHaveLength(1);
  });

  it('crash, run out of time or do not compile: said plainly, as no rejection', async () => {
    const crash = 'int main(void) { __builtin_trap(); }\n';
    const crashed = await world.report({
      'input_validators/validate.py': null,
      'input_validators/v.c': crash,
    });
    expect(crashed.exit).toBe(1);
    expect(crashed.inputs.map(({ complaints }) => complaints)).toEqual(
      Array(3).fill([expect.stringMatching(/^input_validators\/v\.c was ended by SIG(ILL|TRAP)/)]),
    );

    const slow = await world.report({
      'problem.yaml': `${SETTINGS}  validation_time: 1\n`,
      'input_validators/validate.py': 'import sys\nn = int(input())\nwhile n > 5: pass\nsys.exit(42)\n',
    });
    expect(slow.exit).toBe(1);
    expect(slow.wrong).toMatchObject([
      { file: 'data/secret/02.in', complaints: [expect.stringMatching(OUT_OF_TIME)] },
    ]);

    const broken = await world.report({
      'input_validators/broken.c': 'int main(void) { return nothing; }\n',
      'data/invalid_input/1.in': 'x\n',
    });
    expect(broken.exit).toBe(1);
    expect(broken.wrong).toMatchObject([
      {
        file: 'input_validators/broken.c',
        ok: false,
        complaints: [expect.stringMatching(/^it does not compile: .*nothing.* undeclared/)],
      },
    ]);
  });

  it('are skipped by name where nobody can run them, and fail nothing', async () => {
    const { testData, asExpected } = await world.verify(
      {
        ...PACKAGE,
        'input_validators/v.rs': 'fn main() {}\n',
        'input_validators/w.ctd': 'INT(1,9)\n',
      },
      { without: 'rust' },
    );
    expect(asExpected).toBe(true);
    expect(testData.validators).toEqual([
      { path: 'input_validators/v.rs', skipped: 'the judge has no Rust (rustc brings it)' },
      { path: 'input_validators/validate.py' },
      { path: 'input_validators/w.ctd', skipped: 'Checktestdata files are not run' },
    ]);
  });

  it('and programs are skipped where the judge lists their language and cannot run it; the rest is judged', async () => {
    const { testData, submissions, asExpected } = await world.verify(
      {
        ...PACKAGE,
        'submissions/accepted/twice.py': 'print(2 * int(input()))\n',
        'submissions/accepted/twice.c':
          '#include <stdio.h>\nint main(void) { int n; scanf("%d", &n); printf("%d\\n", 2 * n); }\n',
      },
      { lacking: 'python' },
    );
    const why = 'the judge lists Python and has no python3 (python3 brings it)';
    expect(testData.validators.map(({ skipped }) => skipped)).toEqual([why]);
    expect(
      submissions.map(({ submission, verdict, skipped }) => [submission.path, verdict?.verdict ?? skipped]),
    ).toEqual([
      ['accepted/twice.c', 'AC'],
      ['accepted/twice.js', 'AC'],
      ['accepted/twice.py', why],
    ]);
    expect(asExpected).toBe(true);
  });

  it('may state more time than the host grants, and are skipped only if they take it', async () => {
    const minute = { 'problem.yaml': `${SETTINGS}  validation_time: 60\n` };
    const quick = await world.verify({ ...PACKAGE, ...minute }, { maxCpuMs: 3000 });
    expect(quick.testData.asExpected).toBe(true);
    expect(quick.testData.inputs.map(({ skipped }) => skipped)).toEqual(Array(3).fill(undefined));
    const slow = { ...minute, 'input_validators/validate.py': 'while True: pass\n' };
    const { testData } = await world.verify({ ...PACKAGE, ...slow }, { maxCpuMs: 3000 });
    expect(testData.validators[0]?.skipped).toMatch(/may use 60000 ms of CPU time and used the \d+ ms/);
    expect(testData.inputs[0]?.skipped).toBe('no input validator was run');
  });

  it('find the files of their folder where they run', async () => {
    const { exit } = await world.report({
      'input_validators/validate.py': null,
      'input_validators/known/__main__.py':
        'import sys\nfrom helper import known\nsys.exit(42 if sys.stdin.read() in known() else 43)\n',
      'input_validators/known/helper.py': 'def known():\n    return list(open("known.txt"))\n',
      'input_validators/known/known.txt': '1\n5\n7\n',
    });
    expect(exit).toBe(0);
  });

  it('have messages that are cut and steer no terminal', async () => {
    const noisy =
      'import sys\nprint("\\x1b[2J" + "a" * 5000 + "\\nthe end", file=sys.stderr)\nsys.exit(43)\n';
    const { inputs } = await world.report({ 'input_validators/validate.py': noisy });
    for (const { complaints } of inputs) {
      expect(complaints[0]?.length).toBeLessThan(600);
      expect(complaints[0]).toMatch(/rejects it: \[2Ja+ \.\.\. a+ the end$/);
    }
  });
});

describe('invalid inputs', () => {
  it('must be rejected by one validator', async () => {
    const { exit, inputs } = await world.report({
      'input_validators/any.py': 'import sys\nsys.exit(42)\n',
      'data/invalid_input/large.in': '11\n',
    });
    expect(exit).toBe(0);
    expect(inputs.at(-1)).toMatchObject({
      file: 'data/invalid_input/large.in',
      expected: 'rejected',
      ok: true,
    });
  });

  it('are not rejected by a validator that crashes on them', async () => {
    const { exit, file, complaints } = await world.reportWrong({
      'input_validators/validate.py': null,
      'input_validators/v.c':
        '#include <stdio.h>\nint main(void) { if (getchar() == 45) __builtin_trap(); return 42; }\n',
      'data/invalid_input/negative.in': '-1\n',
    });
    expect([exit, file]).toEqual([1, 'data/invalid_input/negative.in']);
    expect(complaints[0]).toMatch(/^input_validators\/v\.c was ended by SIG(ILL|TRAP)/);
  });

  it('are told when every validator takes them', async () => {
    const { exit, file, complaints } = await world.reportWrong({ 'data/invalid_input/small.in': '3\n' });
    expect([exit, file, complaints]).toEqual([
      1,
      'data/invalid_input/small.in',
      ['No input validator rejects it.'],
    ]);
  });

  it('are skipped where a validator that was not run may reject them', async () => {
    const { exit, wrong } = await world.report({
      'input_validators/format.viva': '{ n [n > 3]; }\n',
      'data/invalid_input/small.in': '3\n',
    });
    expect(exit).toBe(0);
    expect(wrong).toMatchObject([
      { file: 'input_validators/format.viva', skipped: 'VIVA files are not run' },
      {
        file: 'data/invalid_input/small.in',
        skipped: 'input_validators/format.viva was not run and may well reject it',
      },
    ]);
  });
});
