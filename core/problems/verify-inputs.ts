import { type InputVerdict, validateInputs } from '../grading/input-validation.ts';
import { JudgeError, MissingToolchainError } from '../grading/judge.ts';
import type { DataChecks, InputCheck } from './package/data-checks.ts';
import { messageOf } from './package/fault.ts';
import { inputArgsOf } from './package/input-args.ts';
import type { InputValidator } from './package/input-validators.ts';
import { describeMissing, whyNotRunnable } from './runnable.ts';
import type { VerifiedData, VerifyDataOptions } from './verify-test-data.ts';

/** What became of an input validator. */
export interface VerifiedValidator {
  /** Path in the package. */
  readonly path: string;
  /** Why it was not run: nobody's fault. */
  readonly skipped?: string;
  /** Why it could not be run: it does not compile, or the judge could not answer for it. */
  readonly failure?: string;
}

type Result = VerifiedValidator & { readonly verdicts?: readonly InputVerdict[] };

/** Runs every input validator on every input, and says which are not as expected. Throws JudgeError. */
export async function verifyInputs(
  { validators, inputs }: Pick<DataChecks, 'validators' | 'inputs'>,
  options: VerifyDataOptions,
): Promise<{ validators: readonly VerifiedValidator[]; inputs: readonly VerifiedData[] }> {
  const results: Result[] = [];
  for (const validator of validators) results.push(await runOne(validator, inputs, options));
  return {
    validators: results.map(({ verdicts, ...validator }) => validator),
    inputs: inputs.map((input, index) => ({
      file: input.file,
      expected: input.expected,
      ...judgeInput(input, index, results),
    })),
  };
}

async function runOne(
  { path, program }: InputValidator,
  inputs: readonly InputCheck[],
  { offered, onBegin, ...setting }: VerifyDataOptions,
): Promise<Result> {
  if ('notRun' in program) return { path, skipped: program.notRun };
  const skipped = whyNotRunnable(program.language, offered);
  if (skipped !== null) return { path, skipped };
  onBegin?.(`${path} on ${inputs.length} inputs`);
  try {
    const result = await validateInputs(
      setting,
      program,
      inputs.map(({ hash, bytes, args }) => ({
        bytes,
        args: inputArgsOf(args, path),
        read: () => setting.readTestData(hash),
      })),
    );
    return 'verdicts' in result
      ? { path, verdicts: result.verdicts }
      : { path, failure: `it does not compile: ${result.compileError}` };
  } catch (error) {
    // The host lacks the toolchain or grants too little time: that says nothing about the package.
    if (error instanceof MissingToolchainError) return { path, skipped: describeMissing(error) };
    if (error instanceof JudgeError && error.kind === 'incapable') return { path, skipped: error.message };
    if (error instanceof JudgeError && error.kind === 'aborted') throw error;
    return { path, failure: `the judge could not answer for it: ${messageOf(error)}` };
  }
}

function judgeInput(
  { expected }: InputCheck,
  index: number,
  results: readonly Result[],
): Pick<VerifiedData, 'complaints' | 'skipped'> {
  const ran = results.flatMap(({ path, verdicts }) => {
    const said = verdicts?.[index];
    return said === undefined ? [] : [{ ...said, sentence: `${path} ${said.says}` }];
  });
  const idle = results.filter(({ verdicts }) => verdicts === undefined).map(({ path }) => path);
  const sentences = (verdict: InputVerdict['verdict']) =>
    ran.filter((each) => each.verdict === verdict).map(({ sentence }) => sentence);
  if (expected === 'accepted') {
    const complaints = [...sentences('rejected'), ...sentences('failed')];
    return { complaints, ...(ran.length === 0 ? { skipped: 'no input validator was run' } : {}) };
  }
  if (sentences('rejected').length > 0) return { complaints: [] };
  const failed = sentences('failed');
  if (failed.length > 0) return { complaints: failed };
  if (idle.length > 0)
    return { complaints: [], skipped: `${idle.join(', ')} was not run and may well reject it` };
  return { complaints: ['No input validator rejects it.'] };
}
