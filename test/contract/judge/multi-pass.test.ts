import { expect, it } from 'vitest';
import type { OutputValidation } from '../../../core/grading/output-validation.ts';
import { judgeWith, makeTestData, tellVerdicts, useJudge } from './judge-under-test.ts';

const under = useJudge();

const limits = {
  timeMs: 500,
  memoryKiB: 64 * 1024,
  outputKiB: 64,
  validationTimeMs: 2_000,
  validationMemoryKiB: 64 * 1024,
};

/** The answer says what it does; what it noted in an earlier pass stands in its folder. */
const VALIDATOR = `
import os, sys
given, how, folder = open(sys.argv[1]).read().split(), open(sys.argv[2]).read().split()[0], sys.argv[3]
def end(code, why):
    open(folder + "judgemessage.txt", "w").write(why)
    sys.exit(code)
def ask(text):
    open(folder + "nextpass.in", "w").write(text)
notes = folder + "notes"
earlier = open(notes).read() if os.path.exists(notes) else ""
if sys.argv[4:] == ["talks"]:
    print(*given, flush=True)
said = sys.stdin.readline().split()
open(notes, "a").write(" ".join(said) + ";")
if how == "never-ends": ask("again"); end(42, "asks")
if how == "rejects-and-asks": ask("again"); end(43, "asks")
if how == "crashes": sys.exit(1)
if not earlier:
    if said[:1] != ["first"]: end(43, "first pass: " + " ".join(said))
    ask("second " + " ".join(given[1:]))
    end(42, "")
end(42 if said == ["second", "alone"] else 43, "passes: " + earlier + " ".join(said))
`;

/** What it does in its second pass, and whether anything is left of the first. */
const PROGRAM = `
import os, sys
number, how = (input().split() + ["", ""])[:2]
places = ["left", "../left", "/tmp/left", "/dev/shm/left", "../prog/left"]
if number != "second":
    for place in places:
        try: open(place, "w").write("first")
        except OSError: pass
    print("first" if how != "lies" else "wrong", flush=True)
    sys.exit(3 if how == "fails-first" else 0)
if how == "spins":
    while True: pass
if how == "fails": sys.exit(4)
print("second", "alone" if not any(map(os.path.exists, places)) else "not-alone", flush=True)
`;

const make = (cases: readonly (readonly [program: string, validator: string])[], more = {}) => {
  const data = makeTestData(
    cases.map(([program, validator]) => [`first ${program}\n`, `${validator}\n`] as const),
  );
  const { hash, bytes } = data.store(VALIDATOR);
  const validation: OutputValidation = {
    kind: 'interactive',
    args: [],
    program: { language: 'python', files: [{ name: 'validate.py', hash, bytes }] },
    passes: 2,
    ...more,
  };
  return { data, validation };
};

it.each([
  ['listens', { listens: true as const }],
  ['talks', { args: ['talks'] }],
])(
  'runs a program again where the validator asks for it, in one judge call: one that %s',
  async (_, more) => {
    const cases = [
      ['x', 'checks', 'AC', 'passes: first;second alone'],
      ['lies', 'checks', 'WA', 'first pass: wrong'],
      ['fails-first', 'checks', 'RTE exit 3'],
      ['fails', 'checks', 'RTE exit 4'],
      ['spins', 'checks', 'TLE cpu'],
      ['x', 'never-ends', 'JE', 'the validator asks for another pass, and has had its 2 passes'],
      ['x', 'rejects-and-asks', 'JE', 'the validator asks for another pass, and rejects'],
      ['x', 'crashes', 'JE', 'exit code 1'],
    ] as const;
    const { data, validation } = make(
      cases.map(([program, validator]) => [program, validator]),
      more,
    );
    const result = await judgeWith(under.judge, 'python', PROGRAM, data, {
      limits,
      validation,
      transcriptBytes: 200,
    });
    expect(tellVerdicts(result)).toEqual(cases.map(([, , verdict]) => verdict));
    for (const [at, [, , , said]] of cases.entries())
      if (said !== undefined) expect(result.perCase[at]?.detail.feedback).toContain(said);
    expect(result).toMatchObject({ judgeCalls: 1, validatorCalls: 0, whySplit: [] });
    expect(result.perCase[0]?.conversation).toMatch(/>first\n---\n(<second x\n)?>second alone\n$/);
  },
);
