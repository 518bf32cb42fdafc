import { compareOutputs, readCompareFlags } from '../grading/compare-outputs.ts';
import { type CustomVerdict, validateByProgram } from '../grading/custom-validation.ts';
import { validateWrittenAnswer } from '../grading/function/validate-answer.ts';
import { JudgeError, MissingToolchainError } from '../grading/judge.ts';
import type { OutputValidation } from '../grading/output-validation.ts';
import type { OutputCheck } from './package/data-checks.ts';
import { messageOf } from './package/fault.ts';
import type { ProblemManifest } from './problem.ts';
import { describeMissing, whyNotRunnable } from './runnable.ts';
import type { VerifiedData, VerifyDataOptions } from './verify-test-data.ts';

type Saying = Pick<VerifiedData, 'complaints' | 'skipped'>;

/** Runs output validation on the jury's own outputs, and says which are not as expected. Throws JudgeError. */
export async function verifyOutputs(
  outputs: readonly OutputCheck[],
  manifest: Pick<ProblemManifest, 'validation' | 'signature'>,
  options: VerifyDataOptions,
): Promise<readonly VerifiedData[]> {
  const { validation } = manifest;
  const sayings =
    validation.kind === 'custom'
      ? await askValidator(outputs, validation, options)
      : await compare(outputs, validation, manifest.signature, options);
  return outputs.map(({ file, expected }, index) => ({
    file,
    expected,
    ...(sayings[index] ?? { complaints: [] }),
  }));
}

async function askValidator(
  outputs: readonly OutputCheck[],
  validation: Extract<OutputValidation, { kind: 'custom' }>,
  { offered, onBegin, ...setting }: VerifyDataOptions,
): Promise<Saying[]> {
  const reason = whyNotRunnable(validation.program.language, offered);
  if (reason !== null) return skipAll(outputs, reason);
  onBegin?.(`the output validator on ${outputs.length} outputs`);
  const validating = validateByProgram({
    ...setting,
    validation,
    outputs: outputs.map(({ hash, bytes, testCase }) => ({
      testCase,
      bytes,
      read: () => setting.readTestData(hash),
    })),
  });
  const validated = await validating.catch((error: unknown) => whyNot(outputs, error));
  if (Array.isArray(validated)) return validated;
  return validated.verdicts.map((verdict, index) => complain(verdict, outputs[index] as OutputCheck));
}

/** As for input validators: a host that cannot run it says nothing about the package, and what else goes wrong fails it. */
function whyNot(outputs: readonly OutputCheck[], error: unknown): Saying[] {
  if (error instanceof MissingToolchainError) return skipAll(outputs, describeMissing(error));
  if (error instanceof JudgeError && error.kind === 'incapable') return skipAll(outputs, error.message);
  if (error instanceof JudgeError && error.kind === 'aborted') throw error;
  const complaint = `The judge could not answer for the output validator: ${messageOf(error)}`;
  return outputs.map(() => ({ complaints: [complaint] }));
}

function skipAll(outputs: readonly OutputCheck[], reason: string): Saying[] {
  return outputs.map(() => ({ complaints: [], skipped: `the output validator was not run: ${reason}` }));
}

async function compare(
  outputs: readonly OutputCheck[],
  validation: OutputValidation,
  signature: ProblemManifest['signature'],
  { readTestData }: VerifyDataOptions,
): Promise<Saying[]> {
  const sayings: Saying[] = [];
  for (const check of outputs) {
    const flags = readCompareFlags(check.testCase.validatorArgs ?? validation.args);
    const output = await readTestData(check.hash);
    const answer = await readTestData(check.testCase.answerHash);
    let verdict: CustomVerdict;
    if (signature !== undefined) {
      const compared = validateWrittenAnswer(signature, output, answer, flags);
      verdict = { verdict: compared.verdict === 'AC' ? 'AC' : 'WA', detail: compared.detail };
    } else {
      const compared = compareOutputs(output, answer, flags, false);
      verdict = compared.same
        ? { verdict: 'AC', detail: {} }
        : { verdict: 'WA', detail: { feedback: compared.feedback } };
    }
    sayings.push(complain(verdict, check));
  }
  return sayings;
}

function complain({ verdict, detail }: CustomVerdict, { expected }: OutputCheck): Saying {
  const why = detail.feedback === undefined ? '.' : `: ${detail.feedback}`;
  if (verdict === 'JE') return { complaints: [`Output validation failed${why}`] };
  const accepts = verdict === 'AC';
  if (accepts === (expected === 'accepted')) return { complaints: [] };
  return { complaints: [accepts ? 'Output validation accepts it.' : `Output validation rejects it${why}`] };
}
