import type { OutputValidation } from './output-validation.ts';
import { describeEnding, type ProgramRun } from './program-run.ts';
import { readScore } from './read-score.ts';
import { EXIT_ACCEPTED, EXIT_REJECTED, runValidator, type ValidatorSetting } from './run-validator.ts';
import type { TestCase } from './test-case.ts';
import type { VerdictDetail } from './verdict.ts';

/** A verdict by a custom output validator; `JE` when the validator did not say 42 or 43. */
export type CustomVerdict = { readonly verdict: 'AC' | 'WA' | 'JE'; readonly detail: VerdictDetail };

/** An output to judge, whole. */
export interface OutputToValidate {
  /** The input and the answer that it belongs to. */
  readonly testCase: Pick<
    TestCase,
    'inputHash' | 'inputBytes' | 'answerHash' | 'answerBytes' | 'validatorArgs'
  >;
  readonly bytes: number;
  read(): Promise<Uint8Array>;
}

export interface CustomValidationRequest extends ValidatorSetting {
  readonly validation: Extract<OutputValidation, { kind: 'custom' }>;
  readonly outputs: readonly OutputToValidate[];
}

const FEEDBACK_CHARACTERS = 1000;

/** What it prints goes nowhere: the script's own output is the score's line, then the judge message. */
const CALL = `"$@" "$input" "$answer" feedback/ "\${args[@]}" >/dev/null
code=$?`;

/** testlib's checkers take the output as a file and say on stderr what is wrong; their 4 and 8 are wrong outputs, too. */
const CALL_TESTLIB = `"$@" "$input" /dev/stdin "$answer" >/dev/null 2>feedback/judgemessage.txt
code=$?
case $code in 0) code=${EXIT_ACCEPTED} ;; 1|2|4|8) code=${EXIT_REJECTED} ;; esac`;

const scriptOf = (call: string) => `mkdir feedback
find_file input; input=$path
find_file answer; answer=$path
${call}
score= message=
[[ -r feedback/score.txt ]] && IFS= read -r -n 64 score <feedback/score.txt
[[ -r feedback/judgemessage.txt ]] && IFS= read -r -d '' -n ${FEEDBACK_CHARACTERS} message <feedback/judgemessage.txt
printf '%s\\n%s' "$score" "$message"
exit $code`;

/**
 * Runs the validator on outputs in judge calls of its own, many in one. These calls hold answers, and no program of a
 * participant; the participant's output arrives on stdin. Verdicts are in the order of `outputs`. Throws JudgeError.
 */
export async function validateByProgram(
  request: CustomValidationRequest,
): Promise<{ readonly verdicts: readonly CustomVerdict[]; readonly calls: number }> {
  const { validation, readTestData } = request;
  const cases = request.outputs.map(({ testCase, bytes, read }) => ({
    bytes: bytes + testCase.inputBytes + testCase.answerBytes,
    args: testCase.validatorArgs ?? validation.args,
    stdin: read,
    files: async () => ({
      input: await readTestData(testCase.inputHash),
      answer: await readTestData(testCase.answerHash),
    }),
  }));
  const script = scriptOf(validation.program.testlib === true ? CALL_TESTLIB : CALL);
  const { runs, calls, compileError } = await runValidator(request, validation.program, cases, script);
  if (compileError !== undefined) {
    const feedback = `the output validator does not compile: ${compileError.slice(0, 300)}`;
    return { calls, verdicts: cases.map(() => ({ verdict: 'JE', detail: { feedback } })) };
  }
  return { calls, verdicts: runs.map(readVerdict) };
}

function readVerdict(run: ProgramRun | undefined): CustomVerdict {
  if (run === undefined) return { verdict: 'JE', detail: { feedback: 'the validator was not run' } };
  const text = new TextDecoder().decode(run.output);
  const [scoreLine = '', ...messageLines] = text.split('\n');
  const score = readScore(scoreLine);
  const feedback = messageLines.join('\n').trim();
  const detail: VerdictDetail = {
    ...(score === undefined ? {} : { score }),
    ...(feedback === '' ? {} : { feedback }),
  };
  if (run.ending.kind === 'RTE' && 'exitCode' in run.ending) {
    if (run.ending.exitCode === EXIT_ACCEPTED) return { verdict: 'AC', detail };
    if (run.ending.exitCode === EXIT_REJECTED) return { verdict: 'WA', detail };
  }
  const how = describeEnding(run.ending);
  return {
    verdict: 'JE',
    detail: {
      feedback: `the output validator ${how}; it must exit with 42 or 43. ${feedback}`.trim(),
    },
  };
}
