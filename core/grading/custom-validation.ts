import type { OutputValidation, ProblemLimits, TestCase } from '../problems/problem.ts';
import { makeBundle } from './bundle.ts';
import { executeProgram } from './execute-program.ts';
import type { Judge } from './judge.ts';
import { isLanguageId, LANGUAGES } from './languages/index.ts';
import type { ProgramRun } from './program-run.ts';
import type { VerdictDetail } from './verdict.ts';

/** A verdict by a custom output validator; `JE` when the validator did not say 42 or 43. */
export type CustomVerdict = { readonly verdict: 'AC' | 'WA' | 'JE'; readonly detail: VerdictDetail };

export interface CustomValidationRequest {
  readonly validation: Extract<OutputValidation, { kind: 'custom' }>;
  readonly limits: Pick<ProblemLimits, 'validationTimeMs' | 'validationMemoryKiB' | 'validationOutputKiB'>;
  readonly judge: Judge;
  readonly newNonce: () => string;
  readonly readTestData: (hash: string) => Promise<Uint8Array>;
  /** The outputs to judge, whole, with their test cases. */
  readonly outputs: readonly { readonly testCase: TestCase; readonly run: ProgramRun }[];
  readonly maxCalls: number;
  readonly signal?: AbortSignal;
}

const EXIT_ACCEPTED = 42;
const EXIT_WRONG = 43;
const FEEDBACK_CHARACTERS = 1000;

/** bash's own quoting: nothing inside single quotes is special but the single quote. */
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * Runs the validator on outputs in judge calls of its own, many in one. These calls hold answers, and no program of a
 * participant; the participant's output arrives on stdin. Verdicts are in the order of `outputs`. Throws JudgeError.
 */
export async function validateByProgram(
  request: CustomValidationRequest,
): Promise<{ readonly verdicts: readonly CustomVerdict[]; readonly calls: number }> {
  const { validation, limits, outputs, readTestData } = request;
  const verdicts = outputs.map(
    (): CustomVerdict => ({ verdict: 'JE', detail: { feedback: 'the validator was not run' } }),
  );
  if (!isLanguageId(validation.program.language))
    throw new Error(
      `no language ${JSON.stringify(validation.program.language)} to run the output validator with`,
    );
  const language = LANGUAGES[validation.program.language];
  const files = await Promise.all(
    validation.program.files.map(async ({ name, hash }) => ({ name, content: await readTestData(hash) })),
  );
  const layout = language.layOut(files, validation.program.entryPoint);

  const makeCallBundle = async (indices: readonly number[]) => {
    const extraFiles: Record<string, Uint8Array> = {};
    const args: string[] = [];
    for (const [position, index] of indices.entries()) {
      const { testCase } = outputs[index] as (typeof outputs)[number];
      extraFiles[`case/${position + 1}/input`] = await readTestData(testCase.inputHash);
      extraFiles[`case/${position + 1}/answer`] = await readTestData(testCase.answerHash);
      args.push(
        `  ${position + 1}) args=(${(testCase.validatorArgs ?? validation.args).map(quote).join(' ')}) ;;`,
      );
    }
    extraFiles['validate.sh'] = new TextEncoder().encode(makeValidateScript(args));
    return makeBundle({
      language,
      layout,
      memoryKiB: limits.validationMemoryKiB,
      extraFiles,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
      beforeRun: 'cmd=(/bin/bash "$PWD/validate.sh" {k} "$PWD" "${cmd[@]}")',
    });
  };

  const summary = await executeProgram({
    judge: request.judge,
    granted: {
      cpuMs: limits.validationTimeMs,
      wallMs: 2 * limits.validationTimeMs + language.startWallMs,
      memoryKiB: limits.validationMemoryKiB + language.runtimeMemoryKiB,
      outputBytes: limits.validationOutputKiB * 1024,
      outOfMemory: language.outOfMemory,
      processes: 64,
    },
    inputs: outputs.map(({ testCase, run }) => ({
      // The call's size is what it sends: the output, and the two files in the bundle.
      bytes: run.output.length + testCase.inputBytes + testCase.answerBytes,
      read: async () => run.output,
    })),
    makeBundle: makeCallBundle,
    batches: true,
    stopAtFailure: false,
    newNonce: request.newNonce,
    maxCalls: request.maxCalls,
    sink: {
      accept: async (run) => {
        verdicts[run.index] = readValidatorRun(run);
        return 'taken';
      },
      endOfCall: async () => Number.POSITIVE_INFINITY,
    },
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  if (summary.compileError !== undefined)
    return {
      calls: summary.calls,
      verdicts: verdicts.map(() => ({
        verdict: 'JE',
        detail: { feedback: `the output validator does not compile: ${summary.compileError?.slice(0, 300)}` },
      })),
    };
  return { verdicts, calls: summary.calls };
}

/** Runs in work/: arguments are the number, the bundle's root, and the validator's command. */
function makeValidateScript(argsByNumber: readonly string[]): string {
  return `number=$1 root=$2; shift 2
case $number in
${argsByNumber.join('\n')}
esac
mkdir feedback
"$@" "$root/case/$number/input" "$root/case/$number/answer" feedback/ "\${args[@]}" >/dev/null
code=$?
score= message=
[[ -r feedback/score.txt ]] && IFS= read -r -n 64 score <feedback/score.txt
[[ -r feedback/judgemessage.txt ]] && IFS= read -r -d '' -n ${FEEDBACK_CHARACTERS} message <feedback/judgemessage.txt
printf '%s\\n%s' "$score" "$message"
exit $code
`;
}

function readValidatorRun(run: ProgramRun): CustomVerdict {
  const text = new TextDecoder().decode(run.output);
  const [scoreLine = '', ...messageLines] = text.split('\n');
  const score = scoreLine.trim() === '' ? Number.NaN : Number(scoreLine);
  const feedback = messageLines.join('\n').trim();
  const detail: VerdictDetail = {
    ...(Number.isFinite(score) ? { score } : {}),
    ...(feedback === '' ? {} : { feedback }),
  };
  if (run.ending.kind === 'RTE' && 'exitCode' in run.ending) {
    if (run.ending.exitCode === EXIT_ACCEPTED) return { verdict: 'AC', detail };
    if (run.ending.exitCode === EXIT_WRONG) return { verdict: 'WA', detail };
  }
  const how = JSON.stringify(run.ending);
  return {
    verdict: 'JE',
    detail: { feedback: `the output validator ended with ${how}, not with 42 or 43. ${feedback}`.trim() },
  };
}
